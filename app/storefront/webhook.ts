import type { StorefrontOrder } from "./order.ts";
import { gidDigits } from "./ids.ts";
import { readOrderPayload } from "./order-payload.ts";
import { readCompliance, type Compliance } from "./compliance.ts";
import { readRefund, type StorefrontRefund } from "./refund.ts";
import { readDeleted, readEdited, readProduct, readScopes, readUninstalled } from "./notices.ts";

/**
 * What a verified webhook says happened. Two bodies are as thin as Shopify makes them, so they are hints to check at
 * Shopify before anything is decided: `deleted` (only an id) and `uninstalled` (the same body as shop/update).
 */
export type Webhook =
  | { readonly kind: "order"; readonly order: StorefrontOrder }
  /** Carries no prices: fetch the order. */
  | { readonly kind: "edited"; readonly orderId: string }
  | { readonly kind: "deleted"; readonly orderId: string }
  | { readonly kind: "refund"; readonly refund: StorefrontRefund }
  /** A hint only: its prices are read when they are needed. */
  | { readonly kind: "product"; readonly productId: string }
  | { readonly kind: "uninstalled"; readonly shop: string }
  | { readonly kind: "scopes"; readonly shopId: string; readonly scopes: readonly string[]; readonly updatedAt: Date }
  | { readonly kind: "compliance"; readonly asked: Compliance }
  | { readonly kind: "unreadable"; readonly why: string };

type Shape = { readonly topics: readonly string[]; readonly read: (value: object) => Webhook };

const orders = ["orders/create", "orders/updated", "orders/cancelled", "orders/paid", "orders/fulfilled", "orders/partially_fulfilled"];

/**
 * The HMAC covers the body and no header, so a captured body can come back under another topic. The body's shape says
 * what it is; the topic can only agree or not. What an order's body means is read from it alone: with `cancelled_at`
 * it is a cancellation under any of the order topics.
 * `topic` is X-Shopify-Topic; `value` is the parsed body with integers beyond 2^53 as bigint.
 */
export function readWebhook(topic: string, value: unknown): Webhook {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return unreadable("the body is no JSON object");
  const shape = shapeOf(value);
  if (shape === null) return unreadable(`no webhook we know has this body (topic ${named(topic)})`);
  if (!shape.topics.includes(topic.trim().toLowerCase())) {
    return unreadable(`the body belongs to ${shape.topics.join(" or ")}, not to topic ${named(topic)}`);
  }
  return shape.read(value);
}

function shapeOf(body: object): Shape | null {
  if ("order_edit" in body) return { topics: ["orders/edited"], read: edited };
  if ("refund_line_items" in body) return { topics: ["refunds/create"], read: refund };
  if ("payment_gateway_names" in body) return { topics: orders, read: order };
  if ("shop_domain" in body) return complianceShape(body);
  if ("admin_graphql_api_id" in body && gidDigits(body.admin_graphql_api_id, "Product") !== null) return { topics: ["products/update", "products/create"], read: product };
  if ("current" in body && "previous" in body) return { topics: ["app/scopes_update"], read: scopes };
  if ("myshopify_domain" in body) return { topics: ["app/uninstalled"], read: uninstalled };
  return Object.keys(body).join() === "id" ? { topics: ["orders/delete"], read: deleted } : null;
}

// A customer's request must never pass for the shop's, which deletes everything.
function complianceShape(body: object): Shape {
  if ("data_request" in body) return { topics: ["customers/data_request"], read: compliance };
  if ("customer" in body || "orders_to_redact" in body) return { topics: ["customers/redact"], read: compliance };
  return { topics: ["shop/redact"], read: compliance };
}

function order(value: object): Webhook {
  const reading = readOrderPayload(value);
  return "order" in reading ? { kind: "order", order: reading.order } : unreadable(reading.unreadable);
}

function edited(value: object): Webhook {
  const orderId = readEdited(value);
  return orderId === null ? unreadable("order_edit.order_id is missing or has lost digits") : { kind: "edited", orderId };
}

function deleted(value: object): Webhook {
  const orderId = readDeleted(value);
  return orderId === null ? unreadable("id is missing or has lost digits") : { kind: "deleted", orderId };
}

function refund(value: object): Webhook {
  const reading = readRefund(value);
  return "refund" in reading ? { kind: "refund", refund: reading.refund } : unreadable(reading.unreadable);
}

function product(value: object): Webhook {
  const productId = readProduct(value);
  return productId === null ? unreadable("the product has no id") : { kind: "product", productId };
}

function scopes(value: object): Webhook {
  const read = readScopes(value);
  return read === null ? unreadable("shop_id, current or updated_at is missing or mistyped") : { kind: "scopes", ...read };
}

function uninstalled(value: object): Webhook {
  const shop = readUninstalled(value);
  return shop === null ? unreadable("myshopify_domain names no shop") : { kind: "uninstalled", shop };
}

function compliance(value: object): Webhook {
  const reading = readCompliance(value);
  return "asked" in reading ? { kind: "compliance", asked: reading.asked } : unreadable(reading.unreadable);
}

function unreadable(why: string): Webhook {
  return { kind: "unreadable", why };
}

function named(topic: string): string {
  return JSON.stringify(topic.slice(0, 60));
}
