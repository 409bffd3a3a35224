import type { IncomingMessage, ServerResponse } from "node:http";
import type { Log } from "./log.server.ts";

/** One line per request when it has been answered: who, what, how it ended, how long it took. Never a query string,
 * and never a token that is part of the path. */
export function logAccess(log: Log, request: IncomingMessage, response: ServerResponse): void {
  const began = performance.now();
  response.once("close", () => {
    log.info(
      {
        peer: request.socket.remoteAddress ?? null,
        forwarded: request.headers["x-forwarded-for"] ?? request.headers["forwarded"] ?? null,
        method: request.method,
        path: maskPath(request.url ?? "/"),
        status: response.writableFinished ? response.statusCode : 499,
        ms: Math.round(performance.now() - began),
      },
      "request",
    );
  });
}

/** The path without its query, with every long segment hidden but a shop's domain: an order's token opens its pay page. */
export function maskPath(url: string): string {
  const path = url.split(/[?#]/, 1)[0] ?? "/";
  if (path.startsWith("/assets/")) return path;
  return path.replace(/[^/]{20,}/g, (segment) => (/^[\w-]+\.myshopify\.com$/.test(segment) ? segment : `${segment.slice(0, 4)}***`));
}
