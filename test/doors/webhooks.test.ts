import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { countOf, openDoors, openShop, orderBody, orderOf, place, post, rows, statusOf, webhook, type Shop } from "./world.ts";

const open = async () => openShop(await openDoors());
const fixture = (name: string) => readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8");
type Filed = { readonly topic: string; readonly result: string; readonly decided: boolean };
const filed = (shop: Shop) => rows<Filed>(shop, `SELECT "topic", "result", "decided_at" IS NOT NULL AS decided FROM "inbox" WHERE "source" = 'shopify' ORDER BY "received_at", "event_id"`);
const later = (minutes: number) => new Date(Date.parse("2026-11-20T10:00:00Z") + minutes * 60_000).toISOString();

describe("the signature", () => {
  test("one that does not fit is 401 and nothing is stored, whoever is named", async () => {
    const shop = await open();
    for (const sending of [{ secret: "another" }, { secret: "another", shop: "stranger.myshopify.com" }, { secret: "" }]) expect(await webhook(shop, orderBody("1"), sending)).toMatchObject({ status: 401, json: { code: "hmac_wrong" } });
    expect((await post(`${shop.url}/webhooks/orders`, orderBody("1"))).status).toBe(401);
    expect([await countOf(shop, "inbox"), await countOf(shop, "orders")]).toEqual([0, 0]);
  });

  test("covers the bytes as they came, one flipped bit and it is 401", async () => {
    const shop = await open();
    const body = orderBody("1");
    const hmac = createHmac("sha256", "test-secret").update(body).digest("base64");
    const headers = { "X-Shopify-Hmac-Sha256": hmac, "X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": shop.id };
    expect((await post(`${shop.url}/webhooks/orders`, body.replace("15.90", "15.91"), headers)).status).toBe(401);
    expect((await post(`${shop.url}/webhooks/orders`, `${body} `, headers)).status).toBe(401);
    expect((await post(`${shop.url}/webhooks/orders`, body, headers)).status).toBe(200);
  });

  test("every secret of a rotation verifies", async () => {
    const shop = await openShop(await openDoors({ SHOPIFY_API_SECRET: "the new one,the old one" }));
    for (const [id, secret] of [["1", "the new one"], ["2", "the old one"]] as const) expect((await webhook(shop, orderBody(id), { secret })).status).toBe(200);
    expect(await countOf(shop, "orders")).toBe(2);
  });
});

describe("headers are no proof", () => {
  test("an order's body under any other topic is filed with its reason, and the event it pretended to be is still heard", async () => {
    const shop = await open();
    for (const topic of ["orders/delete", "app/uninstalled", "shop/redact", "refunds/create", "nonsense"]) expect((await webhook(shop, orderBody("1"), { topic, eventId: "event-real" })).status).toBe(200);
    expect(await countOf(shop, "orders")).toBe(0);
    expect((await filed(shop)).every(({ result }) => result.startsWith("unreadable: the body belongs to"))).toBe(true);
    const [row] = await rows<{ gone: boolean }>(shop, `SELECT "uninstalled_at" IS NOT NULL AS gone FROM "shops"`);
    expect(row?.gone).toBe(false);
    await webhook(shop, orderBody("1"), { eventId: "event-real" });
    expect(await statusOf(shop, "1")).toBe("unclaimed");
  });

  test("a cancellation is read from the body under any order topic", async () => {
    const shop = await open();
    await place(shop, "1");
    await webhook(shop, orderBody("1", { updatedAt: later(1), more: { cancelled_at: later(1), cancel_reason: "customer" } }), { topic: "orders/create" });
    expect(await orderOf(shop, "1")).toMatchObject({ status: "cancelled", cancelledBy: "storefront" });
  });

  test("bodies that name their shop are not obeyed for another", async () => {
    const world = await openDoors();
    const [shopA, shopB] = [await openShop(world), await openShop(world, { domain: "other.myshopify.com", hot: "hot-2" })];
    const body = JSON.stringify({ ...JSON.parse(fixture("app-uninstalled")), myshopify_domain: shopB.id });
    expect((await webhook(shopA, body, { topic: "app/uninstalled", path: "app" })).status).toBe(200);
    expect((await webhook(shopA, JSON.stringify({ shop_id: 7, shop_domain: shopB.id }), { topic: "shop/redact", path: "compliance" })).status).toBe(200);
    expect(await rows(world, `SELECT "id" FROM "shops" WHERE "uninstalled_at" IS NOT NULL`)).toEqual([]);
    expect((await filed(shopA)).map(({ result }) => result)).toEqual(Array(2).fill("unreadable: the body speaks of another shop than its header"));
  });

  test("an unknown shop is answered 200, logged, and not stored", async () => {
    const shop = await open();
    expect(await webhook(shop, orderBody("1"), { shop: "stranger.myshopify.com" })).toMatchObject({ status: 200, json: { result: "unknown shop" } });
    expect(await webhook(shop, orderBody("1"), { shop: "evil.example/../x" })).toMatchObject({ status: 200, json: { result: "unknown shop" } });
    expect(await countOf(shop, "inbox")).toBe(0);
    expect(shop.lines().filter(({ msg }) => msg === "a webhook of a shop we do not know")).toHaveLength(2);
  });
});

describe("orders", () => {
  test("ids keep every digit, with and without the gid", async () => {
    const shop = await open();
    await webhook(shop, orderBody("820982911946154508"));
    await webhook(shop, orderBody("820982911946154509").replace(/"admin_graphql_api_id":"gid:\/\/shopify\/Order\/\d+",/, ""));
    const ids = await rows<{ id: string }>(shop, `SELECT "storefront_id" AS id FROM "orders" ORDER BY 1`);
    expect(ids.map(({ id }) => id)).toEqual(["820982911946154508", "820982911946154509"]);
  });

  test("Shopify's own sample is heard whole: no order of ours, and nothing stored but the message", async () => {
    const shop = await open();
    expect(await webhook(shop, fixture("orders-create"))).toMatchObject({ status: 200, json: { result: expect.any(String) } });
    expect(await filed(shop)).toMatchObject([{ topic: "orders/create", result: "another payment method", decided: true }]);
  });

  test("the same event twice is one message, also from twenty at once", async () => {
    const shop = await open();
    const answers = await Promise.all(Array.from({ length: 20 }, () => webhook(shop, orderBody("1"), { eventId: "one" })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect([await countOf(shop, "orders"), await countOf(shop, "inbox")]).toEqual([1, 1]);
  });

  test("stale news changes nothing, whatever order it comes in", async () => {
    const shop = await open();
    await webhook(shop, orderBody("1", { price: "20.00", updatedAt: later(5) }), { topic: "orders/updated" });
    await webhook(shop, orderBody("1", { price: "10.00", updatedAt: later(1) }));
    expect((await orderOf(shop, "1"))?.quote?.due.units).toBe(600_000_000n);
    expect((await filed(shop)).map(({ result }) => result)).toContain("stale");
  });

  test("only the shop's method makes an order ours, blanks and letter case aside", async () => {
    const shop = await open();
    await webhook(shop, orderBody("1", { more: { payment_gateway_names: ["Pay with Tari (beta)"] } }));
    await webhook(shop, orderBody("2", { more: { payment_gateway_names: ["gift_card", "  pay with TARI "] } }));
    expect([await statusOf(shop, "1"), await statusOf(shop, "2")]).toEqual([undefined, "unclaimed"]);
  });

  test("a price that is no exact decimal is refused and kept with its reason; one that is not ours to read is not read", async () => {
    const shop = await open();
    expect(await webhook(shop, orderBody("1", { more: { total_outstanding: "15,90" } }))).toMatchObject({ status: 200, json: { result: "refused: price_unreadable" } });
    expect(await filed(shop)).toMatchObject([{ result: "refused: price_unreadable: the outstanding price is not an exact decimal: \"15,90\"", decided: true }]);
    await webhook(shop, orderBody("2", { more: { subtotal_price_set: "nonsense" } }));
    expect([await statusOf(shop, "1"), await statusOf(shop, "2")]).toEqual([undefined, "unclaimed"]);
  });

  test("an order in a currency without a rate is kept and waits for one", async () => {
    const shop = await open();
    await webhook(shop, orderBody("1").replaceAll('"USD"', '"EUR"'));
    expect(await orderOf(shop, "1")).toMatchObject({ status: "unclaimed", quote: null, claimBy: null });
  });

  test("an order that was paid another way is closed as that, and asks for nothing when it is new", async () => {
    const shop = await open();
    await place(shop, "1");
    await webhook(shop, orderBody("1", { updatedAt: later(1), more: { financial_status: "paid", total_outstanding: "0.00" } }), { topic: "orders/paid" });
    expect(await orderOf(shop, "1")).toMatchObject({ status: "cancelled", cancelledBy: "paid elsewhere" });
    await webhook(shop, orderBody("2", { more: { financial_status: "paid", total_outstanding: "0.00" } }));
    expect(await statusOf(shop, "2")).toBeUndefined();
  });

  test("an outstanding amount only Shopify knows in the customer's currency is to be fetched", async () => {
    const shop = await open();
    const more = { presentment_currency: "EUR", total_outstanding: "5.00", current_total_price: "15.90" };
    expect(await webhook(shop, orderBody("1", { more }))).toMatchObject({ status: 200, json: { result: "fetch: 1" } });
    expect(await filed(shop)).toMatchObject([{ result: "fetch: 1", decided: false }]);
  });

  test("an edited and a deleted order are to be fetched, and the workers are woken", async () => {
    const shop = await open();
    const rung: string[] = [];
    shop.context.bell.hear((what) => rung.push(what));
    const edited = fixture("orders-edited");
    expect(await webhook(shop, edited, { topic: "orders/edited" })).toMatchObject({ status: 200, json: { result: expect.stringMatching(/^fetch: \d+$/) } });
    expect(await webhook(shop, '{"id":820982911946154508}', { topic: "orders/delete" })).toMatchObject({ json: { result: "fetch: 820982911946154508" } });
    expect((await filed(shop)).map(({ decided }) => decided)).toEqual([false, false]);
    expect(rung).toEqual(["relay", "relay"]);
  });

  test("texts with a character that the database cannot keep are kept without it", async () => {
    const shop = await open();
    const order = await place(shop, "1", { note: "a\0b", more: { name: "\0", checkout_token: "c\0", email: "\0", phone: "\0", customer: { id: 7001, first_name: "\0", last_name: "Example" }, confirmation_number: "\0", source_name: "\0", cancel_reason: "\0" } });
    expect(order.name).toBe("\ufffd");
    const refund = { ...JSON.parse(fixture("refunds-create")), order_id: 1, transactions: [{ kind: "refund", status: "success", amount: "1\0", currency: "\0", gateway: "\0" }] };
    expect(await webhook(shop, JSON.stringify(refund), { topic: "refunds/create" })).toMatchObject({ status: 200 });
    const scopes = JSON.stringify({ ...JSON.parse(fixture("app-scopes_update")), current: ["read\0orders"] });
    expect((await webhook(shop, scopes, { topic: "app/scopes_update", path: "app" })).status).toBe(200);
    expect(await rows(shop, `SELECT "scopes" FROM "shops"`)).toEqual([{ scopes: "read\ufffdorders" }]);
  });

  test("a refund is kept and noted beside its order", async () => {
    const shop = await open();
    const order = await place(shop, "1");
    const refund = { ...JSON.parse(fixture("refunds-create")), order_id: 1 };
    expect(await webhook(shop, JSON.stringify(refund), { topic: "refunds/create" })).toMatchObject({ status: 200 });
    expect(await rows(shop, `SELECT "kind", "by" FROM "remarks" WHERE "object" = $1`, [order.id])).toEqual([{ kind: "trace", by: "storefront" }]);
    expect(await orderOf(shop, "1")).toMatchObject({ version: order.version });
  });

  test.each([
    ["no JSON", "{", "orders/create"],
    ["an id that lost digits", orderBody("1").replace('"id":1', '"id":8.2098291194615e17').replace(/"admin_graphql_api_id":"gid:\/\/shopify\/Order\/\d+",/, '"admin_graphql_api_id":"nonsense",').replace('"id":8.2098291194615e17', '"id":"x"'), "orders/create"],
    ["an order without its date", orderBody("1", { more: { updated_at: "yesterday" } }), "orders/create"],
    ["a body nobody knows", '{"hello":"world"}', "orders/create"],
  ])("%s, though authentic, is kept with its reason and answered 200", async (_, body, topic) => {
    const shop = await open();
    expect((await webhook(shop, body, { topic })).status).toBe(200);
    expect(await filed(shop)).toMatchObject([{ result: expect.stringMatching(/^unreadable: /), decided: true }]);
    expect(await countOf(shop, "orders")).toBe(0);
  });
});

describe("the app itself", () => {
  const uninstalled = (shop: Shop) => JSON.stringify({ ...JSON.parse(fixture("app-uninstalled")), myshopify_domain: shop.id });

  test("an uninstall ends the installation and its sessions; late news of it after a new one is ignored", async () => {
    const shop = await open();
    await rows(shop, `INSERT INTO "Session" ("id", "shop", "state", "accessToken") VALUES ('offline', $1, '', '')`, [shop.id]);
    const [installed] = await rows<{ at: Date }>(shop, `SELECT "installed_at" AS at FROM "shops"`);
    await webhook(shop, uninstalled(shop), { topic: "app/uninstalled", path: "app", at: new Date((installed?.at.getTime() ?? 0) - 1000).toISOString() });
    expect(await rows(shop, `SELECT "id" FROM "Session"`)).toHaveLength(1);
    shop.setTime(new Date((installed?.at.getTime() ?? 0) + 60_000));
    expect((await webhook(shop, uninstalled(shop), { topic: "app/uninstalled", path: "app" })).status).toBe(200);
    expect(await rows(shop, `SELECT "id" FROM "Session"`)).toEqual([]);
    expect((await filed(shop)).map(({ result }) => result).sort()).toEqual(["late news: uninstalled before it was installed again", "uninstalled"]);
    expect((await fetch(`${shop.url}/wallet/send_to`)).status).toBe(404);
  });

  test("changed scopes are kept", async () => {
    const shop = await open();
    const body = JSON.stringify({ id: 1, shop_id: "gid://shopify/Shop/7", previous: [], current: ["read_orders", "write_orders"], updated_at: later(0) });
    expect((await webhook(shop, body, { topic: "app/scopes_update", path: "app" })).status).toBe(200);
    expect(await rows(shop, `SELECT "scopes" FROM "shops"`)).toEqual([{ scopes: "read_orders,write_orders" }]);
  });

  test("a changed product is kept where the shop's theme reads prices from products, and only answered elsewhere", async () => {
    const shop = await open();
    const body = JSON.stringify({ id: 7, admin_graphql_api_id: "gid://shopify/Product/7", updated_at: later(0) });
    expect((await webhook(shop, body, { topic: "products/update", path: "products", eventId: "one" })).status).toBe(200);
    expect(await filed(shop)).toEqual([]);
    await rows(shop, `UPDATE "shops" SET "policy" = "policy" || '{"themePrices":"on"}'`);
    expect((await webhook(shop, body, { topic: "products/update", path: "products", secret: "wrong" })).status).toBe(401);
    expect((await webhook(shop, body, { topic: "products/update", path: "products", eventId: "two" })).status).toBe(200);
    expect(await filed(shop)).toMatchObject([{ topic: "products/update", result: "product: 7", decided: true }]);
    expect(await rows(shop, `SELECT "product" FROM "heard_products"`)).toEqual([{ product: "7" }]);
  });

  test.each([
    ["customers/data_request", { orders_requested: [1], customer: { id: 7 }, data_request: { id: 9 } }, "asked for: customer data"],
    ["customers/redact", { customer: { id: 7 }, orders_to_redact: [1] }, "asked for: customer redacted"],
    ["shop/redact", {}, "asked for: shop redacted"],
  ])("%s is verified, kept and answered", async (topic, body, result) => {
    const shop = await open();
    const sent = JSON.stringify({ shop_id: 5, shop_domain: shop.id, ...body });
    expect((await webhook(shop, sent, { topic, path: "compliance", secret: "wrong" })).status).toBe(401);
    expect((await webhook(shop, sent, { topic, path: "compliance" })).status).toBe(200);
    expect(await filed(shop)).toMatchObject([{ topic, result, decided: true }]);
  });
});

test("a message that cannot be stored gets a 5xx, so that Shopify repeats it", async () => {
  const shop = await open();
  await rows(shop, `ALTER TABLE "inbox" RENAME TO "inbox_away"`);
  expect((await webhook(shop, orderBody("1"), { eventId: "one" })).status).toBe(500);
  await rows(shop, `ALTER TABLE "inbox_away" RENAME TO "inbox"`);
  expect(await countOf(shop, "orders")).toBe(0);
  expect((await webhook(shop, orderBody("1"), { eventId: "one" })).status).toBe(200);
  expect(await statusOf(shop, "1")).toBe("unclaimed");
});

test("a decision that fails for a bug leaves its message with the error, answers 5xx, and passes when it is sent again", async () => {
  const shop = await open();
  await rows(shop, `ALTER TABLE "orders" ADD CONSTRAINT "a_bug" CHECK ("name" <> '#1')`);
  expect((await webhook(shop, orderBody("1"), { eventId: "one" })).status).toBe(500);
  expect(await rows(shop, `SELECT "result", "decided_at", "error" LIKE '%a_bug%' AS told FROM "inbox"`)).toEqual([{ result: "failed", decided_at: null, told: true }]);
  await rows(shop, `ALTER TABLE "orders" DROP CONSTRAINT "a_bug"`);
  expect((await webhook(shop, orderBody("1"), { eventId: "one" })).status).toBe(200);
  expect(await statusOf(shop, "1")).toBe("unclaimed");
  expect(await rows(shop, `SELECT "decided_at" IS NOT NULL AS decided, "error" FROM "inbox"`)).toEqual([{ decided: true, error: null }]);
});

test("a webhook that this process saw saved is answered again without a look at the database, and one that was refused is looked at", async () => {
  const shop = await open();
  const sent = { eventId: "event-again" };
  expect((await webhook(shop, orderBody("1"), sent)).json).toEqual({ result: "order.placed" });
  await rows(shop, `DELETE FROM "inbox"`);
  expect((await webhook(shop, orderBody("1"), sent)).json).toEqual({ result: "nothing changed" });
  expect(await countOf(shop, "inbox")).toBe(0);
  // Its signature is looked at all the same.
  expect((await webhook(shop, orderBody("1"), { ...sent, secret: "another" })).status).toBe(401);

  const refused = { eventId: "event-refused" };
  for (const _ of ["first", "again"]) {
    expect((await webhook(shop, orderBody("2", { more: { total_outstanding: "15,90" } }), refused)).json).toMatchObject({ result: expect.stringContaining("refused") });
    expect(await countOf(shop, "inbox")).toBe(1);
    await rows(shop, `DELETE FROM "inbox"`);
  }
});
