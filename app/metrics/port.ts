import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Context } from "#app/context.server.ts";
import { drain, listen } from "#app/process.server.ts";
import { bearsToken } from "./permission.ts";

type Watched = Pick<Context, "config" | "readiness" | "scrape">;
type Answer = { readonly status: number; readonly type: string; readonly text: string };

const nothing = { close: () => Promise.resolve() };

/** METRICS_PORT: `/metrics`, `/health` and `/ready` of this process, apart from the port that strangers reach. Without a
 * METRICS_TOKEN it listens on this machine only. */
export async function openWatchPort(watched: Watched): Promise<{ readonly close: () => Promise<void> }> {
  const { port, bind } = watched.config.metrics;
  if (port === null) return nothing;
  const server: Server = createServer((request, response) => {
    void answerTo(watched, request).then(({ status, type, text }) => {
      response.writeHead(status, { "Content-Type": type, "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" }).end(text);
    });
  });
  server.requestTimeout = 10_000;
  await listen(server, { port, bind }, "METRICS_PORT");
  return { close: () => drain(server) };
}

async function answerTo({ config, readiness, scrape }: Watched, { method, url, headers }: IncomingMessage): Promise<Answer> {
  const path = method === "GET" ? url?.split("?", 1)[0] : undefined;
  switch (path) {
    case "/health":
      return plain(200, "ok\n");
    case "/ready": {
      const missing = await readiness.missing();
      return missing.length === 0 ? json(200, { ready: true }) : json(503, { ready: false, missing });
    }
    case "/metrics":
      if (config.metrics.token !== null && !bearsToken(headers.authorization, config.metrics.token)) return plain(401, "METRICS_TOKEN, as a bearer token, opens this.\n");
      return { status: 200, ...(await scrape()) };
    default:
      return plain(404, "There are /metrics, /health and /ready.\n");
  }
}

const plain = (status: number, text: string): Answer => ({ status, type: "text/plain; charset=utf-8", text });
const json = (status: number, body: object): Answer => ({ status, type: "application/json", text: JSON.stringify(body) });
