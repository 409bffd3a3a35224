import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { restore } from "#app/store/backup/restore.ts";
import { backUp } from "#app/store/backup/write.ts";
import { findOrder } from "#app/store/orders.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { findShop } from "#app/store/shops.ts";
import { seal } from "#app/store/sealing.ts";
import { verify } from "#app/store/verify.ts";
import type { Order } from "#app/engine/order.ts";
import { deliver } from "#workers/deliver.ts";
import { expire } from "#workers/expire.ts";
import { reconcileShop } from "#workers/reconcile.ts";
import { confirm, report, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { openWorld, type World } from "./world.ts";

/** Another machine, set up from the backup, at the same Shopify and by the same clock. */
async function restoredFrom(file: string, { context }: World): Promise<Context> {
  const url = await freshDatabase();
  const config = testConfig(url, { SHOPIFY_ORIGIN: context.config.shopify.origin ?? "" });
  const machine = createContext(config, context.clock);
  onTestFinished(machine.close);
  await restore(machine.db.copying, file, { replace: null, faults: "refuse", now: context.clock() });
  return machine;
}

async function backedUp({ context }: World): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "tally-restored-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "backup");
  await backUp(context.db.copying, file, { keys: [], now: context.clock() });
  return file;
}

/** What the workers of that machine do once everything is due: read the shop, expire, and do every errand. */
async function work(context: Context, shop: Shop): Promise<void> {
  const known = await findShop(context.db.pool, shop.id);
  if (known) await reconcileShop(context, known);
  await expire(context);
  for (;;) {
    const leased = await leaseDue(context.db.pool, { now: context.clock(), limit: 10, perShop: 10, leaseSeconds: 30 });
    if (leased.length === 0) break;
    await deliver(context, leased);
  }
  while (await seal(context.db.pool, shop.id, { now: context.clock(), most: 1000 }));
}

/** The merchant opened the app: the machine has a token that counts. */
async function signedIn(machine: Context, { context, shop }: World): Promise<void> {
  const session = await context.shopify.sessionStorage.loadSession(`offline_${shop.id}`);
  if (session) await machine.shopify.sessionStorage.storeSession(session);
}

const statusOn = async ({ db }: Context, { id }: Shop, order: Order) => (await findOrder(db.pool, id, order.id))?.status;

test("after a restore nothing is said twice to Shopify, and what happened since the backup is learned again", async () => {
  const world = await openWorld();
  const { shop, there } = world;
  const [paidBefore, owed, paidAfter, unheard, cancelledAfter] = [await world.placed(), await world.placed("20"), await world.placed("21"), await world.placed("22"), await world.placed("23")];
  await world.paid(paidBefore, "ann");
  await world.runErrands();
  // Its money is here, and Shopify is not told yet: a worker has just taken the errand in hand.
  await world.paid(owed, "bob");
  await leaseDue(world.context.db.pool, { now: world.context.clock(), limit: 1, perShop: 1, leaseSeconds: 30 });
  const file = await backedUp(world);

  world.pass(31);
  await world.paid(paidAfter, "cho");
  await world.paid(unheard, "dev");
  await world.runErrands();
  world.pass(2 * 3600);
  await run(world.context, expireOrder, { shop: shop.id, input: { order: cancelledAfter.id } });
  await world.runErrands();
  const placedAfter = await world.placed("24");
  const deedsThen = [paidBefore, owed, paidAfter, unheard, cancelledAfter].map((order) => there.deeds(order.storefrontId ?? "").length);
  const askedThen = world.asked.length;

  const machine = await restoredFrom(file, world);
  const again: Shop = { ...shop, ...machine };
  // Its wallet tells once more what it told since the backup; of the other payment nobody speaks any more.
  const transaction = `tx-3-${paidAfter.id}`;
  for (const nonce of [900_001n, 900_003n]) {
    await report(again, transaction, { from: "cho", units: paidAfter.quote?.due.units ?? 0n, order: paidAfter.storefrontId ?? "", nonce });
    await confirm(again, transaction, { nonce: nonce + 1n });
  }
  // The token of then is worn out: nothing can be read, so nothing expires, until the merchant opens the app.
  await work(machine, again);
  expect(await statusOn(machine, again, cancelledAfter)).toBe("unclaimed");
  await signedIn(machine, world);
  for (const seconds of [600, 60]) {
    world.pass(seconds);
    await work(machine, again);
  }

  expect(world.asked.slice(askedThen).filter((name) => ["MarkPaid", "CancelOrder"].includes(name))).toEqual([]);
  expect([paidBefore, owed, paidAfter, unheard, cancelledAfter].map((order) => there.deeds(order.storefrontId ?? "").length)).toEqual(deedsThen);
  for (const order of [paidBefore, owed, paidAfter]) expect(await statusOn(machine, again, order)).toBe("paid");
  // Shopify says it is paid, and here no money says so: the merchant sees it as paid another way.
  expect(await findOrder(machine.db.pool, shop.id, unheard.id)).toMatchObject({ status: "cancelled", cancelledBy: "paid elsewhere" });
  expect(["cancelled", "expired"]).toContain(await statusOn(machine, again, cancelledAfter));
  expect(await statusOn(machine, again, placedAfter)).toBe("unclaimed");
  expect((await verify(machine.db.pool, shop.id)).faults).toEqual([]);
  const { rows } = await machine.db.pool.query(`SELECT "units"::text FROM "payments" WHERE "transaction" = $1 AND "status" = 'confirmed'`, [transaction]);
  expect(rows).toEqual([{ units: paidAfter.quote?.due.units.toString() }]);
});

test("errands that were open at the backup are done by the restored machine, once", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  const file = await backedUp(world);
  const machine = await restoredFrom(file, world);
  await work(machine, { ...world.shop, ...machine });
  expect(world.deeds(order, "orderMarkAsPaid")).toEqual(["done"]);
});
