import type { Order } from "../world.ts";
import { minus, printAmount, type Sum } from "./amount.ts";
import type { Done } from "./actions.ts";
import { change, record, tell, type News, type Shop } from "./shop.ts";

/** What only the merchant does, in Shopify's own admin. */

function editPayload(shop: Shop, order: Order, difference: Sum): unknown {
  const moved = { id: BigInt(shop.nextId()), delta: 1 };
  const none = { additions: [], removals: [] };
  const raised = difference.presentment > 0n;
  return {
    order_edit: {
      id: BigInt(shop.nextId()), app_id: null, created_at: order.updatedAt, committed_at: order.updatedAt, notify_customer: false,
      order_id: BigInt(order.id), staff_note: "", user_id: null,
      line_items: raised ? { additions: [moved], removals: [] } : { additions: [], removals: [moved] },
      discounts: { line_item: none }, shipping_lines: none,
    },
  };
}

/** Changes what the order costs; `orders/edited` says only that something was edited, as Shopify's does. */
export function editPrice(shop: Shop, orderId: string, total: Sum): Done<Order> {
  const order = shop.state.orders.get(orderId);
  if (!order) return { refused: { field: "id", code: "NOT_FOUND", message: "Order does not exist" } };
  const difference = minus(total, order.currentTotal);
  const detail = `total ${printAmount(total.presentment, order.presentmentCurrency)}`;
  const news = (now: Order): News[] => [{ topic: "orders/edited", body: editPayload(shop, now, difference), orderId }];
  return { done: change(shop, { ...order, currentTotal: total }, { field: "orderEditCommit", by: "merchant", detail, news }) };
}

export function deleteOrder(shop: Shop, orderId: string): boolean {
  const { state } = shop;
  if (!state.orders.delete(orderId)) return false;
  record(shop, orderId, { field: "orderDelete", by: "merchant", result: "done", detail: "" });
  if (state.installed) tell(shop, [{ topic: "orders/delete", body: { id: BigInt(orderId) }, orderId }]);
  shop.changed();
  return true;
}

const shopBody = ({ state }: Shop) => ({
  id: BigInt(state.id), name: state.name, email: `owner@${state.domain}`, domain: state.domain, country: "US", country_code: "US",
  country_name: "United States", created_at: null, updated_at: null, currency: state.currency, customer_email: `help@${state.domain}`,
  timezone: "(GMT-05:00) Eastern Time (US & Canada)", iana_timezone: "America/New_York", shop_owner: "Sandy Box",
  money_format: "${{amount}}", plan_display_name: "Basic", plan_name: "basic", myshopify_domain: state.domain,
  enabled_presentment_currencies: [state.currency], password_enabled: false, has_storefront: true, setup_required: false,
});

/** Tokens die first: the message comes when the app can no longer call. */
export function uninstall(shop: Shop): void {
  const { state } = shop;
  state.tokens = [];
  tell(shop, [{ topic: "app/uninstalled", body: shopBody(shop) }]);
  state.installed = false;
}

export function reinstall(shop: Shop): void {
  shop.state.installed = true;
  shop.changed();
}

export function changeScopes(shop: Shop, scopes: readonly string[]): void {
  const { state, nature } = shop;
  const previous = state.scopes;
  state.scopes = [...scopes];
  const body = { id: 1, shop_id: `gid://shopify/Shop/${state.id}`, previous, current: scopes, updated_at: nature.now().toISOString() };
  tell(shop, [{ topic: "app/scopes_update", body }]);
}

export type Compliance = { readonly topic: "customers/data_request" | "customers/redact" | "shop/redact"; readonly customerId: string | null };

export function askCompliance(shop: Shop, { topic, customerId }: Compliance): void {
  const { state } = shop;
  const orders = [...state.orders.values()].filter((order) => order.customer !== null && order.customer.id === customerId);
  const about = { shop_id: BigInt(state.id), shop_domain: state.domain };
  const customer = { id: BigInt(customerId ?? "0"), email: orders[0]?.email ?? null, phone: null };
  const ids = orders.map((order) => BigInt(order.id));
  const bodies = {
    "shop/redact": about,
    "customers/redact": { ...about, customer, orders_to_redact: ids },
    "customers/data_request": { ...about, customer, orders_requested: ids, data_request: { id: BigInt(shop.nextId()) } },
  };
  tell(shop, [{ topic, body: bodies[topic] }]);
}

