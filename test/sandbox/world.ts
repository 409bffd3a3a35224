import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { createSandbox, type Sandbox, type SandboxSetting } from "#app/sandbox/sandbox.ts";
import type { ShopControls } from "#app/sandbox/control/controls.ts";

/** A world that repeats exactly: its own clock, counted chance, and an app that only listens. */

export const apiKey = "sandbox-key";
export const apiSecret = "sandbox-secret";
export const domain = "test-one.myshopify.com";

export type Heard = { readonly path: string; readonly headers: Headers; readonly body: string };

export type Ear = {
  readonly url: string;
  readonly heard: Heard[];
  /** What to answer next, for as long as there is something; then 200. */
  readonly answers: number[];
  /** What a path answers instead, with its status. */
  readonly tells: Map<string, { readonly status: number; readonly body: unknown }>;
  readonly close: () => Promise<void>;
};

export async function listen(): Promise<Ear> {
  const heard: Heard[] = [];
  const answers: number[] = [];
  const tells: Ear["tells"] = new Map();
  const app = new Hono().all("*", async (c) => {
    heard.push({ path: c.req.path, headers: c.req.raw.headers, body: await c.req.text() });
    const told = tells.get(c.req.path);
    if (told) return new Response(JSON.stringify(told.body), { status: told.status });
    return new Response(JSON.stringify({ total_price: 477_000_000, status: "New" }), { status: answers.shift() ?? 200 });
  });
  return new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        heard,
        answers,
        tells,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      }),
    );
  });
}

export type TestWorld = {
  readonly sandbox: Sandbox;
  readonly shop: ShopControls;
  readonly pass: (milliseconds: number) => void;
  readonly token: () => Promise<string>;
  readonly ask: (query: string, variables?: Record<string, unknown>) => Promise<Json>;
};

/** Whatever JSON said; tests look into it and compare. */
export type Json = ReturnType<typeof JSON.parse>;

export async function openWorld(setting: Partial<SandboxSetting> = {}): Promise<TestWorld> {
  let now = Date.parse("2026-11-20T12:00:00Z");
  let count = 0;
  const random = (bytes: number): Uint8Array => Uint8Array.from({ length: bytes }, () => (count = (count * 1_103_515_245 + 12_345) % 2_147_483_648) >> 16 & 0xff);
  const sandbox = await createSandbox({
    apiKey, apiSecret, appUrl: "http://127.0.0.1:9", clock: () => new Date(now), random, posting: "by hand", couriers: 1, ...setting,
  });
  const shop = sandbox.openShop({ domain });
  const token = async (): Promise<string> => {
    const answer = await postJson(sandbox, `/${domain}/admin/oauth/access_token`, exchange(shop.sessionToken()));
    return answer.json.access_token;
  };
  let accessToken: string | undefined;
  return {
    sandbox,
    shop,
    pass: (milliseconds) => { now += milliseconds; },
    token,
    ask: async (query, variables = {}) => {
      accessToken ??= await token();
      const answer = await postJson(sandbox, `/${domain}/admin/api/2026-10/graphql.json`, { query, variables }, { "X-Shopify-Access-Token": accessToken });
      return answer.json;
    },
  };
}

export const exchange = (subjectToken: string, over: Record<string, unknown> = {}) => ({
  client_id: apiKey,
  client_secret: apiSecret,
  grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
  subject_token: subjectToken,
  subject_token_type: "urn:ietf:params:oauth:token-type:id_token",
  requested_token_type: "urn:shopify:params:oauth:token-type:offline-access-token",
  expiring: "0",
  ...over,
});

export async function postJson(sandbox: Sandbox, path: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; json: Json }> {
  const answer = await sandbox.app.request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, json: JSON.parse(await answer.text()) };
}

export const gid = (orderId: string): string => `gid://shopify/Order/${orderId}`;
