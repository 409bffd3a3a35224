import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { readWebhook } from "#app/storefront/webhook.ts";
import { readBody } from "./world.ts";

const folder = new URL("../fixtures/webhooks/", import.meta.url);
const samples = globSync("*.json", { cwd: folder.pathname }).map((file) => ({
  topic: basename(file, ".json").replace("-", "/"),
  // Shopify's samples leave the shop's domain open.
  body: readBody(readFileSync(new URL(file, folder), "utf8").replace("{shop}", "jsmith").replace(`"myshopify_domain": null`, `"myshopify_domain": "jsmith.myshopify.com"`)),
}));
const bodyOf = (topic: string): object => {
  const body = samples.find((sample) => sample.topic === topic)?.body;
  if (typeof body !== "object" || body === null) throw new Error(`no sample of ${topic}`);
  return body;
};

test.each([
  ["orders/create", { kind: "order", order: { storefrontId: "820982911946154508", cancelledAt: new Date("2022-01-01T00:00:00Z") } }],
  ["orders/updated", { kind: "order" }],
  ["orders/cancelled", { kind: "order" }],
  ["orders/paid", { kind: "order" }],
  ["orders/edited", { kind: "edited", orderId: "820982911946154500" }],
  ["orders/delete", { kind: "deleted", orderId: "820982911946154500" }],
  ["refunds/create", {
    kind: "refund",
    refund: {
      refundId: "890088186047892319",
      orderId: "820982911946154500",
      amounts: [{ amount: "75.00", currency: null, gateway: "bogus" }, { amount: "10.00", currency: null, gateway: "bogus" }],
    },
  }],
  ["products/update", { kind: "product", productId: "788032119674292922" }],
  ["app/uninstalled", { kind: "uninstalled", shop: "jsmith.myshopify.com" }],
  ["app/scopes_update", { kind: "scopes", shopId: "548380009", scopes: ["read_products", "write_products"], updatedAt: new Date("2024-06-25T00:00:00Z") }],
  ["customers/data_request", {
    kind: "compliance",
    asked: { wants: "customer data", shop: "jsmith.myshopify.com", customer: "191167", orders: ["299938", "280263", "220458"], request: "9999" },
  }],
  ["customers/redact", {
    kind: "compliance",
    asked: { wants: "customer redacted", shop: "jsmith.myshopify.com", customer: "191167", orders: ["299938", "280263", "220458"] },
  }],
  ["shop/redact", { kind: "compliance", asked: { wants: "shop redacted", shop: "jsmith.myshopify.com" } }],
])("Shopify's sample of %s", (topic, expected) => {
  expect(readWebhook(topic, bodyOf(topic))).toMatchObject(expected);
});

const orderTopics = ["orders/create", "orders/updated", "orders/cancelled", "orders/paid"];
// The platform sends the same body for both, so only the subscription tells them apart.
const known = samples.filter(({ topic }) => !["order_transactions/create", "shop/update"].includes(topic));

test.each(known)("the body of $topic means the same under no other topic", ({ topic, body }) => {
  const others = known.map((sample) => sample.topic).filter((other) => other !== topic && !(orderTopics.includes(topic) && orderTopics.includes(other)));
  for (const other of others) expect(readWebhook(other, body), other).toMatchObject({ kind: "unreadable" });
});

test.each(["order_transactions/create"])("%s, which we do not subscribe to, says nothing to us under any topic", (foreign) => {
  for (const { topic } of samples) expect(readWebhook(topic, bodyOf(foreign)), topic).toMatchObject({ kind: "unreadable" });
});

test("what happened to an order is read from its body, whichever order topic it comes under", () => {
  const standing = { ...bodyOf("orders/create"), cancelled_at: null };
  expect(readWebhook("orders/cancelled", standing)).toMatchObject({ kind: "order", order: { cancelledAt: null } });
  expect(readWebhook("orders/create", bodyOf("orders/cancelled"))).toMatchObject({ kind: "order", order: { cancelledAt: expect.any(Date) } });
});

test("an order's body is no uninstall", () => {
  expect(readWebhook("app/uninstalled", bodyOf("orders/create"))).toEqual({
    kind: "unreadable",
    why: expect.stringContaining(`not to topic "app/uninstalled"`),
  });
});

test("a customer's request never passes for the shop's, which deletes everything", () => {
  const { customer: _, ...withoutCustomer } = { customer: null, ...bodyOf("customers/redact") };
  for (const body of [bodyOf("customers/redact"), withoutCustomer, bodyOf("customers/data_request")]) {
    expect(readWebhook("shop/redact", body)).toMatchObject({ kind: "unreadable" });
  }
  expect(readWebhook("shop/redact", { ...bodyOf("shop/redact"), more: 1 })).toMatchObject({ kind: "unreadable" });
});

test.each<[string, string, unknown, string]>([
  ["no object", "orders/create", [1], "no JSON object"],
  ["null", "orders/create", null, "no JSON object"],
  ["an empty object", "orders/create", {}, "no webhook we know"],
  ["a deletion whose id lost digits", "orders/delete", { id: 820982911946154500 }, "lost digits"],
  ["a deletion with more than an id", "orders/delete", { id: 1, title: "x" }, "no webhook we know"],
  ["an edit without an order", "orders/edited", { order_edit: {} }, "order_edit.order_id"],
  ["a refund without transactions", "refunds/create", { id: 1, order_id: 2, refund_line_items: [] }, "refund"],
  ["an uninstall that names no shop", "app/uninstalled", { myshopify_domain: null, id: 1 }, "names no shop"],
  ["an uninstall of another domain", "app/uninstalled", { myshopify_domain: "evil.example", id: 1 }, "names no shop"],
  ["scopes that are no list", "app/scopes_update", { current: "all", previous: [], shop_id: 1, updated_at: "2024-06-25T00:00:00Z" }, "current"],
  ["a redaction of no shop", "shop/redact", { shop_id: 1, shop_domain: "x.example" }, "names no shop"],
])("unreadable: %s", (_, topic, value, why) => {
  expect(readWebhook(topic, value)).toEqual({ kind: "unreadable", why: expect.stringContaining(why) });
});

test("a topic from outside is quoted and cut, never trusted in a log line", () => {
  const answer = readWebhook(`x\n${"y".repeat(500)}`, {});
  expect(answer).toMatchObject({ kind: "unreadable", why: expect.not.stringContaining("\n") });
  expect("why" in answer ? answer.why.length : 0).toBeLessThan(200);
});
