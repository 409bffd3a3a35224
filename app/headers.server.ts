import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Config } from "./config.server.ts";

const powers = ["accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "xr-spatial-tracking"];

/** What every answer says unless a page says otherwise: it is what it says it is, shows nothing, and tells nobody where
 * it was. A door answers programs; a browser that is led there anyway must find nothing to run or to frame. */
export const protections = ({ appUrl }: Config): Readonly<Record<string, string>> => ({
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": powers.map((power) => `${power}=()`).join(", "),
  ...(appUrl.startsWith("https:") && { "Strict-Transport-Security": "max-age=31536000" }),
});

export function protectAll(config: Config): (response: ServerResponse) => void {
  const headers = Object.entries(protections(config));
  return (response) => {
    for (const [name, value] of headers) response.setHeader(name, value);
  };
}

export type Page = {
  /** What marks our own inline scripts on this page alone. */
  readonly nonce: string;
  /** development: Vite writes scripts into the page itself. */
  readonly mode: "production" | "development";
  readonly audience: Audience;
};

/** Shoppers' pages load nothing but themselves, from nobody but us; the merchant's stand in Shopify's frame. */
export type Audience = "merchant" | "shopper";

export const audienceOf = (path: string): Audience => (path.startsWith("/pay/") ? "shopper" : "merchant");

/** A page for people: who may frame it is what the Shopify library said, else nobody; in sandbox mode the sandbox's
 * admin too. Scripts are our own, App Bridge, and nothing written into the page. */
export async function protectPage(response: Response, config: Config, page: Page): Promise<Response> {
  if (page.audience === "shopper") return protectShoppers(response, page);
  const headers = new Headers(response.headers);
  const sandbox = config.mode === "sandbox" ? config.shopify.origin : null;
  const isHtml = headers.get("Content-Type")?.startsWith("text/html") === true;
  // The library's own pages of signing in know no nonce: they are a line or two, whose scripts are known by their hash.
  const foreign = isHtml && !headers.has(OURS) ? await response.text() : null;
  const scripts = foreign === null ? [`'nonce-${page.nonce}'`] : inlineHashes(foreign);
  const framing = framedBy(headers.get("Content-Security-Policy"), sandbox);
  headers.set("Content-Security-Policy", isHtml ? pagePolicy(config, page.mode, scripts, framing) : `default-src 'none'; ${framing}`);
  headers.set("X-Content-Type-Options", "nosniff");
  if (!headers.has("Referrer-Policy")) headers.set("Referrer-Policy", "no-referrer");
  headers.delete(OURS);
  // The library asks every browser to fetch from Shopify's CDN in advance; the sandbox needs no network.
  if (sandbox) headers.delete("Link");
  return new Response(foreign ?? response.body, { status: response.status, statusText: response.statusText, headers });
}

/** The camera reads a wallet's code off another screen, if its owner wants it. */
function protectShoppers(response: Response, { nonce }: Page): Response {
  const headers = new Headers(response.headers);
  const rules = ["default-src 'none'", `script-src 'nonce-${nonce}'`, `style-src 'nonce-${nonce}'`, "img-src 'self'", "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"];
  headers.set("Content-Security-Policy", rules.join("; "));
  headers.set("Permissions-Policy", powers.map((power) => (power === "camera" ? "camera=(self)" : `${power}=()`)).join(", "));
  headers.delete(OURS);
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Set by our own rendering, and taken off again here: what carries it has the nonce on its scripts. */
export const OURS = "X-Rendered-With-Nonce";

const SHOPIFY_CDN = "https://cdn.shopify.com";

function pagePolicy({ shopify }: Config, mode: Page["mode"], scripts: readonly string[], framing: string): string {
  const bridge = shopify.appBridgeUrl === null ? SHOPIFY_CDN : new URL(shopify.appBridgeUrl).origin;
  const shopifys = ["https://*.shopify.com", "https://*.myshopify.com"];
  const rules: Readonly<Record<string, readonly string[]>> = {
    "default-src": ["'self'"],
    "script-src": mode === "production" ? ["'self'", ...scripts, bridge] : ["'self'", "'unsafe-inline'", bridge],
    // Polaris and React write style attributes; they cannot run anything.
    "style-src": ["'self'", "'unsafe-inline'", SHOPIFY_CDN],
    "font-src": ["'self'", "data:", SHOPIFY_CDN],
    "img-src": ["'self'", "data:", "blob:", SHOPIFY_CDN],
    "connect-src": ["'self'", ...shopifys, "https://*.shopifysvc.com", ...(shopify.appBridgeUrl === null ? [] : [bridge]), ...(mode === "development" ? ["ws:"] : [])],
    "frame-src": ["'self'", ...shopifys],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
  };
  return [...Object.entries(rules).map(([rule, sources]) => `${rule} ${sources.join(" ")}`), framing].join("; ");
}

function framedBy(policy: string | null, sandbox: string | null): string {
  const said = /frame-ancestors[^;]*/.exec(policy ?? "")?.[0].trim();
  if (said === undefined) return "frame-ancestors 'none'";
  return sandbox && !said.endsWith("'none'") ? `${said} ${sandbox}` : said;
}

const inlineHashes = (html: string): readonly string[] =>
  [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, script = ""]) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
