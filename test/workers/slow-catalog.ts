import { setTimeout as wait } from "node:timers/promises";
import type { Context } from "#app/context.server.ts";
import type { Catalog, Job } from "#workers/job.ts";
import { eventually } from "../setup/poll.ts";

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

/** Where the jobs write down what they did, and how often they did. */
export async function openSteps({ db }: Context) {
  await db.pool.query(`create table steps (id text, step text)`);
  const count = async (id: string, step: string) => {
    const { rows } = await db.pool.query<{ n: number }>(`select count(*)::int as n from steps where id = $1 and step = $2`, [id, step]);
    return rows[0]?.n ?? 0;
  };
  const reached = (id: string, step: string, times = 1) => eventually(async () => ((await count(id, step)) >= times ? true : undefined));
  const open = () => db.pool.query(`insert into steps values ('door', 'open')`);
  return { count, reached, open };
}
