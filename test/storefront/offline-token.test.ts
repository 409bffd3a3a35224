import { Session } from "@shopify/shopify-api";
import { expect, test } from "vitest";
import { adminClient } from "#app/storefront/client.ts";
import { offlineTokens, type Sessions } from "#app/storefront/offline-token.ts";
import { readShop } from "#app/storefront/requests.ts";
import type { Fetch } from "#app/storefront/wire.ts";
import { apiKey, apiSecret, domain, exchange, postJson } from "../sandbox/world.ts";
import { openShop, type Network } from "./world.ts";

const now = new Date("2026-11-20T12:00:00Z");
const inMinutes = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
const session = (over: object = {}) =>
  new Session({ id: `offline_${domain}`, shop: domain, state: "s", isOnline: false, scope: "read_orders", accessToken: "old", refreshToken: "refresh", expires: inMinutes(30), ...over });

function shelf(first?: Session): Sessions & { readonly stored: Session[] } {
  const stored = first ? [first] : [];
  return {
    stored,
    loadSession: async (id) => stored.findLast((each) => each.id === id),
    storeSession: async (each) => stored.push(each) > 0,
  };
}

const granted = () => Response.json({ access_token: "new", scope: "read_orders", expires_in: 3600, refresh_token: "refresh-2", refresh_token_expires_in: 7_776_000 });

function tokensFrom(sessions: Sessions, answer: () => Response | Promise<Response> = granted) {
  const sent: { url: string; body: unknown }[] = [];
  const fetch: Fetch = async (url, init) => {
    sent.push({ url, body: JSON.parse(String(init?.body)) });
    return answer();
  };
  return { sent, token: offlineTokens({ apiKey, apiSecret, sessions, fetch, now: () => now }) };
}

test.each<[string, object]>([
  ["lasts longer than five minutes", {}],
  ["never ends", { expires: undefined }],
])("a token that %s is used as it is", async (_, over) => {
  const { token, sent } = tokensFrom(shelf(session(over)));
  expect(await token(domain, null)).toEqual({ accessToken: "old" });
  expect(sent).toEqual([]);
});

test.each<[string, object, string | null]>([
  ["ends within five minutes", { expires: inMinutes(4) }, null],
  ["has ended", { expires: inMinutes(-1) }, null],
  ["was refused", {}, "old"],
  ["was blanked by the library", { accessToken: "" }, null],
  ["was removed by the library", { accessToken: undefined }, null],
])("a token that %s is refreshed and stored", async (_, over, rejected) => {
  const sessions = shelf(session(over));
  const { token, sent } = tokensFrom(sessions);
  expect(await token(domain, rejected)).toEqual({ accessToken: "new" });
  expect(sent).toEqual([{
    url: `https://${domain}/admin/oauth/access_token`,
    body: { client_id: apiKey, client_secret: apiSecret, grant_type: "refresh_token", refresh_token: "refresh" },
  }]);
  expect(sessions.stored.at(-1)).toMatchObject({
    id: `offline_${domain}`, shop: domain, accessToken: "new", refreshToken: "refresh-2", expires: inMinutes(60),
  });
});

test("many callers at once refresh once", async () => {
  const { token, sent } = tokensFrom(shelf(session({ expires: inMinutes(-1) })));
  const tokens = await Promise.all(Array.from({ length: 20 }, () => token(domain, null)));
  expect(new Set(tokens.map((each) => JSON.stringify(each)))).toEqual(new Set([`{"accessToken":"new"}`]));
  expect(sent.length).toBe(1);
});

test("one shop's refresh holds up no other shop", async () => {
  const other = "test-two.myshopify.com";
  const sessions = shelf(session({ accessToken: "" }));
  await sessions.storeSession(session({ id: `offline_${other}`, shop: other }));
  const held = Promise.withResolvers<Response>();
  const { token } = tokensFrom(sessions, () => held.promise);
  const waiting = token(domain, null);
  expect(await token(other, null)).toEqual({ accessToken: "old" });
  held.resolve(granted());
  expect(await waiting).toEqual({ accessToken: "new" });
});

test.each<[string, object]>([
  ["no refresh token", { accessToken: "", refreshToken: undefined }],
  ["a refused refresh token", { accessToken: "" }],
])("with %s the merchant has to open the app", async (_, over) => {
  const { token } = tokensFrom(shelf(session(over)), () => Response.json({ error: "invalid_grant" }, { status: 400 }));
  expect(await token(domain, null)).toHaveProperty("needsReauth");
});

test("a shop we never had a session of needs the merchant too", async () => {
  expect(await tokensFrom(shelf()).token(domain, null)).toHaveProperty("needsReauth");
});

test.each<[string, () => Response, object]>([
  ["out of reach", () => { throw new TypeError("fetch failed with client_secret"); }, { kind: "network" }],
  ["in trouble", () => new Response("", { status: 503 }), { kind: "server" }],
  ["throttling", () => new Response("", { status: 429 }), { kind: "throttled" }],
  ["freezing the shop", () => new Response("", { status: 402 }), { kind: "frozen" }],
  ["speaking another language", () => Response.json({ token: "x" }), { kind: "server" }],
])("a token endpoint %s is asked again later", async (_, answer, failure) => {
  const { token } = tokensFrom(shelf(session({ accessToken: "" })), answer);
  const result = await token(domain, null);
  expect(result).toMatchObject({ failure });
  expect(JSON.stringify(result)).not.toContain("secret");
});

test("while the refresh fails, a token that still has minutes is used", async () => {
  const { token } = tokensFrom(shelf(session({ expires: inMinutes(4) })), () => new Response("", { status: 503 }));
  expect(await token(domain, null)).toEqual({ accessToken: "old" });
});

test("refused because another process was quicker, its token is taken", async () => {
  const sessions = shelf(session({ accessToken: "" }));
  const { token } = tokensFrom(sessions, async () => {
    await sessions.storeSession(session({ accessToken: "theirs", refreshToken: "refresh-3" }));
    return Response.json({ error: "invalid_grant" }, { status: 400 });
  });
  expect(await token(domain, null)).toEqual({ accessToken: "theirs" });
});

async function installed(network?: Network) {
  const world = await openShop(network);
  const first = await postJson(world.sandbox, `/${domain}/admin/oauth/access_token`, exchange(world.shop.sessionToken(), { expiring: "1" }));
  const { access_token, refresh_token } = first.json;
  const sessions = shelf(session({ accessToken: access_token, refreshToken: refresh_token, expires: inMinutes(60) }));
  const token = offlineTokens({ apiKey, apiSecret, sessions, fetch: world.fetch, now: () => now });
  const client = adminClient({ shop: domain, token: (rejected) => token(domain, rejected), fetch: world.fetch, apiVersion: "2026-10" });
  return { world, sessions, client };
}

test("at the shop: a revoked access token is renewed in the middle of a call", async () => {
  const { world, sessions, client } = await installed();
  world.shop.revokeTokens("access tokens");
  expect(await client.ask(readShop())).toMatchObject({ data: { shop: { myshopifyDomain: domain } } });
  expect(sessions.stored.length).toBe(2);
});

test("at the shop: after an uninstall nothing can be renewed", async () => {
  const { world, client } = await installed();
  world.shop.uninstall();
  expect(await client.ask(readShop())).toMatchObject({ failure: { kind: "unauthorized" } });
});
