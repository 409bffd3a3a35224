import { createContext } from "#app/context.server.ts";
import { readConfig } from "#app/config.server.ts";
import { setUpShop } from "#app/commands/set-up.ts";
import { shopId } from "#app/engine/ids.ts";
import { firstShop } from "#app/sandbox/announce.ts";
import { expire } from "#workers/expire.ts";
import { writeOpenOrders } from "../open-orders.ts";
import { envFor } from "../product.ts";
import { bare, type Hall, type Measure, type Row } from "../row.ts";

const DUE = 200;
/** Rows of orders read for each that is due: itself, a few times over. */
const MOST_READ = 40;
const READY_MS = 3_000;

/** What one expiry run reads of the orders table when nearly all open orders have time left. */
export const expiry: Measure = {
  name: "expiry-100k-open",
  when: "always",
  world: "none",
  run: async (hall: Hall): Promise<Row> => {
    const url = await hall.stage.newDatabase();
    const count = Math.ceil(hall.options.old / 10);
    const open = () => createContext(readConfig({ ...envFor(url, hall.stage.folder), LOG_LEVEL: "silent" }));
    const shop = shopId(firstShop.domain);
    const before = open();
    await setUpShop(before, shop, { methodName: firstShop.methodName, currency: firstShop.currency, servesRoot: "yes" });
    await writeOpenOrders(before.db.pool, shop, { count, due: DUE });
    await before.db.pool.query("SELECT pg_stat_reset()");
    await before.close();

    const runner = open();
    const began = performance.now();
    const { due, expired } = await expire(runner);
    const ms = performance.now() - began;
    // A session tells what it read when it ends.
    await runner.close();

    const after = open();
    const { rows } = await after.db.pool.query<{ read: number }>(`SELECT (coalesce("seq_tup_read", 0) + coalesce("idx_tup_fetch", 0))::int AS "read" FROM pg_stat_user_tables WHERE "relname" = 'orders'`);
    await after.close();
    const each = (rows[0]?.read ?? Number.NaN) / DUE;
    return {
      ...bare, name: "expiry-100k-open", perSecond: (expired * 1_000) / ms, goal: `touches the due ones only`, isMet: due === DUE && expired === DUE && each <= MOST_READ,
      says: `${count.toLocaleString("en")} open, ${due} due, ${expired} expired, ${each.toFixed(1)} rows of orders read for each`,
    };
  },
};

/** From the start of the processes until they are ready, with many open orders waiting. */
export const restart: Measure = {
  name: "restart-100k-open",
  when: "full",
  world: "restart",
  run: async (hall: Hall): Promise<Row> => {
    const count = Math.ceil(hall.options.old / 10);
    const product = await hall.own("restart", ({ pool, shop }) => writeOpenOrders(pool, shop, { count, due: 0 }));
    const times: number[] = [];
    for (let round = 0; round < hall.options.rounds; round++) times.push(await product.restart());
    const worst = Math.max(...times);
    return { ...bare, name: "restart-100k-open", p50Ms: times.toSorted((a, b) => a - b)[times.length >> 1] ?? null, p99Ms: worst, goal: `< ${READY_MS / 1_000} s`, isMet: worst < READY_MS, says: `${count.toLocaleString("en")} open orders, web and workers ready` };
  },
};
