import { expect, test } from "vitest";
import { requoteOrder } from "#app/commands/requote-order.ts";
import { setRate } from "#app/commands/set-up.ts";
import { run } from "#app/commands/transact.ts";
import { EngineError } from "#app/engine/error.ts";
import type { Order } from "#app/engine/order.ts";
import { seal } from "#app/store/sealing.ts";
import { verify } from "#app/store/verify.ts";
import { claim, confirm, openShop, placed, report, rowsOf, START, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const QUARTER = 900;
const after = (seconds: number) => new Date(START.getTime() + seconds * 1000);

const rate = (shop: Shop, perUnit: bigint) => setRate(shop, shop.id, { currency: "USD", perUnit: { digits: perUnit, scale: 0 }, source: "test", asOf: START }, "mia");
const requote = (shop: Shop, { id }: Order) => run(shop, requoteOrder, { shop: shop.id, input: { order: id } });
const quotes = (shop: Shop) => rowsOf<{ due: string }>(shop, `SELECT "due"::text FROM "quotes" ORDER BY "order", "at"`).then((rows) => rows.map(({ due }) => BigInt(due)));

test("a rate that has run out is renewed once, and every quote is kept", async () => {
  const shop = await openShop({ quoteSeconds: QUARTER });
  const order = await placed(shop, "1");
  await rate(shop, 40n);
  shop.setTime(after(QUARTER));
  expect((await requote(shop, order)).quote?.due.units).toBe(DUE);
  shop.setTime(after(QUARTER + 1));
  const told = await Promise.all(Array.from({ length: 20 }, () => requote(shop, order)));
  expect(new Set(told.map(({ quote }) => quote?.due.units))).toEqual(new Set([636_000_000n]));
  expect(await quotes(shop)).toEqual([DUE, 636_000_000n]);
  const [first] = told;
  expect([first?.claimBy, first?.version]).toEqual([order.claimBy, order.version + 1]);
});

test("what was sent in time keeps its rate, and what was too little counts in full towards the new one", async () => {
  const shop = await openShop({ quoteSeconds: QUARTER });
  const [whole, half] = [await placed(shop, "1"), await placed(shop, "2")];
  await report(shop, "tx-1", { from: "ann", units: DUE, order: "1" });
  await report(shop, "tx-2", { from: "bob", units: 400_000_000n, order: "2" });
  await confirm(shop, "tx-2");
  await rate(shop, 40n);
  shop.setTime(after(QUARTER + 1));
  expect([(await requote(shop, whole)).quote?.due.units, (await requote(shop, half)).quote?.due.units]).toEqual([DUE, 636_000_000n]);
  await confirm(shop, "tx-1");
  await report(shop, "tx-3", { from: "bob", units: 236_000_000n, order: "2" });
  await confirm(shop, "tx-3");
  expect(await rowsOf(shop, `SELECT "id", "status", "held"::text FROM "orders" ORDER BY "id"`)).toEqual([
    { id: "ord_1", status: "paid", held: DUE.toString() },
    { id: "ord_2", status: "paid", held: "636000000" },
  ]);
});

test("a new rate asked for while money is confirmed, from twenty callers: what was seen in time pays at its rate, what came later at the new one", async () => {
  const shop = await openShop({ quoteSeconds: QUARTER });
  for (let round = 1; round <= 6; round += 1) {
    const began = round * 10_000;
    const [who, isInTime] = [`payer-${round}`, round % 2 === 1];
    shop.setTime(after(began));
    await rate(shop, 30n);
    const order = await placed(shop, String(round));
    await claim(shop, order, who);
    const seen = () => report(shop, `tx-${round}`, { from: who, units: DUE });
    if (isInTime) await seen();
    await rate(shop, 25n);
    shop.setTime(after(began + QUARTER + 1));
    const calls = Array.from({ length: 7 }, () => [() => requote(shop, order), () => confirm(shop, `tx-${round}`), ...(isInTime ? [] : [seen])]).flat();
    const ends = await Promise.allSettled(calls.map((call) => call()));
    expect(ends.flatMap((end) => (end.status === "fulfilled" || isExpected(end.reason) ? [] : [String(end.reason)]))).toEqual([]);
    const due = isInTime ? DUE : 397_500_000n;
    expect(await rowsOf(shop, `SELECT "status", "due"::text, "held"::text FROM "orders" WHERE "id" = $1`, [order.id])).toEqual([{ status: "paid", due: `${due}`, held: `${due}` }]);
    expect(await rowsOf(shop, `SELECT "held"::text FROM "accounts" WHERE "id" = $1`, [`acc_tari:mainnet:${who}.XTR`])).toEqual([{ held: `${DUE - due}` }]);
  }
  while (await seal(shop.db.pool, shop.id, { now: START, most: 1000 }));
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
});

const isExpected = (error: unknown) => error instanceof EngineError && (error.code === "order_not_open" || error.code === "world_kept_growing");

test("without a rate for its currency an order is told to wait, and priced once there is one", async () => {
  const shop = await openShop({ quoteSeconds: QUARTER });
  const order = await placed(shop, "1", { ask: () => ({ price: { currency: "CHF", amount: { digits: 10n, scale: 0 } } }) });
  await expect(requote(shop, order)).rejects.toMatchObject({ code: "order_needs_rate" });
});
