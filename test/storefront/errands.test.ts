import { expect, test } from "vitest";
import { parseDecimal } from "#app/engine/money.ts";
import type { Price } from "#app/engine/quote.ts";
import { DEFAULT_CANCEL, type Polling } from "#app/storefront/cancel.ts";
import { cancelOrder, markPaid, tagOrder, untagOrder } from "#app/storefront/errands.ts";
import { openShop, ourDeeds, type Network, type ShopWorld } from "./world.ts";

const dollars = (text: string): Price => ({ currency: "USD", amount: parseDecimal(text) ?? { digits: 0n, scale: 0 } });
const place = (world: ShopWorld, over: object = {}) => world.shop.placeOrder({ total: "15.90", ...over }).id;
const paid = (world: ShopWorld, storefrontId: string, upTo: Price | null = null) => markPaid(world.client, { storefrontId, upTo });

/** Waiting lets the shop's own time pass, so its jobs end. */
const polling = (world: ShopWorld, times = 5): Polling => ({
  everyMs: 200,
  times,
  wait: async (ms) => {
    world.pass(ms);
    await world.sandbox.deliverPending();
  },
});
const cancelled = (world: ShopWorld, storefrontId: string, times?: number) =>
  cancelOrder(world.client, { storefrontId, terms: DEFAULT_CANCEL, polling: polling(world, times) });

async function quietShop(network?: Network): Promise<ShopWorld> {
  const world = await openShop(network);
  world.shop.setSwitches({ hold: true });
  return world;
}

/** Lets the named mutation be done and gives another answer, as often as told. */
function losingReplies(mutation: string, answer: () => Response, times = 1): Network {
  let left = times;
  return async (body, proceed) => {
    const reply = await proceed();
    if (!body.includes(`mutation ${mutation}`) || left === 0) return reply;
    left -= 1;
    return answer();
  };
}

test("an order is marked paid once, and a repeat finds it so", async () => {
  const world = await quietShop();
  const id = place(world);
  expect(await paid(world, id, dollars("15.90"))).toEqual({ done: "sent", said: "Shopify shows it as paid (PAID)." });
  expect(await paid(world, id, dollars("15.90"))).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual(["orderMarkAsPaid"]);
});

test("an order the merchant marked paid is left alone", async () => {
  const world = await quietShop();
  const id = place(world);
  world.shop.markPaid(id, "Cash");
  expect(await paid(world, id)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual([]);
});

test("a refunded order was paid", async () => {
  const world = await quietShop();
  const id = place(world);
  world.shop.markPaid(id, "Cash");
  world.shop.refund(id, "15.90");
  expect(await paid(world, id)).toMatchObject({ done: "already" });
});

test("a cancelled order is never marked paid", async () => {
  const world = await quietShop();
  const id = place(world);
  await cancelled(world, id);
  expect(await paid(world, id)).toEqual({ refused: "It was cancelled at Shopify on 2026-11-20, so it was not marked paid." });
  expect(ourDeeds(world, id)).toEqual(["orderCancel"]);
});

test.each<[string, object, string, Price, boolean]>([
  ["the same sum", {}, "15.90", dollars("15.9"), true],
  ["less", {}, "10", dollars("15.90"), true],
  ["more, by an edit", {}, "60", dollars("15.90"), false],
  ["another currency", { currency: "EUR", shopTotal: "17.00" }, "15.90", dollars("15.90"), false],
])("where Shopify expects %s, only what was paid here is recorded", async (_, over, total, upTo, isSent) => {
  const world = await quietShop();
  const id = place(world, over);
  world.shop.editPrice(id, total);
  expect(await paid(world, id, upTo)).toMatchObject(isSent ? { done: "sent" } : { refused: expect.stringContaining("more than was paid here") });
  expect(ourDeeds(world, id)).toEqual(isSent ? ["orderMarkAsPaid"] : []);
});

test("an order that is gone refuses every errand", async () => {
  const world = await quietShop();
  const id = place(world);
  world.shop.deleteOrder(id);
  const gone = { refused: "Shopify no longer has this order." };
  expect(await paid(world, id)).toEqual(gone);
  expect(await cancelled(world, id)).toEqual(gone);
  expect(await tagOrder(world.client, { storefrontId: id, tag: "at risk" })).toEqual(gone);
});

test("an order is cancelled once, in a job that is waited for", async () => {
  const world = await quietShop();
  const id = place(world);
  expect(await cancelled(world, id)).toEqual({ done: "sent", said: "Cancelled at Shopify on 2026-11-20." });
  expect(await cancelled(world, id)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual(["orderCancel"]);
  expect(world.shop.state.orders.get(id)).toMatchObject({ cancelReason: "other", restocked: true });
});

test("the shop's choices go with the cancellation", async () => {
  const world = await quietShop();
  const id = place(world);
  const terms = { ...DEFAULT_CANCEL, reason: "DECLINED", restock: "no" } as const;
  await cancelOrder(world.client, { storefrontId: id, terms, polling: polling(world) });
  expect(world.shop.state.orders.get(id)).toMatchObject({ cancelReason: "declined", restocked: false });
});

test.each<[string, (world: ShopWorld) => string]>([
  ["paid another way", (world) => { const id = place(world); world.shop.markPaid(id, "Cash"); return id; }],
  ["partly paid with a gift card", (world) => place(world, { giftCard: "5.00" })],
  ["paid and refunded", (world) => { const id = place(world); world.shop.markPaid(id, "Cash"); world.shop.refund(id, "15.90"); return id; }],
])("an order that was %s is never cancelled", async (_, make) => {
  const world = await quietShop();
  const id = make(world);
  expect(await cancelled(world, id)).toEqual({ refused: expect.stringContaining("money on record") });
  expect(world.shop.state.orders.get(id)?.cancelledAt).toBeNull();
  expect(ourDeeds(world, id)).toEqual([]);
});

test.each(["FULFILLED", "PARTIALLY_FULFILLED"])("an order of which goods were shipped (%s) is never cancelled", async (status) => {
  const world = await quietShop(async (_, proceed) => new Response((await (await proceed()).text()).replace("UNFULFILLED", status)));
  const id = place(world);
  expect(await cancelled(world, id)).toEqual({ refused: "Goods of it were shipped, so it was not cancelled." });
  expect(ourDeeds(world, id)).toEqual([]);
});

test("a cancellation of ours that is still at work is waited for, not taken for a refusal", async () => {
  const world = await quietShop();
  const id = place(world);
  world.shop.cancel(id);
  expect(await cancelled(world, id)).toMatchObject({ done: "already" });
});

test("what Shopify refuses for good is refused with its words", async () => {
  const no = () => Response.json({ data: { orderCancel: { job: null, orderCancelUserErrors: [{ field: ["orderId"], message: "It has a return under way.", code: "INVALID" }] } } });
  const world = await quietShop(async (body, proceed) => (body.includes("mutation CancelOrder") ? no() : proceed()));
  expect(await cancelled(world, place(world))).toEqual({ refused: "Shopify refused: It has a return under way." });
});

test("Shopify's own trouble with a cancellation is tried again", async () => {
  const trouble = () => Response.json({ data: { orderCancel: { job: null, orderCancelUserErrors: [{ field: null, message: "Oops", code: "INTERNAL_ERROR" }] } } });
  const world = await quietShop(async (body, proceed) => (body.includes("mutation CancelOrder") ? trouble() : proceed()));
  expect(await cancelled(world, place(world))).toEqual({ again: { kind: "server", why: "Oops" } });
});

test("a cancel job that outlasts our patience is tried again, and found done", async () => {
  const world = await quietShop();
  world.shop.setSwitches({ cancelDelayMs: 1_000 });
  const id = place(world);
  expect(await cancelled(world, id, 2)).toEqual({ again: { kind: "lost", why: "Shopify's cancel job had not ended yet" } });
  expect(await cancelled(world, id, 5)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual(["orderCancel"]);
});

test.each<[string, () => Response, string]>([
  ["cut off", () => { throw new TypeError("terminated"); }, "MarkPaid"],
  ["a 502 after the fact", () => new Response("bad gateway", { status: 502 }), "MarkPaid"],
  ["half a body", () => new Response(`{"data":{"orderMark`), "MarkPaid"],
  ["another shape", () => Response.json({ data: { orderMarkAsPaid: null } }), "MarkPaid"],
])("a reply to mark-paid that is lost (%s) is made good by reading again", async (_, answer, mutation) => {
  const world = await quietShop(losingReplies(mutation, answer));
  const id = place(world);
  expect(await paid(world, id)).toMatchObject({ done: "sent" });
  expect(ourDeeds(world, id)).toEqual(["orderMarkAsPaid"]);
});

test("a lost reply to a cancellation is found done by the next run", async () => {
  const world = await quietShop(losingReplies("CancelOrder", () => { throw new TypeError("terminated"); }));
  const id = place(world);
  expect(await cancelled(world, id)).toMatchObject({ again: { kind: "lost" } });
  expect(await cancelled(world, id)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual(["orderCancel"]);
});

test("where every reply after the change is lost, the next run finds it done", async () => {
  let isOut = false;
  const network: Network = async (body, proceed) => {
    if (isOut) throw new TypeError("fetch failed");
    const reply = await proceed();
    if (!body.includes("mutation MarkPaid")) return reply;
    isOut = true;
    throw new TypeError("terminated");
  };
  const world = await quietShop(network);
  const id = place(world);
  expect(await paid(world, id)).toMatchObject({ again: expect.anything() });
  isOut = false;
  expect(await paid(world, id)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual(["orderMarkAsPaid"]);
});

test("somebody who is quicker between our look and our word makes no second payment", async () => {
  const merchant: { pays: () => void } = { pays: () => undefined };
  const network: Network = (body, proceed) => {
    if (body.includes("mutation MarkPaid")) merchant.pays();
    return proceed();
  };
  const world = await quietShop(network);
  const id = place(world);
  merchant.pays = () => void world.shop.markPaid(id, "Cash");
  expect(await paid(world, id)).toMatchObject({ done: "already" });
  expect(ourDeeds(world, id)).toEqual([]);
});

test("a throttled shop is asked again later, and nothing was sent", async () => {
  const world = await quietShop();
  const id = place(world);
  world.shop.setSwitches({ costBudget: "drained" });
  world.shop.state.budget = { available: 0, at: Date.parse("2026-11-20T12:00:00Z") };
  expect(await paid(world, id)).toMatchObject({ again: { kind: "throttled", retryInMs: expect.any(Number) } });
  expect(ourDeeds(world, id)).toEqual([]);
});

test("a tag is set once and taken away once, whatever its letter case", async () => {
  const world = await quietShop();
  const id = place(world, { tags: ["Gift"] });
  const tag = (name: string) => tagOrder(world.client, { storefrontId: id, tag: name });
  const untag = (name: string) => untagOrder(world.client, { storefrontId: id, tag: name });
  expect(await tag("At risk")).toMatchObject({ done: "sent" });
  expect(await tag("at risk")).toMatchObject({ done: "already" });
  expect(world.shop.state.orders.get(id)?.tags).toEqual(expect.arrayContaining(["Gift", "At risk"]));
  expect(await untag("At risk")).toMatchObject({ done: "sent" });
  expect(await untag("At risk")).toMatchObject({ done: "already" });
  expect(world.shop.state.orders.get(id)?.tags).toEqual(["Gift"]);
});
