import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { inRoot } from "#app/launch/root.ts";

/** 6 KB, as an order of a small shop weighs. */
const PAYLOAD_BYTES = 6 * 1024;

type Facts = Readonly<Record<string, string>>;

/** Shopify's own sample order, made ours: pending, by our payment method, with marks where each order differs. */
function sample(methodName: string): Readonly<Record<string, unknown>> {
  const order: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(inRoot("test/fixtures/webhooks/orders-create.json"), "utf8"));
  const [line] = order["line_items"] as readonly object[];
  return {
    ...order,
    // One line and nothing to ship: else it would weigh more than it should.
    line_items: [{ ...line, discount_allocations: [] }],
    shipping_lines: [],
    shipping_address: null,
    admin_graphql_api_id: "gid://shopify/Order/@ID@",
    name: "#@NUMBER@",
    checkout_token: "checkout-@ID@",
    confirmation_number: "C@NUMBER@",
    email: "customer-@NUMBER@@example.com",
    customer: { ...(order["customer"] as object), email: "customer-@NUMBER@@example.com", admin_graphql_api_id: "gid://shopify/Customer/@BUYER@", id: "@BUYER@" },
    currency: "USD",
    presentment_currency: "USD",
    total_outstanding: "404.95",
    financial_status: "pending",
    payment_gateway_names: [methodName],
    cancelled_at: null,
    cancel_reason: null,
    closed_at: null,
    note: null,
    test: false,
    updated_at: "@NOW@",
    created_at: "@NOW@",
    note_attributes: [{ name: "padding", value: "@PADDING@" }],
    id: "@ID@",
  };
}

/** Writes orders as Shopify does, `PAYLOAD_BYTES` long, ids spelled out. */
export function orderWriter(methodName: string): (number: number) => string {
  const text = JSON.stringify(sample(methodName)).replace(`"id":"@ID@"`, `"id":@ID@`).replace(`"id":"@BUYER@"`, `"id":@BUYER@`);
  const facts = (number: number): Facts => ({ ID: storefrontId(number), NUMBER: String(number), BUYER: String(7_000_000_000_000 + number), NOW: new Date().toISOString(), PADDING: "" });
  const bare = filled(text, facts(FIRST)).length;
  if (bare > PAYLOAD_BYTES) throw new Error(`the sample order has ${bare} bytes already`);
  const padded = text.replace("@PADDING@", "x".repeat(PAYLOAD_BYTES - bare));
  return (number) => filled(padded, facts(number));
}

/** Numbers of orders begin here, so that all have as many digits. */
export const FIRST = 1_000_000;

export const storefrontId = (number: number): string => String(5_000_000_000_000 + number);

const filled = (text: string, facts: Facts): string => text.replace(/@([A-Z]+)@/g, (whole, name: string) => facts[name] ?? whole);

/** A POST as it goes over the wire. */
export function post(path: string, body: string, headers: Readonly<Record<string, string>> = {}): Uint8Array {
  const lines = Object.entries({ Host: "127.0.0.1", "Content-Type": "application/json", ...headers, "Content-Length": String(Buffer.byteLength(body)) });
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n${body}`);
}

export type Shopify = { readonly shop: string; readonly secret: string };

/** An order webhook, signed as Shopify signs it. */
export function webhook({ shop, secret }: Shopify, eventId: string, body: string): Uint8Array {
  const hmac = createHmac("sha256", secret).update(body).digest("base64");
  return post("/webhooks/orders", body, {
    "X-Shopify-Topic": "orders/create",
    "X-Shopify-Hmac-Sha256": hmac,
    "X-Shopify-Shop-Domain": shop,
    "X-Shopify-Event-Id": eventId,
    "X-Shopify-Webhook-Id": eventId,
    "X-Shopify-Triggered-At": new Date().toISOString(),
  });
}
