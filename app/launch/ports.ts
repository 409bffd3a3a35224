import { randomInt } from "node:crypto";
import { createServer } from "node:net";

// Below where systems take the near ends of outgoing connections from: a port there may be gone the moment it was found free.
const LOWEST = 10_000;
const HIGHEST = 32_000;

/** A port of this machine that nobody listens on right now, and that nobody will happen upon. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = await tryPort(randomInt(LOWEST, HIGHEST), "127.0.0.1");
    if (port !== null) return port;
  }
  throw new Error("no free port");
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
