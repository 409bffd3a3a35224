import { createServer } from "node:net";

/** A port of this machine that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const port = await tryPort(0, "127.0.0.1");
  if (port === null) throw new Error("no free port");
  return port;
}

export const isFree = async (port: number, bind: string): Promise<boolean> => (await tryPort(port, bind)) !== null;

function tryPort(port: number, bind: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, bind, () => {
      const address = server.address();
      const got = typeof address === "object" && address ? address.port : port;
      server.close(() => resolve(got));
    });
  });
}
