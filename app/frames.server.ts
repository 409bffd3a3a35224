import type { Config } from "./config.server.ts";

/** Says who may frame a page: what the Shopify library said, else nobody; in sandbox mode the sandbox's admin too. */
export function guardFrames(response: Response, config: Config): Response {
  const sandbox = config.mode === "sandbox" ? config.shopify.origin : null;
  const headers = new Headers(response.headers);
  headers.set("Content-Security-Policy", framedBy(headers.get("Content-Security-Policy"), sandbox));
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Referrer-Policy")) headers.set("Referrer-Policy", "no-referrer");
  // The library asks every browser to fetch from Shopify's CDN in advance; the sandbox needs no network.
  if (sandbox) headers.delete("Link");
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function framedBy(policy: string | null, sandbox: string | null): string {
  if (!policy?.includes("frame-ancestors")) return [policy, "frame-ancestors 'none'"].filter(Boolean).join("; ");
  return sandbox ? policy.replace(/frame-ancestors[^;]*/, (allowed) => `${allowed.trimEnd()} ${sandbox}`) : policy;
}
