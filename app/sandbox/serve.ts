import { serve, type ServerType } from "@hono/node-server";
import type { Sandbox } from "./sandbox.ts";

export type Served = { readonly url: string; readonly close: () => Promise<void> };

/** Listens; port 0 takes a free one. Closing ends open connections, then writes the world down. */
export async function serveSandbox(sandbox: Sandbox, { hostname, port }: { readonly hostname: string; readonly port: number }): Promise<Served> {
  const { server, at } = await listen(sandbox, hostname, port);
  const close = async (): Promise<void> => {
    const closed = new Promise((resolve) => server.close(resolve));
    if ("closeAllConnections" in server) server.closeAllConnections();
    await closed;
    await sandbox.close();
  };
  return { url: `http://${hostname}:${at}`, close };
}

const listen = (sandbox: Sandbox, hostname: string, port: number): Promise<{ server: ServerType; at: number }> =>
  new Promise((resolve, reject) => {
    const server: ServerType = serve({ fetch: sandbox.app.fetch, hostname, port }, (info) => resolve({ server, at: info.port }));
    server.once("error", reject);
  });
