import { expect, test } from "vitest";
import { expectOrder } from "#app/commands/expect-order.ts";
import { orderId } from "#app/engine/ids.ts";
import { findOrder } from "#app/store/orders.ts";
import { refetch } from "#workers/refetch.ts";
import { openWorld, type World } from "./world.ts";

/** What the mail of this order links to: Shopify's template makes the token with the shop's key. */
async function linkOf({ context, shop }: World, order: string) {
  return { order, shop: shop.id, token: (await context.payKeys.tokenOf(shop.id, order)) ?? "" };
}

test("an order whose mail is opened before its webhook is read at Shopify, and stands under the token of the mail", async () => {
  const world = await openWorld();
  const { id } = world.there.placeOrder({ total: "15.90", customer: { email: "ann@example.com" } });
  const link = await linkOf(world, id);
  expect(await expectOrder(world.context, link)).toEqual({ state: "fetching" });
  expect(await expectOrder(world.context, link)).toEqual({ state: "fetching" });
  await refetch.look(world.context);
  expect((await findOrder(world.context.db.pool, world.shop.id, orderId(id)))?.token).toBe(link.token);
  expect(await expectOrder(world.context, link)).toEqual({ state: "here", token: link.token });
  expect(world.asked.filter((name) => /order/i.test(name))).toHaveLength(1);
});

test.each<readonly [string, (world: World) => string]>([
  ["is paid another way", ({ there }) => there.placeOrder({ total: "15.90", gateway: "Cash on Delivery" }).id],
  ["Shopify does not have", () => "999999"],
])("an order that %s is said not to be here once Shopify was asked", async (_, orderOf) => {
  const world = await openWorld();
  const link = await linkOf(world, orderOf(world));
  expect(await expectOrder(world.context, link)).toEqual({ state: "fetching" });
  await refetch.look(world.context);
  expect(await expectOrder(world.context, link)).toEqual({ state: "not here" });
  world.pass(180);
  expect(await expectOrder(world.context, link)).toEqual({ state: "fetching" });
});
