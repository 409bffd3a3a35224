import { expect, test } from "vitest";
import { createContext, type Context } from "#app/context.server.ts";
import { dueOrders } from "#app/store/due.ts";
import { expire } from "#workers/expire.ts";
import { addShop, claim, confirm, placed, report, reverse, START, statusOf, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { onTestFinished } from "vitest";

const DUE = 477_000_000n;
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);

async function open(): Promise<{ shop: Shop; context: Context; pass: (seconds: number) => void }> {
  let now = START;
  const context = createContext(testConfig(await freshDatabase()), () => now);
  onTestFinished(context.close);
  const bare = await addShop(context.db, "tally.myshopify.com");
  const pass = (seconds: number) => {
    now = later(seconds);
    bare.setTime(now);
  };
  return { shop: bare, context, pass };
}

test("only what is over expires, and each shop's windows are its own", async () => {
  const { shop, context, pass } = await open();
  const slow = await addShop(context.db, "slow.myshopify.com", { claimSeconds: 86_400 });
  await placed(shop, "1");
  await placed(slow, "1");
  const order = await placed(shop, "2");
  await claim(shop, order, "ann");
  pass(2 * 3600 - 1);
  expect(await expire(context)).toMatchObject({ due: 0 });
  pass(2 * 3600);
  expect(await expire(context)).toMatchObject({ due: 1, expired: 1 });
  expect([await statusOf(shop, "1"), await statusOf(shop, "2"), await statusOf(slow, "1")]).toEqual(["expired", "claimed", "unclaimed"]);
  pass(48 * 3600);
  await expire(context);
  expect([await statusOf(shop, "2"), await statusOf(slow, "1")]).toEqual(["expired", "expired"]);
});

test("an order that waits for received money is put off once, and ends when that money vanished", async () => {
  const { shop, context, pass } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  pass(48 * 3600);
  expect(await expire(context)).toMatchObject({ due: 1, putOff: 1 });
  expect(await expire(context)).toMatchObject({ due: 0 });
  await reverse(shop, "tx-1");
  expect(await statusOf(shop, "1")).toBe("expired");
});

test("money that is confirmed while expiry is put off still pays", async () => {
  const { shop, context, pass } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  pass(49 * 3600);
  await expire(context);
  await confirm(shop, "tx-1");
  pass(80 * 3600);
  expect(await expire(context)).toMatchObject({ due: 0 });
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("an order in use is skipped, and comes at the next run", async () => {
  const { shop, context, pass } = await open();
  await placed(shop, "1");
  await placed(shop, "2");
  pass(3 * 3600);
  const user = await shop.db.pool.connect();
  await user.query("BEGIN");
  await user.query(`SELECT pg_advisory_xact_lock(hashtextextended($1, 0))`, [`${shop.id}/order:ord_1`]);
  expect(await expire(context)).toMatchObject({ due: 2, expired: 1, busy: 1 });
  await user.query("ROLLBACK");
  user.release();
  expect(await expire(context)).toMatchObject({ due: 1, expired: 1 });
});

test("pages follow one another without a gap, also over many orders due at one moment", async () => {
  const { shop, context, pass } = await open();
  for (let n = 1; n <= 7; n += 1) await placed(shop, String(n));
  pass(3 * 3600);
  const seen: string[] = [];
  for (let after = null; ; ) {
    const page = await dueOrders(context.db.pool, later(3 * 3600), { after, limit: 3 });
    seen.push(...page.map(({ id }) => id));
    if (page.length < 3) break;
    after = page.at(-1) ?? null;
  }
  expect(seen.toSorted()).toEqual(["1", "2", "3", "4", "5", "6", "7"].map((id) => `ord_${id}`));
  expect(await expire(context)).toMatchObject({ due: 7, expired: 7 });
});
