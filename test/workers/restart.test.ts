import { expect, test } from "vitest";
import type { Context } from "#app/context.server.ts";
import { eventually } from "../setup/poll.ts";
import { openPostgres } from "../setup/postgres.ts";
import { expectMarkedOnce, openQueued } from "./queue-story.ts";

async function unsealed({ db }: Context): Promise<number> {
  const { rows } = await db.pool.query<{ rows: number }>(`select count(*)::int as rows from unsealed`);
  return rows[0]?.rows ?? 0;
}

test("a database that crashes and comes back under running workers is all they need to go on", async () => {
  const postgres = await openPostgres();
  const shop = await openQueued({ DATABASE_URL: postgres.url });
  const before = await shop.manyPaid(2);
  const workers = await shop.work();
  await shop.drained();
  const underWay = await shop.manyPaid(6);
  postgres.crash();
  await expect(shop.errands()).rejects.toThrow();
  await postgres.revive();
  await shop.drained();
  const after = await shop.manyPaid(2);
  await shop.drained();
  await eventually(async () => ((await unsealed(shop.context)) === 0 ? true : undefined));
  await workers.close();
  expectMarkedOnce(shop, [...before, ...underWay, ...after]);
}, 120_000);
