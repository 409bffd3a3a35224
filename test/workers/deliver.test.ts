import { expect, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { reopenOrder } from "#app/commands/reopen-order.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import type { Order } from "#app/engine/order.ts";
import type { Weather } from "#app/sandbox/weather.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { reverse } from "../commands/shop.ts";
import { AT_RISK_TAG } from "#workers/errand.ts";
import { deliver } from "#workers/deliver.ts";
import { openWorld, type World } from "./world.ts";

const by = { by: "merchant", reason: "because", key: "1" };

async function expired({ context, shop, pass }: World, order: Order): Promise<void> {
  pass(2 * 3600 + 1);
  await run(context, expireOrder, { shop: shop.id, input: { order: order.id } });
}

/** The first `times` answers to that operation are replaced, before or after Shopify did it. */
function trouble(operation: string, times: number, answer: () => Response, when: "instead" | "after"): Weather {
  let left = times;
  return async (passing, proceed) => {
    if (left === 0 || !passing.body.includes(`${operation}(`)) return proceed();
    left -= 1;
    if (when === "after") await proceed();
    return answer();
  };
}

const throttled = () =>
  Response.json({
    errors: [{ message: "Throttled", extensions: { code: "THROTTLED" } }],
    extensions: { cost: { requestedQueryCost: 500, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 0, restoreRate: 100 } } },
  });

test("two paid orders are each marked paid once at the shop", async () => {
  const world = await openWorld();
  const [one, two] = [await world.placed(), await world.placed("20")];
  await world.paid(one);
  await world.paid(two, "bob");
  expect(await world.runErrands()).toBe(2);
  expect(await world.runErrands()).toBe(0);
  for (const order of [one, two]) {
    expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
    expect(world.there.order(order.storefrontId ?? "")).toMatchObject({ financialStatus: "PAID", outstanding: "0.00" });
  }
  expect((await world.errands()).map(({ result }) => result)).toEqual(["sent", "sent"]);
});

test("an errand that was done before it could be noted is found done, and not done again", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  const [leased] = await leaseDue(world.context.db.pool, { now: world.context.clock(), limit: 1, perShop: 1, leaseSeconds: 30 });
  if (!leased) throw new Error("nothing is due");
  await deliver(world.context, [leased]);
  await world.context.db.pool.query(`UPDATE "deliveries" SET ("done_at", "result", "said", "leased_until") = ROW(NULL, NULL, NULL, now())`);
  await deliver(world.context, [{ ...leased, attempts: 1 }]);
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
  expect(await world.errands()).toMatchObject([{ result: "already" }]);
});

test("an expired order is cancelled once at the shop, and known to be closed there", async () => {
  const world = await openWorld({ policy: { restock: "no" } });
  const order = await world.placed();
  await expired(world, order);
  await world.runErrands();
  expect(world.deeds(order, "orderCancel")).toEqual(["started", "done"]);
  expect(world.there.deeds(order.storefrontId ?? "").at(-1)).toMatchObject({ detail: "OTHER, not restocked" });
  expect(await world.order(order)).toMatchObject({ status: "expired", closedThere: true });
  expect(await world.errands()).toMatchObject([{ target: "storefront.cancel", result: "sent" }]);
});

test("a cancel that is already under way at the shop is waited for, not taken for refused", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await expired(world, order);
  world.there.setSwitches({ cancelDelayMs: 900 });
  world.there.cancel(order.storefrontId ?? "");
  await world.runErrands();
  expect(await world.errands()).toMatchObject([{ result: "already" }]);
  expect(await world.order(order)).toMatchObject({ closedThere: true });
});

test("an order with money on record at the shop is not cancelled, and the reason is kept", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await expired(world, order);
  world.there.markPaid(order.storefrontId ?? "", "Bank Deposit");
  await world.runErrands();
  expect(world.deeds(order, "orderCancel")).toEqual([]);
  const [errand] = await world.errands();
  expect(errand).toMatchObject({ result: "refused" });
  expect(errand?.said).toContain("money on record");
});

test("an order that was cancelled at the shop meanwhile is not marked paid, and the reason is kept", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  world.there.cancel(order.storefrontId ?? "");
  await expect.poll(() => world.there.order(order.storefrontId ?? "").cancelledAt).not.toBeNull();
  await world.runErrands();
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual([]);
  const [errand] = await world.errands();
  expect(errand?.said).toContain("was cancelled at Shopify");
});

test("where the shop expects more by now than was paid here, nothing is marked paid", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  world.there.editPrice(order.storefrontId ?? "", "25.00");
  await world.runErrands();
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual([]);
  expect((await world.errands())[0]?.said).toContain("more than was paid here");
});

test("a cancel for an order that was reopened before anybody took it in hand is withdrawn, and never sent", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await run(world.context, cancelOrder, { shop: world.shop.id, input: { ...by, order: order.id } });
  await run(world.context, reopenOrder, { shop: world.shop.id, input: { ...by, key: "2", order: order.id, byHand: "no" } });
  expect(await world.runErrands()).toBe(0);
  expect(world.asked).not.toContain("CancelOrder");
  expect(await world.errands()).toMatchObject([{ result: "withdrawn" }]);
});

test("a cancel that finds its order paid is void", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await run(world.context, cancelOrder, { shop: world.shop.id, input: { ...by, order: order.id } });
  await world.context.db.pool.query(`UPDATE "deliveries" SET ("done_at", "result") = (now(), 'refused')`);
  await run(world.context, reopenOrder, { shop: world.shop.id, input: { ...by, key: "2", order: order.id, byHand: "no" } });
  await run(world.context, markPaid, { shop: world.shop.id, input: { ...by, key: "3", order: order.id } });
  await world.context.db.pool.query(`UPDATE "deliveries" SET ("done_at", "result") = ROW(NULL, NULL) WHERE "target" = 'storefront.cancel'`);
  await world.runErrands();
  expect((await world.errands()).map(({ target, result }) => [target, result])).toEqual([["storefront.cancel", "void"], ["storefront.mark-paid", "sent"]]);
  expect(world.there.order(order.storefrontId ?? "")).toMatchObject({ financialStatus: "PAID", cancelledAt: null });
});

test("an order at risk is tagged at the shop, and untagged when it is safe again", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  await reverse(world.shop, `tx-1-${order.id}`);
  await world.runErrands();
  expect(world.there.order(order.storefrontId ?? "").tags).toEqual([AT_RISK_TAG]);
  await world.paid({ ...order, id: order.id }, "ann");
  await world.runErrands();
  expect(world.there.order(order.storefrontId ?? "").tags).toEqual([]);
});

test("a reply lost after Shopify did it is no second try", async () => {
  const world = await openWorld({ weather: trouble("MarkPaid", 1, () => new Response("upstream", { status: 502 }), "after") });
  const order = await world.placed();
  await world.paid(order);
  await world.runErrands();
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
  expect(await world.errands()).toMatchObject([{ result: "sent", attempts: 1 }]);
});

test("a throttled shop is left alone until Shopify said, and then done", async () => {
  const world = await openWorld({ weather: trouble("MarkPaid", 1, throttled, "instead") });
  const order = await world.placed();
  await world.paid(order);
  await world.runErrands();
  expect(await world.errands()).toMatchObject([{ result: null, last_error: "throttled", attempts: 1 }]);
  world.pass(4);
  expect(await world.runErrands()).toBe(0);
  world.pass(3);
  expect(await world.runErrands()).toBe(1);
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
});

test("while a shop answers 5xx its errands wait longer each time, and end when it is back", async () => {
  const world = await openWorld({ weather: trouble("PaidState", 4, () => new Response("down", { status: 503 }), "instead") });
  const order = await world.placed();
  await world.paid(order);
  for (let look = 0; look < 5; look += 1) {
    await world.runErrands();
    world.pass(60);
  }
  expect(await world.errands()).toMatchObject([{ result: "sent", attempts: 5 }]);
});

test("a token that ended is renewed on the way", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  world.there.revokeTokens("access tokens");
  await world.runErrands();
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
});
