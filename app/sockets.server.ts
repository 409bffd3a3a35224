import { createServer, type RequestListener, type Server, type ServerOptions } from "node:http";
import type { Socket } from "node:net";
import type { Context } from "./context.server.ts";
import { ipMatches, networkOf, normalAddress } from "./doors/peer.ts";

/** How long a connection may take over its part, in milliseconds. Kept open a little longer than nginx keeps it. */
export const patience = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 1000 } as const satisfies ServerOptions;

/** As many as a large household of browsers opens; proxies we trust and this machine itself open what they need. */
const MOST_CONNECTIONS = 500;

const itself = ["127.0.0.0/8", "::1"];

type Measure = { readonly patience?: ServerOptions; readonly mostConnections?: number; readonly unlimited?: readonly string[] };

/** A server that nobody keeps busy by being slow: every request must have come whole in time, and nobody may hold more
 * than so many connections. */
export function openServer({ config }: { readonly config: Pick<Context["config"], "trustedProxies"> }, answer: RequestListener, measure: Measure = {}): Server {
  const unlimited = [...(measure.unlimited ?? itself), ...config.trustedProxies];
  const most = measure.mostConnections ?? MOST_CONNECTIONS;
  const server = createServer({ ...patience, ...measure.patience }, answer);
  const open = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = normalAddress(socket.remoteAddress ?? "");
    if (address === null || ipMatches(unlimited, address)) return;
    const from = networkOf(address);
    const held = open.get(from) ?? 0;
    if (held >= most) return void socket.destroy();
    open.set(from, held + 1);
    socket.once("close", () => leave(open, from));
  });
  return server;
}

function leave(open: Map<string, number>, from: string): void {
  const held = open.get(from) ?? 0;
  if (held > 1) open.set(from, held - 1);
  else open.delete(from);
}
