import { expect, test } from "vitest";
import { compareDecimals } from "#app/engine/money.ts";
import { fetchOrder } from "#app/storefront/fetch-order.ts";
import { ordersSince, type Listed } from "#app/storefront/list.ts";
import type { Asks, StorefrontOrder } from "#app/storefront/order.ts";
import { askedPrice } from "#app/storefront/price.ts";
import { shopFacts } from "#app/storefront/shop-facts.ts";
import { readWebhook } from "#app/storefront/webhook.ts";
import { openShop, readBody, type ShopWorld } from "./world.ts";

const policies: readonly Asks[] = ["outstanding", "total", "subtotal", "lines"];

function lastWebhook(world: ShopWorld, orderId: string): StorefrontOrder {
  const letter = [...world.shop.state.letters.values()].findLast((each) => each.orderId === orderId && each.topic.startsWith("orders/"));
  const webhook = readWebhook(letter?.topic ?? "", readBody(letter?.body ?? "null"));
  if (webhook.kind !== "order") throw new Error(`${letter?.topic}: ${webhook.kind}`);
  return webhook.order;
}

async function fetched(world: ShopWorld, storefrontId: string): Promise<StorefrontOrder> {
  const answer = await fetchOrder(world.client, { storefrontId, asks: "lines", buyer: "with customer" });
  if ("failure" in answer || answer.data === null) throw new Error("not fetched");
  return answer.data;
}

const facts = ({ prices: _, buyer, ...rest }: StorefrontOrder) => ({ ...rest, customer: buyer?.customer });

type Telling = readonly [string, (world: ShopWorld) => string];
const tellings: readonly Telling[] = [
  ["a plain order", ({ shop }) => shop.placeOrder({ total: "15.90" }).id],
  ["an order of a customer with a note", ({ shop }) => shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" }, note: "ring twice" }).id],
  ["an order partly paid with a gift card", ({ shop }) => shop.placeOrder({ total: "15.90", giftCard: "5.00" }).id],
  ["an order in the customer's own currency", ({ shop }) => shop.placeOrder({ total: "2385", currency: "JPY", shopTotal: "15.90" }).id],
  ["an order with shipping and a discount", ({ shop }) => shop.placeOrder({ lines: [{ title: "a", price: "3.33", quantity: 3 }, { title: "b", price: "0.01" }], total: "12.50" }).id],
  ["an edited order", ({ shop }) => shop.editPrice(shop.placeOrder({ total: "15.90" }).id, "7.05").id],
  ["a paid order", ({ shop }) => shop.markPaid(shop.placeOrder({ total: "15.90" }).id, "Cash").id],
];

test.each(tellings)("webhook and Admin API tell the same of %s", async (_, make) => {
  const world = await openShop();
  world.shop.changeScopes(["read_orders", "write_orders", "read_customers"]);
  world.shop.setSwitches({ hold: true });
  const id = make(world);
  const [told, read] = [lastWebhook(world, id), await fetched(world, id)];
  expect(facts(read)).toEqual(facts(told));
  for (const asks of policies) {
    const [here, there] = [askedPrice(told, asks), askedPrice(read, asks)];
    if (!("price" in here) || !("price" in there)) throw new Error(`${asks}: ${JSON.stringify([Object.keys(here), Object.keys(there)])}`);
    expect(there.price.currency).toBe(here.price.currency);
    expect(compareDecimals(there.price.amount, here.price.amount), asks).toBe(0);
  }
});

test("a cancelled order is cancelled in both tellings", async () => {
  const world = await openShop();
  world.shop.setSwitches({ hold: true });
  const { id } = world.shop.placeOrder({ total: "15.90" });
  world.shop.cancel(id);
  world.pass(1_000);
  await world.sandbox.deliverPending();
  const answer = await fetchOrder(world.client, { storefrontId: id, asks: "outstanding" });
  expect(lastWebhook(world, id)).toMatchObject({ cancelledAt: expect.any(Date), cancelReason: "customer" });
  expect(answer).toMatchObject({ data: { cancelledAt: lastWebhook(world, id).cancelledAt, cancelReason: "customer" } });
});

test("without read_customers an order is read all the same, and says nothing of its buyer", async () => {
  const world = await openShop();
  const { id } = world.shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
  expect(await fetchOrder(world.client, { storefrontId: id, asks: "outstanding" })).toMatchObject({ data: { storefrontId: id, buyer: null } });
  expect(await fetchOrder(world.client, { storefrontId: id, asks: "outstanding", buyer: "with customer" })).toMatchObject({ failure: { kind: "forbidden" } });
});

test("an order that is not there is null, not a failure", async () => {
  const world = await openShop();
  expect(await fetchOrder(world.client, { storefrontId: "1", asks: "total" })).toEqual({ data: null });
});

test("more than a hundred lines are all added up, and more than a page says so until they are", async () => {
  const world = await openShop();
  const lines = Array.from({ length: 130 }, (_, index) => ({ title: `line ${index}`, price: "0.10", quantity: 3 }));
  const { id } = world.shop.placeOrder({ lines });
  const brief = await fetchOrder(world.client, { storefrontId: id, asks: "total" });
  expect("data" in brief && brief.data !== null && askedPrice(brief.data, "lines")).toEqual({ unstated: "lines" });
  expect(askedPrice(await fetched(world, id), "lines")).toEqual({ price: { currency: "USD", amount: { digits: 390n, scale: 1 } } });
});

const idOf = (listed: Listed) => ("order" in listed ? listed.order.storefrontId : listed.failure.kind);

test("every order updated since is listed once, oldest first, over several pages", async () => {
  const world = await openShop();
  world.shop.placeOrder({ total: "1" });
  world.pass(3_600_000);
  const since = new Date("2026-11-20T13:00:00Z");
  const ids = Array.from({ length: 120 }, () => {
    world.pass(1_000);
    return world.shop.placeOrder({ total: "15.90" }).id;
  });
  const listed: string[] = [];
  for await (const each of ordersSince(world.client, since)) listed.push(idOf(each));
  expect(listed).toEqual(ids);
});

test("the ten minutes before are listed again, since Shopify's index lags", async () => {
  const world = await openShop();
  const { id } = world.shop.placeOrder({ total: "15.90" });
  const listedSince = async (since: string) => (await Array.fromAsync(ordersSince(world.client, new Date(since)))).map(idOf);
  expect(await listedSince("2026-11-20T12:10:00Z")).toEqual([id]);
  expect(await listedSince("2026-11-20T12:10:01Z")).toEqual([]);
});

test("a listing that fails on the way says so last", async () => {
  let pages = 0;
  const world = await openShop(async (body, proceed) => {
    if (body.includes("query OrdersSince")) pages += 1;
    return pages === 2 ? new Response("", { status: 503 }) : proceed();
  });
  for (let count = 0; count < 60; count += 1) world.shop.placeOrder({ total: "1" });
  const listed = await Array.fromAsync(ordersSince(world.client, new Date("2026-11-20T12:00:00Z")));
  expect(listed.length).toBe(51);
  expect(listed.at(-1)).toMatchObject({ failure: { kind: "server" } });
});

test("a shop tells its facts and what it granted us", async () => {
  const world = await openShop();
  expect(await shopFacts(world.client)).toMatchObject({
    data: { shopId: world.shop.state.id, domain: "test-one.myshopify.com", currency: "USD", scopes: ["read_orders", "write_orders"] },
  });
});
