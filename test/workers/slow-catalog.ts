import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import type { Catalog, Job } from "#workers/job.ts";

type Step = { readonly id: string };

async function untilOpen({ db }: Context, { id }: Step): Promise<void> {
  await db.pool.query(`insert into steps values ($1, 'began')`, [id]);
  for (;;) {
    const { rowCount } = await db.pool.query(`select from steps where step = 'open'`);
    if (rowCount) break;
    await wait(20);
  }
  await db.pool.query(`insert into steps values ($1, 'ended')`, [id]);
}

async function tick({ db }: Context): Promise<void> {
  await db.pool.query(`insert into steps values ('tick', 'ended')`);
}

export const slowCatalog = {
  slow: { work: untilOpen, atOnce: 2 } satisfies Job<Step>,
  clock: { work: tick, atOnce: 1, every: 200 } satisfies Job<unknown>,
} satisfies Catalog;
