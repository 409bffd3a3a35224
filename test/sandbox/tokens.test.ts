import { expect, test } from "vitest";
import { apiKey, apiSecret, domain, exchange, openWorld, postJson } from "./world.ts";

const path = `/${domain}/admin/oauth/access_token`;
const call = async ({ sandbox }: Awaited<ReturnType<typeof openWorld>>, token: string) =>
  (await postJson(sandbox, `/${domain}/admin/api/2026-10/graphql.json`, { query: "{ shop { id } }" }, { "X-Shopify-Access-Token": token })).status;

test("a session token is exchanged for an access token that works", async () => {
  const world = await openWorld();
  const { status, json } = await postJson(world.sandbox, path, exchange(world.shop.sessionToken()));
  expect(status).toBe(200);
  expect(json).toEqual({ access_token: expect.stringMatching(/^shpat_[0-9a-f]{32}$/), scope: "read_orders,write_orders" });
  expect(await call(world, json.access_token)).toBe(200);
  expect(await call(world, "shpat_wrong")).toBe(401);
});

test("an online token names its user", async () => {
  const world = await openWorld();
  const requested_token_type = "urn:shopify:params:oauth:token-type:online-access-token";
  const { json } = await postJson(world.sandbox, path, exchange(world.shop.sessionToken(), { requested_token_type }));
  expect(json).toMatchObject({ expires_in: 86_399, associated_user: { account_owner: true }, associated_user_scope: "read_orders,write_orders" });
});

test("expiring tokens end after an hour and are refreshed; the old refresh token lives until the new token is used", async () => {
  const world = await openWorld();
  const { json: first } = await postJson(world.sandbox, path, exchange(world.shop.sessionToken(), { expiring: "1" }));
  expect(first).toMatchObject({ expires_in: 3600, refresh_token_expires_in: 7_776_000 });
  world.pass(3_600_000);
  expect(await call(world, first.access_token)).toBe(401);
  const renewal = (refresh_token: string) => ({ client_id: apiKey, client_secret: apiSecret, grant_type: "refresh_token", refresh_token });
  const { json: second } = await postJson(world.sandbox, path, renewal(first.refresh_token));
  const { json: third } = await postJson(world.sandbox, path, renewal(first.refresh_token));
  expect(await call(world, second.access_token)).toBe(200);
  expect(third.access_token).not.toBe(second.access_token);
  expect(await postJson(world.sandbox, path, renewal(first.refresh_token))).toMatchObject({ status: 400, json: { error: "invalid_grant" } });
});

test("form-encoded requests are read as well", async () => {
  const { sandbox, shop } = await openWorld();
  const answer = await sandbox.app.request(path, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(exchange(shop.sessionToken()) as Record<string, string>).toString(),
  });
  expect(answer.status).toBe(200);
});

test.each([
  ["a wrong client secret", 401, "invalid_client", { client_secret: "no" }, 0],
  ["a token that is not signed by us", 400, "invalid_subject_token", { subject_token: "a.b.c" }, 0],
  ["a token that is over", 400, "invalid_subject_token", {}, 120_000],
  ["an unknown grant", 400, "invalid_request", { grant_type: "password" }, 0],
  ["client credentials", 400, "shop_not_permitted", { grant_type: "client_credentials" }, 0],
])("%s is refused", async (_, status, error, over, later) => {
  const { sandbox, shop, pass } = await openWorld();
  const body = exchange(shop.sessionToken(), over);
  pass(later);
  expect(await postJson(sandbox, path, body)).toMatchObject({ status, json: { error } });
});

test("a token of one shop opens no other", async () => {
  const world = await openWorld();
  const other = world.sandbox.openShop({ domain: "test-two.myshopify.com" });
  expect((await postJson(world.sandbox, path, exchange(other.sessionToken()))).json.error).toBe("invalid_subject_token");
  const { json } = await postJson(world.sandbox, "/test-two.myshopify.com/admin/oauth/access_token", exchange(other.sessionToken()));
  expect(await call(world, json.access_token)).toBe(401);
});

test("revoking and uninstalling end all access until the app is installed again", async () => {
  const world = await openWorld();
  const token = await world.token();
  world.shop.revokeTokens("access tokens");
  expect(await call(world, token)).toBe(401);
  const next = await world.token();
  world.shop.uninstall();
  expect(await call(world, next)).toBe(401);
  expect((await postJson(world.sandbox, path, exchange(world.shop.sessionToken()))).json.error).toBe("application_cannot_be_found");
  world.shop.reinstall();
  expect(await call(world, await world.token())).toBe(200);
});
