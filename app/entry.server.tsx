import { PassThrough } from "node:stream";
import { type AppLoadContext, createReadableStreamFromReadable, type EntryContext, type HandleErrorFunction } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { audienceOf, OURS } from "#app/headers.server.ts";
import { NonceContext } from "#app/ui/nonce.ts";

const patienceMs = 5_000;

/** Renders a page. Robots get it whole, people as soon as its frame stands. */
export default function handleRequest(request: Request, status: number, headers: Headers, remix: EntryContext, context: AppLoadContext): Promise<Response> {
  // The library has every browser fetch from Shopify's CDN in advance: none of a shopper's business.
  if (audienceOf(new URL(request.url).pathname) === "merchant") context.shopify.addDocumentResponseHeaders(request, headers);
  headers.set("Content-Type", "text/html; charset=utf-8");
  headers.set(OURS, "yes");
  const ready = isbot(request.headers.get("user-agent")) ? "onAllReady" : "onShellReady";
  return new Promise((resolve, reject) => {
    let outcome = status;
    const { nonce } = context;
    const document = (
      <NonceContext.Provider value={nonce}>
        <RemixServer context={remix} url={request.url} abortDelay={patienceMs} nonce={nonce} />
      </NonceContext.Provider>
    );
    const page = renderToPipeableStream(document, {
      nonce,
      [ready]() {
        const body = new PassThrough();
        resolve(new Response(createReadableStreamFromReadable(body), { status: outcome, headers }));
        page.pipe(body);
      },
      onShellError: reject,
      onError(error) {
        outcome = 500;
        context.log.error({ err: error }, "a page failed while it was rendered");
      },
    });
    setTimeout(() => page.abort(), patienceMs + 1_000).unref();
  });
}

/** What a loader or action threw and nobody caught. A page that is not there is no error of ours. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (request.signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return;
  (context as AppLoadContext).log.error({ err: error, path: new URL(request.url).pathname }, "a page failed");
};
