import { shopId } from "#app/engine/ids.ts";
import type { Asset } from "#app/engine/money.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { picture } from "#app/store/reads/home.ts";
import { attention } from "#app/store/reads/attention.ts";
import { ordersPage } from "#app/store/reads/orders.ts";
import { searchOrders } from "#app/store/reads/search.ts";
import { seal } from "#app/store/sealing.ts";
import { firstShop } from "#app/sandbox/announce.ts";
import { Pool } from "pg";
import { quantile } from "../numbers.ts";
import { writeOldOrders } from "../old.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";

const shop = shopId(firstShop.domain);
const ERRANDS = 20_000;
const AT_ONCE = 64;
const SEALED_AT_ONCE = 2_000;

async function withPool<T>(hall: Hall, work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: await hall.stage.newDatabase(), max: 4 });
  try {
    await pool.query(`INSERT INTO "shops" ("id", "serves_root") VALUES ($1, true)`, [shop]);
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** How fast a long queue of errands is leased. */
export const leaseRate: Measure = {
  name: "lease-due",
  when: "always",
  world: "none",
  run: (hall): Promise<Row> =>
    withPool(hall, async (pool) => {
      await pool.query(
        `INSERT INTO "deliveries" ("shop", "event", "target", "receiver", "object", "version", "at", "due_at")
         SELECT $1, 'e' || n, 'storefront.mark-paid', 'storefront', 'ord_' || n, 3, now() - interval '1 minute', now() - interval '1 minute' FROM generate_series(1, $2::int) n`,
        [shop, ERRANDS],
      );
      await pool.query("ANALYZE");
      const lease = async () => (await leaseDue(pool, { now: new Date(), limit: AT_ONCE, perShop: AT_ONCE, leaseSeconds: 600 })).length;
      const finish = () => pool.query(`UPDATE "deliveries" SET "done_at" = now(), "result" = 'sent', "leased_until" = NULL WHERE "leased_until" IS NOT NULL`);
      const times = await timed(lease, hall.options.seconds, finish);
      return { ...bare, name: "lease-due", ...times, says: `${AT_ONCE} at a time of ${ERRANDS.toLocaleString("en")}` };
    }),
};

/** How fast committed rows are sealed. */
export const sealRate: Measure = {
  name: "seal",
  when: "always",
  world: "none",
  run: (hall): Promise<Row> =>
    withPool(hall, async (pool) => {
      await pool.query(
        `INSERT INTO "events" ("shop", "id", "type", "object", "version", "at", "cause", "fields", "hash") SELECT $1, 'e' || n, 'order.placed', 'ord_' || n, 1, now(), 'bench', '{}', '' FROM generate_series(1, $2::int) n`,
        [shop, 5 * ERRANDS],
      );
      await pool.query("ANALYZE");
      const times = await timed(async () => (await seal(pool, shop, { now: new Date(), most: SEALED_AT_ONCE }))?.rows ?? 0, hall.options.seconds);
      return { ...bare, name: "seal", ...times, says: `${SEALED_AT_ONCE.toLocaleString("en")} rows a seal` };
    }),
};

/** Again and again until nothing is left or the time is up. What is done `between` does not count. */
async function timed(work: () => Promise<number>, seconds: number, between: () => Promise<unknown> = () => Promise.resolve()): Promise<Pick<Row, "perSecond" | "p50Ms" | "p99Ms">> {
  const times: number[] = [];
  let done = 0;
  let spentMs = 0;
  for (let last = 1; last > 0 && spentMs < seconds * 1_000; await between()) {
    const asked = performance.now();
    last = await work();
    const ms = performance.now() - asked;
    times.push(ms);
    spentMs += ms;
    done += last;
  }
  return { perSecond: (done * 1_000) / spentMs, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99) };
}

const LIST_GOAL_MS = 60;

type Read = { readonly name: string; readonly read: (pool: Pool, index: number) => Promise<unknown> };

const deepInThePast = (index: number) => ({ to: "older" as const, from: { placedAt: new Date(Date.now() - (30 + index) * 86_400_000), id: "" } });
const reads: readonly Read[] = [
  { name: "list-orders-1m", read: (pool, index) => ordersPage(pool, shop, { view: index % 2 === 0 ? "all" : "paid", among: null, turn: index % 4 < 2 ? null : deepInThePast(index), size: 50 }) },
  { name: "search-1m", read: (pool, index) => searchOrders(pool, shop, { text: searchedFor(index), account: null }) },
  { name: "home-1m", read: (pool) => Promise.all([picture(pool, { shop, timeZone: "Europe/Berlin", asset: "XTR/6" as Asset, now: new Date() }), attention(pool, shop, new Date())]) },
];

/** An order's number, a customer's name and e-mail, a transaction, in turn. */
const searchedFor = (index: number): string => [`#${index * 37}`, `Customer${index * 11}`, `old-${index * 13}@example.com`, `old-${index * 17}`][index % 4] ?? "";

/** What the merchant's screens read, at a year's end. */
export const lists: readonly Measure[] = reads.map(({ name, read }) => ({
  name,
  when: "full",
  world: "aged",
  run: async (hall): Promise<Row> => {
    const { pool } = await hall.own("aged", (product) => writeOldOrders(product.pool, product.shop, hall.options.old));
    const times: number[] = [];
    for (let index = 0; index < 210; index++) {
      const asked = performance.now();
      await read(pool, index);
      // The first few wake the database's memory.
      if (index >= 10) times.push(performance.now() - asked);
    }
    const p95 = quantile(times, 0.95);
    return {
      ...bare, name, p50Ms: quantile(times, 0.5), p99Ms: quantile(times, 0.99), goal: `p95 < ${LIST_GOAL_MS} ms`, isMet: p95 !== null && p95 < LIST_GOAL_MS,
      says: `p95 ${p95?.toFixed(1)} ms, ${hall.options.old.toLocaleString("en")} orders`,
    };
  },
}));
