import { expect, test } from "vitest";
import { answerAsk, askRefund } from "#app/commands/ask-refund.ts";
import type { Desk } from "#app/commands/desk.ts";
import { requestAccountRefund, requestRefund, sendRefund, withdrawRefund } from "#app/commands/refund.ts";
import { run } from "#app/commands/transact.ts";
import { accountId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { tell } from "#app/routes/app.orders.$id/tell.ts";
import { lastAsk } from "#app/store/asks.ts";
import { attention } from "#app/store/reads/attention.ts";
import { refundSources } from "#app/store/reads/refundable.ts";
import { orderStory } from "#app/store/reads/story.ts";
import { seal } from "#app/store/sealing.ts";
import { verify } from "#app/store/verify.ts";
import { claim, confirm, openShop, payer, placed, report, rowsOf, START, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const xtr = (units: bigint) => ({ asset: "XTR/6", units }) as const;
const ann = accountId("XTR/6", { kind: "payer", payer: payer("ann") });

/** Nobody was forgotten here. */
const deskOf = (shop: Shop): Desk => ({ ...shop, forgotten: { has: () => Promise.resolve(false), add: () => Promise.resolve(), renew: () => undefined } });

const ask = (shop: Shop, { id }: Order, text = "please") => askRefund(deskOf(shop), { shop: shop.id, order: id, text });
const decline = (shop: Shop, { id }: Order) => answerAsk(deskOf(shop), { shop: shop.id, order: id, by: "mia", reason: "it was shipped" });
const stateOf = async (shop: Shop, { id }: Order) => (await lastAsk(shop.db.pool, shop.id, id))?.state ?? null;
const waiting = async (shop: Shop) => (await attention(shop.db.pool, shop.id, START)).asked.map(({ id }) => id);

async function overpaid(shop: Shop, id: string): Promise<Order> {
  const order = await placed(shop, id);
  await claim(shop, order, "ann");
  await report(shop, `tx-${id}`, { from: "ann", units: DUE + 5n });
  await confirm(shop, `tx-${id}`);
  return order;
}

const setAside = (shop: Shop, { id }: Order, key: string, units = 5n) =>
  run(shop, requestAccountRefund, { shop: shop.id, input: { account: ann, order: id, money: xtr(units), provider: "tari", by: "mia", reason: "she asked", key } });

test("a shopper asks for money back, once however often they press, and the merchant sees it", async () => {
  const shop = await openShop();
  const order = await overpaid(shop, "1");
  const asks = await Promise.all(Array.from({ length: 20 }, (_, n) => ask(shop, order, `please ${n}`)));
  expect(new Set(asks.map(({ number, state, said }) => `${number} ${state} ${said}`)).size).toBe(1);
  expect(await waiting(shop)).toEqual([order.id]);
  expect(await rowsOf(shop, `SELECT "kind", "by" FROM "remarks" WHERE "object" = $1 AND "kind" = 'ask'`, [order.id])).toEqual([{ kind: "ask", by: "shopper" }]);
});

test("a wish and its answer are events of the order, in its chain and its story, and move no money", async () => {
  const shop = await openShop();
  const order = await overpaid(shop, "1");
  const transfers = () => rowsOf(shop, `SELECT "id" FROM "transfers" ORDER BY 1`);
  const before = await transfers();
  shop.setTime(new Date(START.getTime() + 30_000));
  await Promise.all(Array.from({ length: 8 }, () => ask(shop, order, "by mistake, Ann")));
  shop.setTime(new Date(START.getTime() + 60_000));
  await decline(shop, order);
  await decline(shop, order);
  shop.setTime(new Date(START.getTime() + 120_000));
  await ask(shop, order);
  const events = await rowsOf<{ type: string; cause: string; version: number; fields: object }>(shop, `SELECT "type", "cause", "version", "fields" FROM "events" WHERE "object" = $1 ORDER BY "version"`, [order.id]);
  expect(events.slice(-3).map(({ type, cause }) => [type, cause])).toEqual([
    ["order.changed", "ord_1.refund-asked.1"], ["order.changed", "ord_1.refund-answered.1"], ["order.changed", "ord_1.refund-asked.2"],
  ]);
  expect(events.map(({ version }) => version)).toEqual(events.map((_, n) => n + 1));
  expect(JSON.stringify(events)).not.toMatch(/Ann|mistake|shipped/);
  expect([await transfers(), await rowsOf(shop, `SELECT "target" FROM "deliveries" WHERE "target" <> 'storefront.mark-paid'`)]).toEqual([before, []]);
  const story = await orderStory(shop.db.pool, shop.id, order.id);
  expect(story && tell(story, (at) => at.toISOString()).map(({ title }) => title).slice(-3)).toEqual(["The shopper asked for their money back", "The shopper was answered", "The shopper asked for their money back"]);
  await seal(shop.db.pool, shop.id, { now: START, most: 1000 });
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
});

test("nothing is asked back of an order for which nothing came", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await expect(ask(shop, order)).rejects.toMatchObject({ code: "nothing_to_refund" });
  await report(shop, "tx-1", { from: "ann", units: 3n, order: "1" });
  expect(await ask(shop, order)).toMatchObject({ state: "open", number: 1 });
});

test("a refund of the order answers it, withdrawn it is open again, and sent it is over", async () => {
  const shop = await openShop();
  const order = await overpaid(shop, "1");
  await ask(shop, order);
  expect(await refundSources(shop.db.pool, shop.id, order)).toEqual([{ from: ann, most: 5n, provider: "tari" }, { from: "order", most: DUE, provider: "tari" }]);
  const first = await setAside(shop, order, "k1");
  expect([await stateOf(shop, order), await waiting(shop), await ask(shop, order).then(({ number }) => number)]).toEqual(["set-aside", [], 1]);
  await run(shop, withdrawRefund, { shop: shop.id, input: { refund: first.id, by: "mia", reason: "a wrong address", key: "k2" } });
  expect([await stateOf(shop, order), await waiting(shop)]).toEqual(["open", [order.id]]);
  const second = await setAside(shop, order, "k3");
  await run(shop, sendRefund, { shop: shop.id, input: { refund: second.id, transaction: "out-1" } });
  expect(await lastAsk(shop.db.pool, shop.id, order.id)).toMatchObject({ state: "sent", refund: { id: second.id, money: xtr(5n), transaction: "out-1" } });
  expect(await ask(shop, order)).toMatchObject({ state: "open", number: 2 });
  await run(shop, requestRefund, { shop: shop.id, input: { order: order.id, money: xtr(7n), provider: "tari", by: "mia", reason: "she asked", key: "k4" } });
  expect([await stateOf(shop, order), await waiting(shop)]).toEqual(["set-aside", []]);
});

test("the merchant answers with a reason; after five answers the last one stands", async () => {
  const shop = await openShop();
  const order = await overpaid(shop, "1");
  expect(await decline(shop, order)).toBeNull();
  for (let number = 1; number <= 5; number += 1) {
    expect(await ask(shop, order)).toMatchObject({ number, state: "open" });
    expect(await decline(shop, order)).toMatchObject({ number, state: "declined", answer: "it was shipped" });
  }
  expect(await ask(shop, order)).toMatchObject({ number: 5, state: "declined" });
  expect(await waiting(shop)).toEqual([]);
});

test("wishes, refunds and answers from twenty callers at once leave one wish, ended once", async () => {
  const shop = await openShop();
  for (let round = 1; round <= 4; round += 1) {
    const order = await overpaid(shop, String(round));
    await ask(shop, order);
    const calls = [...Array.from({ length: 6 }, () => () => ask(shop, order)), ...Array.from({ length: 7 }, () => () => decline(shop, order)), ...Array.from({ length: 7 }, (_, n) => () => setAside(shop, order, `k${round}-${n}`, 1n))];
    await Promise.allSettled(calls.map((call) => call()));
    const ends = await rowsOf<{ refund: string | null; answer: string | null }>(shop, `SELECT "refund", "answer" FROM "refund_asks" WHERE "order" = $1 ORDER BY "number"`, [order.id]);
    expect(ends.slice(0, -1).every(({ refund, answer }) => (refund === null) !== (answer === null))).toBe(true);
    expect((await waiting(shop)).filter((id) => id === order.id).length).toBe(ends.filter(({ refund, answer }) => refund === null && answer === null).length);
  }
});
