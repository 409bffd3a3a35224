import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import type { FaultName } from "#app/sandbox/faults/fault.ts";
import { serveSandbox } from "#app/sandbox/serve.ts";
import { apiSecret, domain, exchange, gid, listen, openWorld, postJson, type Ear, type TestWorld } from "./world.ts";

type Counted = FaultName | "throttled";

/** The shop behind a real socket, asked as the app asks it. */
async function openShop() {
  const ear = await listen();
  onTestFinished(ear.close);
  const world = await openWorld({ appUrl: ear.url, oldSecret: "old-secret" });
  const served = await serveSandbox(world.sandbox, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(served.close);
  const accessToken = await world.token();
  const ask = (query: string, timeoutMs = 5_000) =>
    fetch(`${served.url}/${domain}/admin/api/2026-10/graphql.json`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Shopify-Access-Token": accessToken },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  const { id } = world.shop.placeOrder({ total: "15.90" });
  const markPaid = `mutation { orderMarkAsPaid(input: { id: "${gid(id)}" }) { userErrors { message } } }`;
  return { ...world, ear, served, ask, id, markPaid };
}

const struck = ({ shop }: Pick<TestWorld, "shop">, name: Counted) => shop.state.struck[name];

test.each([
  ["tooMany", 429, { "retry-after": "1.5" }],
  ["failsBefore", 503, {}],
  ["frozen", 402, {}],
  ["locked", 423, {}],
  ["forbidden", 403, {}],
  ["tokenRevoked", 401, {}],
  ["allRevoked", 401, {}],
] as const)("%s: a request is answered %i and has no effect", async (fault, status, headers) => {
  const there = await openShop();
  there.shop.setFaults({ chances: { [fault]: 1 }, measures: { retryAfterSeconds: 1.5 } });
  const answer = await there.ask(there.markPaid);
  expect([answer.status, Object.fromEntries(answer.headers)]).toEqual([status, expect.objectContaining(headers)]);
  expect(there.shop.order(there.id).financialStatus).toBe("PENDING");
  expect(struck(there, fault)).toBe(1);
});

test("a whole number of seconds to wait is written with its fraction, as Shopify writes it", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { tooMany: 1 } });
  expect((await there.ask(there.markPaid)).headers.get("retry-after")).toBe("2.0");
});

const lost: readonly (readonly [FaultName, (reply: Promise<Response>) => Promise<unknown>])[] = [
  ["failsAfter", async (reply) => expect((await reply).status).toBe(502)],
  ["cutAfter", (reply) => expect(reply).rejects.toThrow("fetch failed")],
  ["cutBody", async (reply) => {
    const answer = await reply;
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  }],
  ["hangs", (reply) => expect(reply).rejects.toThrow(/aborted due to timeout/)],
];

test.each(lost)("%s: the shop does what was asked, and the reply is lost", async (fault, isLost) => {
  const there = await openShop();
  there.shop.setFaults({ chances: { [fault]: 1 } });
  await isLost(there.ask(there.markPaid, fault === "hangs" ? 300 : 5_000));
  expect(there.shop.order(there.id).financialStatus).toBe("PAID");
  expect(struck(there, fault)).toBe(1);
  there.shop.setFaults({ chances: { [fault]: 0 } });
  expect((await there.ask("{ shop { name } }")).status).toBe(200);
});

test("several faults befall one reply", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { failsAfter: 1, cutAfter: 0, cutBody: 1 } });
  const answer = await there.ask(there.markPaid);
  await expect(answer.text()).rejects.toThrow();
  expect([there.shop.order(there.id).financialStatus, struck(there, "failsAfter"), struck(there, "cutBody")]).toEqual(["PAID", 1, 1]);
});

test("slow: the answer comes after that time", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { slow: 1 }, measures: { slowMs: 60 } });
  const began = performance.now();
  expect((await there.ask("{ shop { name } }")).status).toBe(200);
  expect(performance.now() - began).toBeGreaterThan(55);
});

test("a revoked access token can be refreshed; when everything is revoked nothing can", async () => {
  const { sandbox, shop } = await openWorld();
  const granted = await postJson(sandbox, `/${domain}/admin/oauth/access_token`, exchange(shop.sessionToken(), { expiring: "1" }));
  const ask = (accessToken: string) => postJson(sandbox, `/${domain}/admin/api/2026-10/graphql.json`, { query: "{ shop { name } }" }, { "X-Shopify-Access-Token": accessToken });
  const refresh = (refreshToken: string) => postJson(sandbox, `/${domain}/admin/oauth/access_token`, { ...exchange(""), grant_type: "refresh_token", refresh_token: refreshToken });
  shop.setFaults({ chances: { tokenRevoked: 1 } });
  expect((await ask(granted.json.access_token)).status).toBe(401);
  shop.setFaults({ chances: { tokenRevoked: 0 } });
  const again = await refresh(granted.json.refresh_token);
  expect((await ask(again.json.access_token)).status).toBe(200);
  shop.setFaults({ chances: { allRevoked: 1 } });
  expect((await ask(again.json.access_token)).status).toBe(401);
  expect((await refresh(again.json.refresh_token)).status).toBe(400);
});

test.each([100, 200, 1_000, 2_000] as const)("throttled: a shop that regains %i points a second holds twenty seconds' worth, and gives back what a query did not use", async (restoreRate) => {
  const there = await openShop();
  there.shop.setSwitches({ costBudget: "drained", restoreRate });
  const costly = `{ orders(first: 50, sortKey: ID) { nodes { id customer { id } } } }`;
  const first = JSON.parse(await (await there.ask(costly)).text()).extensions.cost;
  expect(first).toMatchObject({ throttleStatus: { maximumAvailable: 20 * restoreRate, restoreRate } });
  expect(first.requestedQueryCost).toBeGreaterThan(first.actualQueryCost);
  expect(first.throttleStatus.currentlyAvailable).toBe(20 * restoreRate - first.actualQueryCost);
  there.shop.setBudget(first.requestedQueryCost - 1);
  const refused = JSON.parse(await (await there.ask(costly)).text());
  expect(refused.errors[0].extensions.code).toBe("THROTTLED");
  expect(struck(there, "throttled")).toBe(1);
  there.pass(10);
  expect(JSON.parse(await (await there.ask(costly)).text()).errors).toBeUndefined();
});

const cancelled = ({ id }: { readonly id: string }) => `mutation { orderCancel(orderId: "${gid(id)}", reason: OTHER, restock: true) { job { id } } }`;

test("cancelLate: the cancel job ends that much later", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { cancelLate: 1 }, measures: { cancelLateMs: 60_000 } });
  await there.ask(cancelled(there));
  there.pass(60_000);
  await there.sandbox.deliverPending();
  expect(there.shop.order(there.id).cancelledAt).toBeNull();
  there.pass(1_000);
  await there.sandbox.deliverPending();
  expect(there.shop.order(there.id).cancelledAt).not.toBeNull();
});

test("cancelFails: the cancel job ends, the order is as it was, and may be cancelled again", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { cancelFails: 1 } });
  const { data } = JSON.parse(await (await there.ask(cancelled(there))).text());
  there.pass(1_000);
  await there.sandbox.deliverPending();
  expect(JSON.parse(await (await there.ask(`{ job(id: "${data.orderCancel.job.id}") { done } }`)).text()).data.job.done).toBe(true);
  expect(there.shop.order(there.id).cancelledAt).toBeNull();
  there.shop.setFaults({ chances: { cancelFails: 0 } });
  await there.ask(cancelled(there));
  there.pass(1_000);
  await there.sandbox.deliverPending();
  expect(there.shop.deeds(there.id).map(({ result }) => result)).toEqual(["started", "failed", "started", "done"]);
});

test("searchLags: the search finds a new order, and an old one by what changed, a while later; by its id it is read at once", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { searchLags: 1 }, measures: { searchLagMs: 20_000 } });
  const { id } = there.shop.placeOrder({ total: "20.00" });
  there.pass(5_000);
  there.shop.markPaid(there.id, "Cash");
  const found = async (query: string) =>
    JSON.parse(await (await there.ask(`{ orders(first: 10, sortKey: ID, query: "${query}") { nodes { id displayFinancialStatus } } }`)).text()).data.orders.nodes;
  expect(await found("test:false")).toEqual([{ id: gid(there.id), displayFinancialStatus: "PAID" }]);
  expect(await found("financial_status:paid")).toEqual([]);
  expect(JSON.parse(await (await there.ask(`{ order(id: "${gid(id)}") { name } }`)).text()).data.order.name).toBe("#1002");
  there.pass(16_000);
  expect(await found("test:false")).toHaveLength(2);
  expect(await found("financial_status:paid")).toEqual([]);
  there.pass(4_000);
  expect(await found("financial_status:paid")).toHaveLength(1);
});

const topicsAt = ({ heard }: Ear) => heard.map(({ headers }) => headers.get("x-shopify-topic"));

test("duplicated: a webhook comes twice, with the same ids", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { duplicated: 1 } });
  await there.sandbox.deliverPending();
  expect(there.ear.heard).toHaveLength(2);
  expect(new Set(there.ear.heard.map(({ headers }) => headers.get("x-shopify-webhook-id"))).size).toBe(1);
});

test("reordered: a webhook may be overtaken by what was written after it", async () => {
  const there = await openShop();
  await there.sandbox.deliverPending();
  there.ear.heard.length = 0;
  there.shop.setFaults({ chances: { reordered: 1 }, measures: { reorderedWithinMs: 1_000 } });
  there.shop.setNote(there.id, "first");
  there.shop.setFaults({ chances: { reordered: 0 } });
  there.shop.markPaid(there.id, "Cash");
  await there.sandbox.deliverPending();
  there.pass(1_000);
  await there.sandbox.deliverPending();
  expect(topicsAt(there.ear)).toEqual(["orders/paid", "orders/updated", "orders/updated"]);
  expect(there.ear.heard.at(-1)?.body).toContain(`"financial_status":"pending"`);
});

test("delayed: a webhook comes a day late, as it was written", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { delayed: 1 } });
  there.shop.setNote(there.id, "yesterday");
  await there.sandbox.deliverPending();
  expect(topicsAt(there.ear)).toEqual(["orders/create"]);
  there.pass(86_400_000);
  await there.sandbox.deliverPending();
  expect(topicsAt(there.ear)).toEqual(["orders/create", "orders/updated"]);
  expect(there.ear.heard[1]?.headers.get("x-shopify-triggered-at")).toBe("2026-11-20T12:00:00.000Z");
});

test("dropped: a webhook never comes, and the shop knows that it did not", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { dropped: 1 } });
  there.shop.setNote(there.id, "unheard");
  await there.sandbox.deliverPending();
  expect(topicsAt(there.ear)).toEqual(["orders/create"]);
  expect(there.shop.letters().filter(({ state }) => state === "dropped")).toHaveLength(1);
});

test("oldSecret: during a rotation a webhook is signed with the secret of before", async () => {
  const there = await openShop();
  there.shop.setFaults({ chances: { oldSecret: 1 } });
  await there.sandbox.deliverPending();
  there.shop.setFaults({ chances: { oldSecret: 0 } });
  there.shop.setNote(there.id, "new");
  await there.sandbox.deliverPending();
  const signatures = there.ear.heard.map(({ headers }) => headers.get("x-shopify-hmac-sha256"));
  const signed = (secret: string, n: number) => createHmac("sha256", secret).update(there.ear.heard[n]?.body ?? "").digest("base64");
  expect(signatures).toEqual([signed("old-secret", 0), signed(apiSecret, 1)]);
  const { shop } = await openWorld();
  expect(() => shop.setFaults({ chances: { oldSecret: 1 } })).toThrow("no rotation is under way");
});

test("webhooks written before an uninstall come after it, and its message after the reinstall", async () => {
  const there = await openShop();
  there.shop.setSwitches({ hold: true });
  there.shop.setNote(there.id, "last words");
  there.shop.uninstall();
  there.shop.askCompliance({ topic: "shop/redact", customerId: null });
  there.shop.reinstall();
  there.shop.release("reversed");
  await there.sandbox.deliverPending();
  expect(topicsAt(there.ear)).toEqual(["orders/create", "shop/redact", "app/uninstalled", "orders/updated"]);
});

test("a chance strikes about as often as it says, and the same seed makes the same day", async () => {
  const day = async () => {
    const world = await openWorld();
    world.shop.setFaults({ chances: { dropped: 0.2 } });
    for (let n = 0; n < 400; n += 1) world.shop.placeOrder({ total: "1.00" });
    return world.shop.letters().filter(({ state }) => state === "dropped").map(({ id }) => id);
  };
  const dropped = await day();
  expect(dropped.length).toBeGreaterThan(40);
  expect(dropped.length).toBeLessThan(120);
  expect(await day()).toEqual(dropped);
});

test("faults are switched by remote control, and only what is said changes", async () => {
  const { sandbox, shop } = await openWorld();
  const at = `/control/shops/${domain}/faults`;
  await postJson(sandbox, at, { chances: { failsAfter: 0.25 } });
  expect((await postJson(sandbox, at, { measures: { slowMs: 5 } })).json).toMatchObject({ chances: { failsAfter: 0.25, slow: 0 }, measures: { slowMs: 5 } });
  expect((await postJson(sandbox, at, { chances: { failsAfter: 2 } })).status).toBe(400);
  expect((await postJson(sandbox, at, { chances: { failsSometimes: 1 } })).status).toBe(400);
  shop.setFaults({ chances: { dropped: 1 } });
  shop.placeOrder({});
  expect(await (await sandbox.app.request(at)).json()).toMatchObject({ chances: { failsAfter: 0.25 }, struck: { dropped: 1, slow: 0 } });
});
