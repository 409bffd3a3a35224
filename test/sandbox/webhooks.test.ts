import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apiSecret, domain, listen, openWorld, type Ear } from "./world.ts";

let ear: Ear;
beforeEach(async () => { ear = await listen(); });
afterEach(() => ear.close());

const topics = () => ear.heard.map(({ headers }) => headers.get("x-shopify-topic"));
const sample = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8"));

test("an order's webhook is signed over its bytes and carries every digit of its ids", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" }, note: "grüße" });
  await sandbox.deliverPending();
  const [letter] = ear.heard;
  expect(letter?.path).toBe("/webhooks/orders");
  expect(Object.fromEntries([...(letter?.headers ?? [])].filter(([name]) => name.startsWith("x-shopify")))).toMatchObject({
    "x-shopify-topic": "orders/create", "x-shopify-shop-domain": domain, "x-shopify-api-version": "2026-10", "x-shopify-triggered-at": "2026-11-20T12:00:00.000Z",
    "x-shopify-hmac-sha256": createHmac("sha256", apiSecret).update(letter?.body ?? "").digest("base64"),
    "x-shopify-webhook-id": expect.stringMatching(/^[0-9a-f-]{36}$/), "x-shopify-event-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(letter?.body).toContain(`"id":${id},"admin_graphql_api_id":"gid://shopify/Order/${id}"`);
  expect(BigInt(id)).toBeGreaterThan(BigInt(Number.MAX_SAFE_INTEGER));
  expect(String(JSON.parse(letter?.body ?? "").id)).not.toBe(id);
  expect(shop.letters()).toMatchObject([{ topic: "orders/create", state: "delivered", tries: [{ answer: "200" }] }]);
});

test("the order payload has the fields of Shopify's sample", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  shop.placeOrder({ total: "15.90", currency: "EUR", shopTotal: "17.00", giftCard: "5.90", customer: { email: "ada@example.com" } });
  await sandbox.deliverPending();
  const order = JSON.parse(ear.heard[0]?.body ?? "");
  expect(Object.keys(sample("orders-create")).filter((key) => !(key in order))).toEqual([]);
  expect(order).toMatchObject({
    name: "#1001", financial_status: "partially_paid", currency: "USD", presentment_currency: "EUR", total_price: "17.00", total_outstanding: "10.69",
    payment_gateway_names: ["gift_card", "Pay with Tari"], created_at: "2026-11-20T07:00:00-05:00", cancelled_at: null,
    total_price_set: { shop_money: { amount: "17.00", currency_code: "USD" }, presentment_money: { amount: "15.90", currency_code: "EUR" } },
  });
});

test("every thing that happens sends its topic, and one action shares one event id", async () => {
  const { sandbox, shop, pass } = await openWorld({ appUrl: ear.url });
  const step = async (act: () => unknown) => {
    ear.heard.length = 0;
    act();
    pass(1_000);
    await sandbox.deliverPending();
    const events = new Set(ear.heard.map(({ headers }) => headers.get("x-shopify-event-id")));
    const hooks = new Set(ear.heard.map(({ headers }) => headers.get("x-shopify-webhook-id")));
    return { topics: topics(), events: events.size, hooks: hooks.size };
  };
  const { id } = shop.placeOrder({ total: "15.90" });
  const { id: other } = shop.placeOrder({ total: "1.00" });
  await sandbox.deliverPending();
  expect(await step(() => shop.editPrice(id, "20.00"))).toEqual({ topics: ["orders/edited", "orders/updated"], events: 1, hooks: 2 });
  expect(JSON.parse(ear.heard[1]?.body ?? "")).toMatchObject({ total_price: "15.90", current_total_price: "20.00", total_outstanding: "20.00" });
  expect((await step(() => shop.setNote(id, "new"))).topics).toEqual(["orders/updated"]);
  expect((await step(() => shop.markPaid(id, "Cash"))).topics).toEqual(["orders/paid", "orders/updated"]);
  expect((await step(() => shop.refund(id, "5.00", "sorry"))).topics).toEqual(["refunds/create", "orders/updated"]);
  expect(Object.keys(sample("refunds-create")).filter((key) => !(key in JSON.parse(ear.heard[0]?.body ?? "")))).toEqual([]);
  expect(JSON.parse(ear.heard[1]?.body ?? "")).toMatchObject({ financial_status: "partially_refunded", current_total_price: "15.00", total_outstanding: "0.00" });
  expect((await step(() => shop.cancel(other))).topics).toEqual(["orders/cancelled", "orders/updated"]);
  expect(JSON.parse(ear.heard[0]?.body ?? "")).toMatchObject({ cancel_reason: "customer", financial_status: "voided", cancelled_at: expect.any(String), closed_at: null, total_price: "1.00", current_total_price: "0.00", total_outstanding: "0.00" });
  expect((await step(() => shop.deleteOrder(other))).topics).toEqual(["orders/delete"]);
  expect(ear.heard[0]?.body).toBe(`{"id":${other}}`);
});

test("app and compliance messages go to doors of their own", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { customerId } = shop.placeOrder({ total: "1.00", customer: { email: "ada@example.com" } });
  shop.changeScopes(["read_orders"]);
  shop.askCompliance({ topic: "customers/redact", customerId });
  shop.uninstall();
  shop.placeOrder({ total: "2.00" });
  shop.askCompliance({ topic: "shop/redact", customerId: null });
  await sandbox.deliverPending();
  expect(ear.heard.map(({ path, headers }) => [path, headers.get("x-shopify-topic")])).toEqual([
    ["/webhooks/orders", "orders/create"],
    ["/webhooks/app", "app/scopes_update"],
    ["/webhooks/compliance", "customers/redact"],
    ["/webhooks/app", "app/uninstalled"],
    ["/webhooks/compliance", "shop/redact"],
  ]);
  expect(JSON.parse(ear.heard[3]?.body ?? "")).toMatchObject({ myshopify_domain: domain });
});

test("a webhook is tried again on Shopify's schedule, same ids and bytes, and given up after the eighth retry", async () => {
  const { sandbox, shop, pass } = await openWorld({ appUrl: ear.url });
  ear.answers.push(...Array.from({ length: 9 }, (_, n) => (n === 4 ? 301 : 500)));
  shop.placeOrder({ total: "1.00" });
  await sandbox.deliverPending();
  expect(ear.heard).toHaveLength(1);
  await sandbox.deliverPending();
  expect(ear.heard).toHaveLength(1);
  for (const wait of shop.state.switches.retryMs) {
    pass(wait);
    await sandbox.deliverPending();
  }
  expect(ear.heard).toHaveLength(9);
  expect(new Set(ear.heard.map(({ body, headers }) => `${body}${headers.get("x-shopify-webhook-id")}`)).size).toBe(1);
  expect(shop.letters()).toMatchObject([{ state: "given-up", tries: expect.objectContaining({ length: 9 }) }]);
});

test("an app that is away hears of it when it is back", async () => {
  const { sandbox, shop, pass } = await openWorld({ appUrl: ear.url });
  shop.setSwitches({ retryMs: [10, 10] });
  ear.answers.push(503);
  shop.placeOrder({ total: "1.00" });
  await sandbox.deliverPending();
  pass(10);
  await sandbox.deliverPending();
  expect(shop.letters()).toMatchObject([{ state: "delivered", tries: [{ answer: "503" }, { answer: "200" }] }]);
});

test("webhooks can be held and reordered, repeated, dropped and sent again", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  shop.setSwitches({ hold: true });
  const { id } = shop.placeOrder({ total: "1.00" });
  shop.setNote(id, "later");
  await sandbox.deliverPending();
  expect(topics()).toEqual([]);
  shop.setSwitches({ hold: false });
  expect(shop.release("reversed")).toBe(2);
  await sandbox.deliverPending();
  expect(topics()).toEqual(["orders/updated", "orders/create"]);

  ear.heard.length = 0;
  shop.setSwitches({ copies: 2 });
  shop.setNote(id, "thrice");
  await sandbox.deliverPending();
  expect(topics()).toEqual(["orders/updated", "orders/updated", "orders/updated"]);
  expect(new Set(ear.heard.map(({ headers }) => headers.get("x-shopify-webhook-id"))).size).toBe(1);

  ear.heard.length = 0;
  shop.setSwitches({ copies: 0, dropTopics: ["orders/updated"] });
  shop.markPaid(id, "Cash");
  await sandbox.deliverPending();
  expect(topics()).toEqual(["orders/paid"]);
  expect(shop.letters().at(-1)).toMatchObject({ state: "delivered" });
  expect(shop.letters().filter(({ state }) => state === "dropped")).toHaveLength(1);

  const [first] = shop.letters();
  shop.redeliver(first?.id ?? "");
  await sandbox.deliverPending();
  expect(ear.heard.at(-1)?.headers.get("x-shopify-webhook-id")).toBe(first?.id);
});

test("with prompt posting webhooks and cancel jobs need nobody's hand", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url, posting: "prompt", clock: () => new Date() });
  shop.setSwitches({ cancelDelayMs: 5 });
  const { id } = shop.placeOrder({ total: "1.00" });
  shop.cancel(id);
  await expect.poll(topics, { timeout: 5_000 }).toEqual(expect.arrayContaining(["orders/create", "orders/cancelled", "orders/updated"]));
  expect(shop.order(id).financialStatus).toBe("VOIDED");
  await sandbox.close();
});
