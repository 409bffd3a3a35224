import { DatabaseError } from "pg";
import { expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { eventually } from "../setup/poll.ts";
import { losesNothing, openQueued } from "./queue-story.ts";

/** Empties every table of the queue but the list of its own migrations, as a careless hand would. */
async function wipe({ db }: Context): Promise<void> {
  const { rows } = await db.pool.query<{ name: string }>(`select quote_ident(tablename) as name from pg_tables where schemaname = 'bullmq' and tablename !~ 'migration'`);
  if (rows.length === 0) return;
  const truncate = `truncate ${rows.map(({ name }) => `bullmq.${name}`).join(", ")}`;
  // The queue at work takes the same tables in an order of its own.
  await eventually(() => db.pool.query(truncate).catch(whenDeadlocked));
}

function whenDeadlocked(error: unknown): undefined {
  if (!(error instanceof DatabaseError) || error.code !== "40P01") throw error;
}

test("a queue in PostgreSQL that is emptied again and again loses no errand and no schedule, and nothing is done twice", async () => {
  const shop = await openQueued();
  await losesNothing(shop, () => wipe(shop.context));
  const { rows } = await shop.context.db.pool.query<{ tables: number }>(`select count(*)::int as tables from pg_tables where schemaname = 'bullmq'`);
  expect(rows[0]?.tables).toBeGreaterThan(3);
}, 120_000);
