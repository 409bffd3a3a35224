import { expect, test, vi } from "vitest";
import { expireOrder } from "#app/commands/expire-order.ts";
import { hearOrder } from "#app/commands/hear-order.ts";
import { run } from "#app/commands/transact.ts";
import { EngineError, type ErrorCode } from "#app/engine/error.ts";
import type { Order } from "#app/engine/order.ts";
import { seal } from "#app/store/sealing.ts";
import { verify } from "#app/store/verify.ts";
import { claim, confirm, hear, heard, openShop, placed, report, reverse, rowsOf, START, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const ROUNDS = 8;

// Twenty callers wait for one another here, on whatever machine.
vi.setConfig({ testTimeout: 120_000 });

/** The same shop an hour after every deadline: what expires is decided by its callers' clock alone. */
const after = (shop: Shop): Shop => ({ ...shop, clock: () => new Date(START.getTime() + 100 * 3_600_000) });

/** What a caller may be told; anything else is a bug. */
const EXPECTED: ReadonlySet<ErrorCode> = new Set<ErrorCode>(["order_not_open", "payment_not_confirmed", "payment_not_reported", "not_the_confirmer", "order_unknown", "payment_unknown"]);

/** Calls in an order of chance, repeatable from its seed. */
function shuffled<T>(calls: readonly T[], seed: number): readonly T[] {
  let state = seed;
  const chance = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
  return calls.map((call) => ({ call, place: chance() })).sort((a, b) => a.place - b.place).map(({ call }) => call);
}

/** Told that too much happened at once, a sender sends again, as after any 503. */
async function insisting(call: () => Promise<unknown>): Promise<unknown> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await call();
    } catch (error) {
      if (tries === 20 || !(error instanceof EngineError && error.code === "world_kept_growing")) throw error;
    }
  }
}

async function throwAt(calls: readonly (() => Promise<unknown>)[], seed: number): Promise<void> {
  const ends = await Promise.allSettled(shuffled(calls, seed).map(insisting));
  const unexpected = ends.filter((end) => end.status === "rejected").map(({ reason }) => reason as unknown).filter((reason) => !(reason instanceof EngineError && EXPECTED.has(reason.code)));
  expect(unexpected).toEqual([]);
}

async function everythingHolds(shop: Shop): Promise<void> {
  while (await seal(shop.db.pool, shop.id, { now: START, most: 1000 }));
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
}

const cancelledThere = (id: string) => heard(id, { state: "cancelled", updatedAt: new Date(START.getTime() + 1000) });

type End = { readonly status: string; readonly held: string; readonly errands: readonly string[] };

async function endOf(shop: Shop, { id }: Pick<Order, "id">): Promise<End> {
  const [row] = await rowsOf<End>(
    shop,
    `SELECT "status", "held", ARRAY(SELECT "target" FROM "deliveries" d WHERE d."object" = o."id") AS "errands" FROM "orders" o WHERE "id" = $1`,
    [id],
  );
  if (!row) throw new Error("the order is gone");
  return row;
}

const LEGAL: readonly End[] = [
  { status: "paid", held: DUE.toString(), errands: ["storefront.mark-paid"] },
  { status: "expired", held: "0", errands: ["storefront.cancel"] },
  { status: "cancelled", held: "0", errands: [] },
];

test("claim, payment, confirmation, expiry and cancellation at one order from twenty callers end in one legal state", async () => {
  const shop = await openShop();
  const ends = new Set<string>();
  // Whoever comes first is chance: it goes on until chance has had it both ways.
  for (let round = 1; round <= ROUNDS || ends.size < 2; round += 1) {
    expect(round).toBeLessThan(10 * ROUNDS);
    const id = String(9000 + round);
    const order = await placed(shop, id);
    const who = `payer-${round}`;
    const tx = `tx-${round}`;
    await throwAt(
      [
        ...Array.from({ length: 4 }, () => () => claim(shop, order, who)),
        ...Array.from({ length: 5 }, () => () => report(shop, tx, { from: who, units: DUE, order: id })),
        ...Array.from({ length: 5 }, () => () => confirm(shop, tx)),
        ...Array.from({ length: 3 }, () => () => run(after(shop), expireOrder, { shop: shop.id, input: { order: order.id } })),
        ...Array.from({ length: 3 }, () => () => hear(shop, cancelledThere(id))),
      ],
      round,
    );
    const end = await endOf(shop, order);
    expect(LEGAL).toContainEqual(end);
    ends.add(end.status);
    // The money is there, once, whoever has it.
    const [sum] = await rowsOf<{ units: string }>(shop, `SELECT sum("held")::text AS "units" FROM (SELECT "held" FROM "orders" UNION ALL SELECT "held" FROM "accounts") x`);
    expect(sum?.units).toBe((DUE * BigInt(round)).toString());
  }
  await everythingHolds(shop);
});

test("one purse and many orders: it pays as many as it can, none twice, whoever comes first", async () => {
  const shop = await openShop();
  for (let round = 1; round <= 4; round += 1) {
    const orders = await Promise.all(Array.from({ length: 6 }, (_, n) => placed(shop, `${round}0${n}`, { customer: `70${n}` })));
    const who = `purse-${round}`;
    await throwAt(
      [
        ...orders.map((order) => () => claim(shop, order, who)),
        ...Array.from({ length: 3 }, (_, n) => () => report(shop, `tx-${round}-${n}`, { from: who, units: DUE })),
        ...Array.from({ length: 6 }, (_, n) => () => confirm(shop, `tx-${round}-${n % 3}`)),
        ...Array.from({ length: 5 }, () => () => run(shop, expireOrder, { shop: shop.id, input: { order: orders[0]?.id ?? never() } })),
      ],
      round,
    );
    const ends = await Promise.all(orders.map((order) => endOf(shop, order)));
    expect(ends.filter(({ status }) => status === "paid")).toHaveLength(3);
    expect(ends.every(({ status, errands }) => errands.length === (status === "paid" ? 1 : 0))).toBe(true);
  }
  await everythingHolds(shop);
});

test("an order's placing, its repeats and its payment from twenty callers make one order, paid once", async () => {
  const shop = await openShop();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const id = String(5000 + round);
    const tx = `early-${round}`;
    await throwAt(
      [
        ...Array.from({ length: 8 }, () => () => hear(shop, heard(id))),
        ...Array.from({ length: 6 }, () => () => report(shop, tx, { from: `early-${round}`, units: DUE, order: id })),
        ...Array.from({ length: 6 }, () => () => confirm(shop, tx)),
      ],
      round,
    );
    expect(await endOf(shop, { id: `ord_${id}` as Order["id"] })).toEqual(LEGAL[0]);
  }
  await everythingHolds(shop);
});

test("a reversal among confirmations and settlings leaves every unit accounted for", async () => {
  const shop = await openShop();
  for (let round = 1; round <= ROUNDS; round += 1) {
    const id = String(3000 + round);
    const order = await placed(shop, id);
    const who = `twice-${round}`;
    await report(shop, `back-${round}`, { from: who, units: DUE });
    await throwAt(
      [
        ...Array.from({ length: 5 }, () => () => claim(shop, order, who)),
        ...Array.from({ length: 6 }, () => () => confirm(shop, `back-${round}`)),
        ...Array.from({ length: 4 }, () => () => reverse(shop, `back-${round}`)),
        ...Array.from({ length: 3 }, () => () => report(shop, `back-${round}`, { from: who, units: DUE })),
        ...Array.from({ length: 2 }, () => () => run(after(shop), expireOrder, { shop: shop.id, input: { order: order.id } })),
      ],
      round,
    );
  }
  await everythingHolds(shop);
});

test("a message that lost every race is kept undecided, and heard when it comes again", async () => {
  const shop = await openShop();
  const letter = { source: "shopify", topic: "orders/create", eventId: "late", body: Buffer.from("{}"), refusals: "filed" } as const;
  const losing = { ...hearOrder, decide: () => { throw new EngineError("world_kept_growing"); } };
  await expect(run(shop, losing, { shop: shop.id, input: heard("77"), letter })).rejects.toThrow("world_kept_growing");
  expect(await rowsOf(shop, `SELECT "result", "decided_at" FROM "inbox"`)).toEqual([{ result: "failed", decided_at: null }]);
  await run(shop, hearOrder, { shop: shop.id, input: heard("77"), letter });
  expect(await rowsOf(shop, `SELECT "result", "error" FROM "inbox" WHERE "decided_at" IS NOT NULL`)).toEqual([{ result: "order.placed", error: null }]);
});

function never(): never {
  throw new Error("unreachable");
}
