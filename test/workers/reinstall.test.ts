import { expect, test } from "vitest";
import { hearUninstalled } from "#app/commands/hear-notice.ts";
import { letIn } from "#app/commands/let-in.ts";
import { deliver } from "#workers/deliver.ts";
import { expire } from "#workers/expire.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { statusOf } from "../commands/shop.ts";
import { openWorld, type World } from "./world.ts";

async function uninstall({ context, shop, there }: World): Promise<void> {
  there.uninstall();
  const letter = { source: "shopify", topic: "app/uninstalled", eventId: "gone", body: Buffer.from("{}"), refusals: "filed" } as const;
  expect(await hearUninstalled(context, { shop: shop.id, letter }, context.clock())).toBe("uninstalled");
}

async function reinstall(world: World): Promise<void> {
  const { context, shop, there } = world;
  there.reinstall();
  await world.signIn();
  await letIn(context, { shop: shop.id, at: context.clock() }, () => Promise.resolve({}));
}

test("what a shop owes waits while the app is gone, and is told with the new installation's token, once", async () => {
  const world = await openWorld();
  const [paid, unpaid, open, cancelled] = [await world.placed(), await world.placed(), await world.placed(), await world.placed()];
  await world.paid(paid);
  // Leased before the app went, and taken in hand only afterwards.
  const leased = await leaseDue(world.context.db.pool, { now: world.context.clock(), limit: 10, perShop: 10, leaseSeconds: 30 });
  await uninstall(world);
  const before = world.asked.length;
  await deliver(world.context, leased);
  world.pass(600);
  expect([await world.runErrands(), world.asked.length - before]).toEqual([0, 0]);

  // Money and time go on: what came is kept, what is over is over, and none of it is said to a shop that is gone.
  await world.paid(open, "ben");
  world.there.cancel(cancelled.storefrontId ?? "");
  const { id: meanwhile } = world.there.placeOrder({ total: "15.90" });
  world.pass(3 * 3_600);
  await expire(world.context);
  expect([await world.runErrands(), world.asked.length - before]).toEqual([0, 0]);
  await expect.poll(() => world.there.order(cancelled.storefrontId ?? "").cancelledAt).not.toBeNull();

  await reinstall(world);
  await world.reconcile();
  await world.runErrands();
  const statuses = await Promise.all([paid, open, unpaid, cancelled].map(async (order) => (await world.order(order)).status));
  expect(statuses).toEqual(["paid", "paid", "expired", "expired"]);
  expect(await statusOf(world.shop, meanwhile)).toBe("unclaimed");
  expect([paid, open].map((order) => world.deeds(order, "orderMarkAsPaid"))).toEqual([["done"], ["done"]]);
  expect(world.deeds(unpaid, "orderCancel")).toEqual(["started", "done"]);
  expect(world.deeds(cancelled, "orderCancel")).toEqual([]);
});
