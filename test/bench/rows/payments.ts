import { eventually } from "../../setup/poll.ts";
import { closedLoop, type Lanes } from "../load.ts";
import type { Product } from "../product.ts";
import { isAgreed, isObeyed, nextOrder, raceRow, shopify, writeOrder } from "../race.ts";
import { storefrontId, webhook } from "../requests.ts";
import type { Measure, Row } from "../row.ts";
import { confirmation, newSender, paymentNotice, type Purse } from "../wallets.ts";

// As wallets count their nonces, each sends in its own order: a lane each.
const lanesOf = <T>(purses: readonly Purse[], each: readonly T[], write: (purse: Purse, item: T) => Uint8Array): Lanes =>
  purses.map((purse, lane) => each.filter((_, index) => index % purses.length === lane).map((item) => write(purse, item)));

let lastTransaction = 0;
const nextTransaction = (): string => `bench-${++lastTransaction}`;

/** Payments nobody announced: signature checked, stored, shown. */
export const paymentNoticeRow: Measure = {
  name: "payment-notice",
  when: "always",
  world: "shared",
  run: async (hall): Promise<Row> => {
    const product = await hall.shared();
    const coming = (most: number) => Array.from({ length: most }, () => ({ txid: nextTransaction(), from: newSender(), units: 1_000_000n, memo: null }));
    return raceRow(hall, { name: "payment-notice", product, isRight: isAgreed, prepare: (most) => Promise.resolve(lanesOf(product.purses, coming(most), paymentNotice)), goal: 0.3, guess: 1_500 });
  },
};

/** An order and the payment that names it. */
export type Named = { readonly txid: string; readonly token: string; readonly memo: string; readonly units: bigint };

/** Places `count` orders through the door, and gives for each a payment that names it. */
async function ordered(product: Product, count: number): Promise<readonly Named[]> {
  const numbers = Array.from({ length: count }, nextOrder);
  const requests = numbers.map((number) => webhook(shopify, `bench-${number}`, writeOrder(number)));
  await must(product, isObeyed, [requests]);
  return named(product, numbers.map(storefrontId));
}

const PLACED_AT_ONCE = 16;

/** The same for orders that the make-believe shop placed and told us of itself, so that what it is told of them later costs what it costs at a real shop. */
async function placedThere(product: Product, count: number): Promise<readonly Named[]> {
  const ids: string[] = [];
  const place = async () => {
    for (let left = Math.ceil(count / PLACED_AT_ONCE); left > 0; left--) ids.push((await product.control.place({ total: "404.95" })).id);
  };
  await Promise.all(Array.from({ length: PLACED_AT_ONCE }, place));
  return eventually(async () => {
    const known = await named(product, ids);
    return known.length === ids.length ? known : undefined;
  }, 120_000);
}

async function named({ pool, shop }: Product, ids: readonly string[]): Promise<readonly Named[]> {
  const text = `SELECT "storefront_id" AS "id", "token", "due"::text AS "due" FROM "orders" WHERE "shop" = $1 AND "storefront_id" = ANY ($2) AND "due" IS NOT NULL`;
  const { rows } = await pool.query<{ id: string; token: string; due: string }>(text, [shop, ids]);
  return rows.map(({ id, token, due }) => ({ txid: nextTransaction(), token, memo: `${shop}/${id}/${token}`, units: BigInt(due) }));
}

/** Everything is sent and answered as wished, however long it takes. */
async function must(product: Product, isRight: Parameters<typeof closedLoop>[0]["isRight"], lanes: Lanes): Promise<void> {
  const { wrong, firstWrong } = await closedLoop({ port: product.port, isRight }, lanes, 600, "last");
  if (wrong > 0) throw new Error(`what was to be prepared went wrong ${wrong} times, such as ${firstWrong}`);
}

const report = (purse: Purse, { txid, memo, units }: Named) => paymentNotice(purse, { txid, from: newSender(), units, memo });

/** Payments that name an order: it is claimed for their sender. */
export const namingPayment: Measure = {
  name: "payment-naming-order",
  when: "always",
  world: "shared",
  run: async (hall): Promise<Row> => {
    const product = await hall.shared();
    const prepare = async (most: number) => lanesOf(product.purses, await ordered(product, most), report);
    return raceRow(hall, { name: "payment-naming-order", product, isRight: isAgreed, prepare, goal: null, guess: 300 });
  },
};

/** Orders and payments that name them, reported and not yet confirmed. */
export async function reported(product: Product, count: number): Promise<readonly Named[]> {
  const coming = await placedThere(product, count);
  await must(product, isAgreed, lanesOf(product.purses, coming, report));
  await allSealed(product);
  return coming;
}

/** Payments reported and about to be confirmed: each confirmation settles its order. The shop's cost budget is used up, as it is after some seconds of this. */
export async function readyToSettle(product: Product, count: number): Promise<Lanes> {
  const coming = await reported(product, count);
  await product.control.budget(0);
  return lanesOf(product.purses, coming, (purse, { txid }) => confirmation(purse, txid));
}

/** What the preparation left to the sealer is no part of what is measured; what the row itself leaves is. */
async function allSealed({ pool }: Product): Promise<void> {
  await eventually(async () => ((await pool.query(`SELECT FROM "unsealed" LIMIT 1`)).rowCount === 0 ? true : undefined), 120_000);
}

/** A real shop answers ten marks a second and no more; thousands of them would take hours, and this row is not about the shop's speed. */
export async function strikeErrands({ pool }: Pick<Product, "pool">): Promise<void> {
  await pool.query(`UPDATE "deliveries" SET "done_at" = now(), "result" = 'void', "said" = 'struck off by the bench' WHERE "done_at" IS NULL`);
}

export const settling: Measure = {
  name: "settling-confirmation",
  when: "always",
  world: "shared",
  run: async (hall): Promise<Row> => {
    const product = await hall.shared();
    // The workers go on telling the shop meanwhile, at the pace that Shopify allows.
    await product.control.switches({ costBudget: "drained" });
    const before = await paidIn(product);
    let answered = 0;
    const row = await raceRow(hall, {
      name: "settling-confirmation",
      product,
      isRight: isAgreed,
      prepare: (most) => readyToSettle(product, most),
      after: async ({ count }) => {
        answered += count;
        await strikeErrands(product);
      },
      goal: 0.2,
      guess: 300,
    });
    await product.control.switches({ costBudget: "untouched" });
    const paid = (await paidIn(product)) - before;
    return paid >= answered ? row : { ...row, isMet: false, says: `only ${paid} of ${answered} confirmed orders are paid` };
  },
};

async function paidIn({ pool, shop }: Product): Promise<number> {
  const { rows } = await pool.query<{ paid: number }>(`SELECT count(*)::int AS "paid" FROM "orders" WHERE "shop" = $1 AND "status" = 'paid'`, [shop]);
  return rows[0]?.paid ?? 0;
}
