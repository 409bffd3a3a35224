import { createHmac, randomUUID } from "node:crypto";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { onTestFinished } from "vitest";

export type ShopifyDouble = {
  readonly origin: string;
  /** Each token exchange as it arrived. */
  readonly exchanges: readonly Readonly<Record<string, string>>[];
};

/** Just enough of Shopify for an embedded page: exchanges session tokens, and serves a silent App Bridge. */
export async function startShopifyDouble(): Promise<ShopifyDouble> {
  const exchanges: Readonly<Record<string, string>>[] = [];
  const app = new Hono();
  app.post("/:shop/admin/oauth/access_token", async (c) => {
    exchanges.push({ shop: c.req.param("shop"), ...(await c.req.json()) });
    return c.json({
      access_token: `shpat_${randomUUID()}`,
      scope: "read_orders,write_orders",
      expires_in: 3600,
      refresh_token: `shprt_${randomUUID()}`,
      refresh_token_expires_in: 7_776_000,
    });
  });
  app.get("/app-bridge.js", (c) => c.body("window.shopify = { idToken: async () => '', config: {} };", 200, { "Content-Type": "text/javascript" }));
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, ({ port }) => resolve({ origin: `http://127.0.0.1:${port}`, exchanges }));
    onTestFinished(() => new Promise<void>((done) => server.close(() => done())));
  });
}

type Claims = { readonly shop: string; readonly apiKey: string; readonly apiSecret: string };

/** A session token as Shopify's admin hands it to an embedded page, good for a minute. */
export function mintIdToken({ shop, apiKey, apiSecret }: Claims): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { exp: now + 60, nbf: now - 5, iat: now - 5 };
  const claims = { iss: `https://${shop}/admin`, dest: `https://${shop}`, aud: apiKey, sub: "1", jti: randomUUID(), sid: randomUUID(), ...times };
  const parts = [{ alg: "HS256", typ: "JWT" }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = createHmac("sha256", apiSecret).update(parts.join(".")).digest("base64url");
  return [...parts, signature].join(".");
}

/** Where Shopify's admin would load the embedded app. */
export function embeddedUrl(app: string, claims: Claims, path = "/app"): string {
  const name = claims.shop.replace(/\.myshopify\.com$/, "");
  const url = new URL(path, app);
  url.search = new URLSearchParams({
    embedded: "1",
    shop: claims.shop,
    host: Buffer.from(`admin.shopify.com/store/${name}`).toString("base64"),
    id_token: mintIdToken(claims),
  }).toString();
  return url.href;
}
