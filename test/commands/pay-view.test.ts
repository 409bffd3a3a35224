import { expect, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { setRate } from "#app/commands/set-up.ts";
import { run } from "#app/commands/transact.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { referenceOf, type Order } from "#app/engine/order.ts";
import { stateOf, type PayView } from "#app/engine/paying.ts";
import { payMarks, payView } from "#app/store/reads/pay.ts";
import { claim, confirm, openShop, placed, report, reverse, START, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const HOUR = 3_600_000;

const later = (hours: number) => new Date(START.getTime() + hours * HOUR);

async function viewOf(shop: Shop, { token }: Order): Promise<PayView> {
  const view = await payView(shop.db.pool, token);
  if (!view) throw new Error("no view");
  return view;
}

/** How the page stands, and its sums in whole XTR. */
async function told(shop: Shop, order: Order, at = START) {
  const view = await viewOf(shop, order);
  const whole = (units: bigint | null) => (units === null ? null : Number(units / 1_000_000n));
  return { state: stateOf(view, at), seen: whole(view.seen), confirmed: whole(view.confirmed), missing: whole(view.missing), left: whole(view.left) };
}

const memoOf = (shop: Shop, order: Order) => referenceOf(order, shop.id);

async function expire(shop: Shop, order: Order, at: Date): Promise<void> {
  shop.setTime(at);
  await run(shop, expireOrder, { shop: shop.id, input: { order: order.id } });
}

test("a page asks for less with every payment on its way, and is paid when they are confirmed", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  expect(await told(shop, order)).toEqual({ state: "waiting", seen: 0, confirmed: 0, missing: 477, left: 0 });
  await report(shop, "tx1", { from: "ann", units: 200_000_000n, memo: memoOf(shop, order) });
  expect(await told(shop, order)).toMatchObject({ state: "part", seen: 200, missing: 277 });
  await confirm(shop, "tx1");
  expect(await told(shop, order)).toMatchObject({ state: "part", seen: 0, confirmed: 200, missing: 277 });
  await report(shop, "tx2", { from: "ben", units: 277_000_000n, memo: memoOf(shop, order) });
  expect(await told(shop, order)).toMatchObject({ state: "seen", seen: 277, missing: 0 });
  await confirm(shop, "tx2");
  expect(await told(shop, order)).toEqual({ state: "paid", seen: 0, confirmed: 477, missing: 0, left: 0 });
});

test("a claimer's own money counts without a word, and what they claimed with little proof shows nothing of theirs", async () => {
  const shop = await openShop({ plainClaims: "on" });
  const [bound, plain] = [await placed(shop, "1"), await placed(shop, "2", { customer: "7002" })];
  await claim(shop, bound, "ann");
  await claim(shop, plain, "ben", "plain");
  await report(shop, "tx1", { from: "ann", units: 100_000_000n });
  await report(shop, "tx2", { from: "ben", units: 100_000_000n });
  expect((await viewOf(shop, bound)).payments.map(({ transaction }) => transaction)).toEqual(["tx1"]);
  expect((await viewOf(shop, plain)).payments).toEqual([]);
});

test("what is too much stays left until it is spent on something else", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx1", { from: "ann", units: DUE + 5_000_000n, memo: memoOf(shop, order) });
  await confirm(shop, "tx1");
  expect(await told(shop, order)).toMatchObject({ state: "over", left: 5 });
  const next = await placed(shop, "2", { price: "0.10", customer: "7002" });
  await claim(shop, next, "ann");
  expect(await told(shop, next)).toMatchObject({ state: "paid" });
  expect(await told(shop, order)).toMatchObject({ state: "over", left: 2 });
});

test("money for an order that is over is late, before and after it is confirmed, and gone once it is taken back", async () => {
  const shop = await openShop();
  const [expired, cancelled] = [await placed(shop, "1"), await placed(shop, "2")];
  await expire(shop, expired, later(3));
  await run(shop, cancelOrder, { shop: shop.id, input: { order: cancelled.id, by: "staff", reason: "sold out", key: "k1" } });
  expect(await told(shop, expired)).toMatchObject({ state: "expired", missing: 0 });
  expect(await told(shop, cancelled)).toMatchObject({ state: "cancelled" });
  await report(shop, "tx1", { from: "ann", units: DUE, memo: memoOf(shop, expired) });
  expect(await told(shop, expired)).toMatchObject({ state: "late", seen: 477, left: 0 });
  await confirm(shop, "tx1");
  expect(await told(shop, expired)).toMatchObject({ state: "late", seen: 0, left: 477 });
  await reverse(shop, "tx1");
  expect(await told(shop, expired)).toMatchObject({ state: "expired", left: 0 });
});

test("a quote that ran out is told by the clock, unless money already here will do", async () => {
  const shop = await openShop({ quoteSeconds: 900 });
  const [idle, covered] = [await placed(shop, "1"), await placed(shop, "2")];
  await report(shop, "tx1", { from: "ann", units: DUE, memo: memoOf(shop, covered) });
  expect([await told(shop, idle, later(0.25)), await told(shop, idle, later(0.26))].map(({ state }) => state)).toEqual(["waiting", "needs-quote"]);
  expect(await told(shop, covered, later(0.26))).toMatchObject({ state: "seen" });
});

test("an order without a rate waits for one", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1", { ask: () => ({ price: { currency: "CHF", amount: parseDecimal("10") ?? { digits: 0n, scale: 0 } } }) });
  expect(await told(shop, order)).toMatchObject({ state: "unpriced", missing: null });
  await setRate(shop, shop.id, { currency: "CHF", perUnit: parseDecimal("3") ?? { digits: 0n, scale: 0 }, source: "test", asOf: START }, "test");
  expect(await told(shop, order)).toMatchObject({ state: "waiting", missing: 30 });
});

test("a mark changes with what is shown, of the order it concerns and of no other", async () => {
  const shop = await openShop({ depth: [{ fromUnits: 0n, confirmations: 3 }] });
  const [order, other] = [await placed(shop, "1"), await placed(shop, "2", { customer: "7002" })];
  const { token } = order;
  const seen: string[] = [];
  const note = async () => seen.push((await payMarks(shop.db.pool, [token])).get(token) ?? "");
  const before = await payMarks(shop.db.pool, [other.token]);
  await note();
  await claim(shop, order, "ann");
  await note();
  await report(shop, "tx1", { from: "ann", units: DUE });
  await note();
  for (const confirmations of [1, 2, 3]) {
    await confirm(shop, "tx1", { confirmations });
    await note();
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(await payMarks(shop.db.pool, [other.token])).toEqual(before);
  expect((await viewOf(shop, order)).mark).toBe(seen.at(-1));
});

test("no token but a right one opens anything", async () => {
  const shop = await openShop();
  const { token } = await placed(shop, "1");
  for (const wrong of ["", "0".repeat(32), token.toUpperCase(), `${token} `, token.slice(0, 31), `${token}0`, "\u0000".repeat(32)]) {
    if (wrong !== token) expect(await payView(shop.db.pool, wrong)).toBeNull();
  }
});
