import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { eventually } from "../../setup/poll.ts";
import { openConnection } from "../connection.ts";
import { quantile } from "../numbers.ts";
import type { Product } from "../product.ts";
import { isAgreed } from "../race.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";
import { confirmation, newSender, paymentNotice } from "../wallets.ts";

const GOAL_MS = 300;
const name = "confirmation-to-mark-paid";
const deedsSchema = z.array(z.object({ field: z.string(), by: z.string(), at: z.string() }));

// A shop of its own budget restores 100 points a second; so many orders at a time leave it idle.
const PAUSE_MS = 150;

/** From the answer to a confirmation until the make-believe shop, which has nothing else to do, is told that the order is paid. */
export const markPaid: Measure = {
  name,
  when: "always",
  world: "shared",
  run: async (hall: Hall): Promise<Row> => {
    const product = await hall.shared();
    const count = Math.ceil(hall.options.seconds * 50);
    const times: number[] = [];
    // The first ones find processes that never did this before.
    for (let index = -Math.min(10, count); index < count; index++) {
      const ms = await once(product);
      if (index >= 0) times.push(ms);
      await wait(PAUSE_MS);
    }
    const p99Ms = quantile(times, 0.99);
    return { ...bare, name, p50Ms: quantile(times, 0.5), p99Ms, goal: `p99 < ${GOAL_MS} ms`, isMet: p99Ms !== null && p99Ms < GOAL_MS, says: `${count} orders, one by one` };
  },
};

async function once(product: Product): Promise<number> {
  const { shop, control, port, purses } = product;
  const { id } = await control.place({ total: "15.90" });
  const { token, due } = await eventually(async () => {
    const { rows } = await product.pool.query<{ token: string; due: string }>(`SELECT "token", "due"::text AS "due" FROM "orders" WHERE "shop" = $1 AND "storefront_id" = $2`, [shop, id]);
    return rows[0];
  });
  const [purse] = purses;
  if (!purse) throw new Error("there is no wallet");
  const txid = `marked-${id}`;
  const connection = await openConnection(port);
  try {
    const reported = await connection.ask(paymentNotice(purse, { txid, from: newSender(), units: BigInt(due), memo: `${shop}/${id}/${token}` }));
    const confirmed = await connection.ask(confirmation(purse, txid));
    const answeredAt = Date.now();
    if (!isAgreed(reported) || !isAgreed(confirmed)) throw new Error(`the wallet was not heard: ${reported.body} ${confirmed.body}`);
    const markedAt = await eventually(() => markOf(product, id));
    return Math.max(0, markedAt - answeredAt);
  } finally {
    connection.close();
  }
}

async function markOf({ sandboxUrl, shop }: Product, id: string): Promise<number | undefined> {
  const answer = await fetch(`${sandboxUrl}/control/shops/${shop}/orders/${id}/deeds`);
  const deeds = deedsSchema.parse(await answer.json());
  const deed = deeds.find(({ field, by }) => field === "orderMarkAsPaid" && by === "app");
  return deed && Date.parse(deed.at);
}
