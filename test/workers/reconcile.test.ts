import { expect, test } from "vitest";
import { findShop } from "#app/store/shops.ts";
import { fileLetter } from "#app/store/inbox.ts";
import { reconcileShop } from "#workers/reconcile.ts";
import { refetch } from "#workers/refetch.ts";
import { statusOf } from "../commands/shop.ts";
import { openWorld, type World } from "./world.ts";

const inbox = async ({ context }: World, source: string) =>
  (await context.db.pool.query<{ topic: string; result: string | null; error: string | null; decided: boolean; attempts: number | null }>(
    `SELECT "topic", "result", "error", "decided_at" IS NOT NULL AS "decided", "attempts" FROM "inbox" WHERE "source" = $1 ORDER BY "received_at"`,
    [source],
  )).rows;

/** A message as the webhook door files it when its body says too little. */
async function filed({ context, shop }: World, storefrontId: string, topic: string, result = `fetch: ${storefrontId}`, body: unknown = { id: storefrontId }): Promise<void> {
  const row = { source: "shopify", topic, eventId: `event-${topic}-${storefrontId}`, body: Buffer.from(JSON.stringify(body)), receivedAt: context.clock(), object: null, result };
  await fileLetter(context.db.pool, shop.id, row, { decidedAt: null, error: result === "failed" ? "Error: a bug" : null });
}

test("reconciling finds an order no webhook told of, and only orders of our method", async () => {
  const world = await openWorld();
  const { id } = world.there.placeOrder({ total: "15.90" });
  const { id: other } = world.there.placeOrder({ total: "15.90", gateway: "Bank Deposit" });
  await world.reconcile();
  expect([await statusOf(world.shop, id), await statusOf(world.shop, other)]).toEqual(["unclaimed", undefined]);
  expect(await inbox(world, "reconcile")).toMatchObject([{ topic: "orders/updated", result: "order.placed", decided: true }]);
});

test("reconciling finds a cancellation, a payment another way and a changed price", async () => {
  const world = await openWorld();
  const [cancelled, paid, changed] = [await world.placed(), await world.placed(), await world.placed()];
  world.there.cancel(cancelled.storefrontId ?? "");
  world.there.markPaid(paid.storefrontId ?? "", "Bank Deposit");
  world.there.editPrice(changed.storefrontId ?? "", "20.00");
  await expect.poll(() => world.there.order(cancelled.storefrontId ?? "").cancelledAt).not.toBeNull();
  await world.reconcile();
  expect(await world.order(cancelled)).toMatchObject({ status: "cancelled", cancelledBy: "storefront" });
  expect(await world.order(paid)).toMatchObject({ status: "cancelled", cancelledBy: "paid elsewhere" });
  expect(await world.order(changed)).toMatchObject({ status: "unclaimed", quote: { due: { units: 600_000_000n } } });
});

test("the same state seen again is the same message", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.reconcile();
  await world.reconcile();
  expect(await inbox(world, "reconcile")).toHaveLength(1);
  expect(await world.order(order)).toMatchObject({ version: order.version });
});

test("an order we marked paid ourselves is not taken for paid elsewhere", async () => {
  const world = await openWorld();
  const order = await world.placed();
  await world.paid(order);
  await world.runErrands();
  await world.reconcile();
  expect(await world.order(order)).toMatchObject({ status: "paid", cancelledBy: null });
});

test("a look that breaks off begins again where it ended, and one that ended begins at its own time", async () => {
  let isDown = false;
  const world = await openWorld({ weather: (_passing, proceed) => (isDown ? Promise.resolve(new Response("down", { status: 503 })) : proceed()) });
  const cursor = async () => (await world.context.db.pool.query<{ value: string }>(`SELECT "value" FROM "cursors" WHERE "name" = 'reconcile'`)).rows[0]?.value ?? "";
  const began = world.context.clock();
  await world.placed();
  const reached = await cursor();
  expect(Date.parse(reached)).toBeGreaterThanOrEqual(began.getTime());
  isDown = true;
  await world.reconcile();
  expect(await cursor()).toBe(reached);
  const { id } = world.there.placeOrder({ total: "9.00" });
  isDown = false;
  await world.reconcile();
  expect(await statusOf(world.shop, id)).toBe("unclaimed");
});

test("an order that changed while the shop's index was behind takes a look that broke off past no other", async () => {
  let pages = Infinity;
  const world = await openWorld({ time: "everybody's", weather: ({ body }, proceed) => (body.includes("query OrdersSince") && pages-- <= 0 ? Promise.resolve(new Response("down", { status: 503 })) : proceed()) });
  const ids = Array.from({ length: 60 }, () => world.there.placeOrder({ total: "15.90" }).id);
  world.pass(3_600);
  world.there.setFaults({ chances: { searchLags: 1 }, measures: { searchLagMs: 60_000 } });
  // Where the index still has it, among the oldest, it is shown as it is now.
  world.there.setNote(ids[0] ?? "", "please ring twice");
  pages = 1;
  await world.reconcile();
  expect(await Promise.all(ids.map((id) => statusOf(world.shop, id)))).toContain(undefined);
  pages = Infinity;
  world.pass(300);
  await world.reconcile();
  expect(new Set(await Promise.all(ids.map((id) => statusOf(world.shop, id))))).toEqual(new Set(["unclaimed"]));
});

test("where the shop asks to wait a moment, the look waits and goes on; where it asks for longer, it breaks off", async () => {
  const tired = (retryAfter: string) => () => Promise.resolve(new Response("", { status: 429, headers: { "Retry-After": retryAfter } }));
  const answers: (() => Promise<Response>)[] = [];
  const world = await openWorld({ weather: (_passing, proceed) => (answers.shift() ?? proceed)() });
  const waits: number[] = [];
  const wait = (ms: number) => Promise.resolve(world.pass(waits.push(ms) && Math.ceil(ms / 1000)));
  const shop = await findShop(world.context.db.pool, world.shop.id);
  if (!shop) throw new Error("the shop is there");
  const look = () => reconcileShop({ ...world.context, wait }, shop);
  const { id } = world.there.placeOrder({ total: "15.90" });
  answers.push(tired("2.5"), tired("60"));
  await look();
  expect([waits.length, await statusOf(world.shop, id)]).toEqual([1, undefined]);
  world.pass(60);
  answers.push(tired("2.5"));
  await look();
  expect([waits.length, await statusOf(world.shop, id)]).toEqual([2, "unclaimed"]);
});

test("orders found together share transactions", async () => {
  const world = await openWorld();
  const ids = Array.from({ length: 30 }, () => world.there.placeOrder({ total: "15.90" }).id);
  await world.reconcile();
  const { rows } = await world.context.db.pool.query<{ id: string; transaction: string }>(`SELECT "storefront_id" AS "id", xmin::text AS "transaction" FROM "orders"`);
  expect(new Set(rows.map(({ id }) => id))).toEqual(new Set(ids));
  expect(new Set(rows.map(({ transaction }) => transaction)).size).toBeLessThan(10);
});

test("a shop that asks for its lines has them read with each order", async () => {
  const world = await openWorld({ policy: { asks: "lines" } });
  const { id } = world.there.placeOrder({ lines: [{ title: "a", price: "10.00", quantity: 2 }], total: "15.00" });
  await world.reconcile();
  expect(world.asked).toContain("OrderLines");
  const { rows } = await world.context.db.pool.query(`SELECT "due" FROM "orders" WHERE "id" = $1`, [`ord_${id}`]);
  expect(rows).toEqual([{ due: "600000000" }]);
});

test("a message that says too little is decided by reading its order", async () => {
  const world = await openWorld();
  const order = await world.placed();
  world.there.editPrice(order.storefrontId ?? "", "20.00");
  await filed(world, order.storefrontId ?? "", "orders/edited");
  expect(await refetch.look(world.context)).toBe("done");
  expect(await world.order(order)).toMatchObject({ quote: { due: { units: 600_000_000n } } });
  expect(await inbox(world, "shopify")).toMatchObject([{ decided: true, result: "order.changed" }]);
});

test("an order deleted at the storefront is cancelled here, one that is still there stays", async () => {
  const world = await openWorld();
  const [gone, stays] = [await world.placed(), await world.placed()];
  world.there.deleteOrder(gone.storefrontId ?? "");
  for (const order of [gone, stays]) await filed(world, order.storefrontId ?? "", "orders/delete");
  await refetch.look(world.context);
  expect(await world.order(gone)).toMatchObject({ status: "cancelled", cancelledBy: "storefront", closedThere: true });
  expect(await world.order(stays)).toMatchObject({ status: "unclaimed" });
  expect((await inbox(world, "shopify")).every(({ decided }) => decided)).toBe(true);
});

test("while the storefront does not answer, a message waits longer each time and says why", async () => {
  let isDown = false;
  const world = await openWorld({ weather: (_passing, proceed) => (isDown ? Promise.resolve(new Response("down", { status: 503 })) : proceed()) });
  const order = await world.placed();
  world.there.editPrice(order.storefrontId ?? "", "20.00");
  await filed(world, order.storefrontId ?? "", "orders/edited");
  isDown = true;
  await refetch.look(world.context);
  await refetch.look(world.context);
  expect(await inbox(world, "shopify")).toMatchObject([{ decided: false, attempts: 1, error: "server: Shopify answered 503" }]);
  isDown = false;
  world.pass(11);
  await refetch.look(world.context);
  expect(await inbox(world, "shopify")).toMatchObject([{ decided: true, attempts: 2, error: null }]);
});

test("a message that a bug left undecided is tried again, a dozen times at most", async () => {
  const world = await openWorld();
  const order = await world.placed();
  const body = { id: order.storefrontId, admin_graphql_api_id: `gid://shopify/Order/${order.storefrontId}`, deleted: true };
  await filed(world, order.storefrontId ?? "", "refunds/create", "failed", body);
  for (let look = 0; look < 20; look += 1) {
    await refetch.look(world.context);
    world.pass(1_000);
  }
  expect(await inbox(world, "shopify")).toMatchObject([{ decided: false, attempts: 12, error: "it names no order" }]);
  await filed(world, order.storefrontId ?? "", "orders/delete", "failed", { id: order.storefrontId });
  await refetch.look(world.context);
  expect((await inbox(world, "shopify")).at(-1)).toMatchObject({ topic: "orders/delete", decided: true });
});

test("a shop without a payment method yet is not read", async () => {
  const world = await openWorld();
  await world.context.db.pool.query(`UPDATE "shops" SET "method_name" = NULL`);
  const shop = await findShop(world.context.db.pool, world.shop.id);
  expect(shop?.methodName).toBeNull();
  await world.reconcile();
  expect(world.asked).not.toContain("OrdersSince");
});
