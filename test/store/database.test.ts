import { expect, test } from "vitest";
import { openShop } from "../commands/shop.ts";
import { inTransaction } from "#app/store/transaction.ts";

test("a connection that is cut between two questions of a transaction fails that transaction, and nothing else", async () => {
  const { db } = await openShop();
  const cut = inTransaction(db.pool, async (client) => {
    const { rows: [mine] } = await client.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
    const gone = new Promise((resolve) => void client.once("end", resolve));
    // Nothing is asked on it while it breaks, so nobody but the connection itself can say so.
    await db.pool.query("SELECT pg_terminate_backend($1)", [mine?.pid]);
    await gone;
    await client.query("SELECT 1");
  });
  await expect(cut).rejects.toThrow();
  expect((await db.pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
});
