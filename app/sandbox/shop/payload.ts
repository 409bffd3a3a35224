import type { Line, Order, Transaction } from "../world.ts";
import { minus, notBelowZero, printAmount, times, total, type Sum, zero } from "./amount.ts";
import { financialStatus, outstanding } from "./order.ts";

/** Shopify's order webhook body. Ids are bigints here, so that they are printed with every digit. */

type Shop = { readonly domain: string; readonly id: string };

/** Webhooks carry the shop's local time; ours keeps New York's winter time all year. */
export function shopTime(iso: string): string {
  const shifted = new Date(Date.parse(iso) - 5 * 3_600_000);
  return `${shifted.toISOString().slice(0, 19)}-05:00`;
}

const orNull = (iso: string | null): string | null => (iso === null ? null : shopTime(iso));
const gid = (kind: string, id: string): string => `gid://shopify/${kind}/${id}`;

const money = (order: Order) => {
  const plain = (sum: Sum): string => printAmount(sum.shop, order.currency);
  const set = (sum: Sum) => ({
    shop_money: { amount: plain(sum), currency_code: order.currency },
    presentment_money: { amount: printAmount(sum.presentment, order.presentmentCurrency), currency_code: order.presentmentCurrency },
  });
  return { plain, set };
};

function lineItem(order: Order, line: Line) {
  const { plain, set } = money(order);
  const left = order.cancelledAt === null ? line.quantity : 0;
  return {
    id: BigInt(line.id), admin_graphql_api_id: gid("LineItem", line.id), attributed_staffs: [], current_quantity: left,
    fulfillable_quantity: left, fulfillment_service: "manual", fulfillment_status: null, gift_card: false, grams: 0,
    name: line.title, price: plain(line.price), price_set: set(line.price), product_exists: line.productId !== null,
    product_id: line.productId === null ? null : BigInt(line.productId), properties: [], quantity: line.quantity, requires_shipping: true,
    sales_line_item_group_id: null, sku: null, taxable: true, title: line.title, total_discount: plain(zero), total_discount_set: set(zero),
    variant_id: null, variant_inventory_management: null, variant_title: null, vendor: null, tax_lines: [], duties: [], discount_allocations: [],
  };
}

function customerPart(order: Order) {
  const { customer } = order;
  if (customer === null) return null;
  return {
    id: BigInt(customer.id), created_at: shopTime(order.createdAt), updated_at: shopTime(order.updatedAt), first_name: customer.firstName,
    last_name: customer.lastName, state: "disabled", note: null, verified_email: true, multipass_identifier: null, tax_exempt: false,
    email: customer.email, phone: null, currency: order.currency, tax_exemptions: [], admin_graphql_api_id: gid("Customer", customer.id),
    default_address: null,
  };
}

export function transactionPart(order: Order, transaction: Transaction) {
  return {
    id: BigInt(transaction.id), admin_graphql_api_id: gid("OrderTransaction", transaction.id), order_id: BigInt(order.id),
    kind: transaction.kind.toLowerCase(), gateway: transaction.gateway, status: transaction.status.toLowerCase(),
    amount: printAmount(transaction.amount.presentment, order.presentmentCurrency), currency: order.presentmentCurrency,
    manual_payment_gateway: transaction.manual, parent_id: transaction.parentId === null ? null : BigInt(transaction.parentId),
    test: order.test, created_at: shopTime(transaction.at), processed_at: shopTime(transaction.at), receipt: {}, error_code: null, message: null,
    authorization: null, payment_id: `${order.name}.${transaction.id.slice(-4)}`,
  };
}

export function refundPayload(order: Order, refundId: string) {
  const refund = order.refunds.find((one) => one.id === refundId);
  if (!refund) return null;
  const made = order.transactions.filter((one) => refund.transactionIds.includes(one.id));
  return {
    id: BigInt(refund.id), order_id: BigInt(order.id), created_at: shopTime(refund.at), note: refund.note, user_id: null,
    processed_at: shopTime(refund.at), duties: [], total_duties_set: money(order).set(zero), return: null, refund_shipping_lines: [],
    restock: false, admin_graphql_api_id: gid("Refund", refund.id), order_adjustments: [], refund_line_items: [],
    transactions: made.map((one) => transactionPart(order, one)),
  };
}

/** The amounts: `total_*` as ordered, `current_total_*` after edits and refunds, `total_outstanding` in the shop's currency. */
function sums(order: Order) {
  const { plain, set } = money(order);
  const lines = total(order.lines.map((line) => times(line.price, line.quantity)));
  const shipping = notBelowZero(minus(order.total, lines));
  const discount = notBelowZero(minus(lines, order.total));
  const subtotal = minus(lines, discount);
  const current = notBelowZero(minus(order.currentTotal, shipping));
  return {
    current_shipping_price_set: set(shipping), current_subtotal_price: plain(current), current_subtotal_price_set: set(current),
    current_total_additional_fees_set: null, current_total_discounts: plain(discount), current_total_discounts_set: set(discount),
    current_total_duties_set: null, current_total_price: plain(order.currentTotal), current_total_price_set: set(order.currentTotal),
    current_total_tax: plain(zero), current_total_tax_set: set(zero), original_total_additional_fees_set: null, original_total_duties_set: null,
    subtotal_price: plain(subtotal), subtotal_price_set: set(subtotal), total_cash_rounding_payment_adjustment_set: set(zero),
    total_cash_rounding_refund_adjustment_set: set(zero), total_discounts: plain(discount), total_discounts_set: set(discount),
    total_line_items_price: plain(lines), total_line_items_price_set: set(lines), total_outstanding: plain(outstanding(order)),
    total_price: plain(order.total), total_price_set: set(order.total), total_shipping_price_set: set(shipping), total_tax: plain(zero),
    total_tax_set: set(zero), total_tip_received: plain(zero), total_weight: 0,
  };
}

export function orderPayload(order: Order, shop: Shop) {
  return {
    id: BigInt(order.id), admin_graphql_api_id: gid("Order", order.id), app_id: null, browser_ip: null, buyer_accepts_marketing: false,
    cancel_reason: order.cancelReason, cancelled_at: orNull(order.cancelledAt), cart_token: order.cartToken, checkout_token: order.checkoutToken,
    client_details: null, closed_at: orNull(order.closedAt), company: null, confirmation_number: order.confirmationNumber, confirmed: true,
    contact_email: order.email, created_at: shopTime(order.createdAt), currency: order.currency, customer_locale: "en", device_id: null,
    discount_codes: [], duties_included: false, email: order.email ?? "", estimated_taxes: false,
    financial_status: financialStatus(order).toLowerCase(), fulfillment_status: null, landing_site: null, landing_site_ref: null, location_id: null,
    merchant_business_entity_id: "MTU0ODM4MDAwOQ", merchant_of_record_app_id: null, name: order.name, note: order.note,
    note_attributes: order.noteAttributes, number: order.number - 1000, order_number: order.number,
    order_status_url: `https://${shop.domain}/${shop.id}/orders/${order.token}/authenticate?key=${order.cartToken}`,
    payment_gateway_names: order.gateways, phone: null, po_number: null, presentment_currency: order.presentmentCurrency,
    processed_at: shopTime(order.createdAt), reference: null, referring_site: null, source_identifier: null, source_name: order.sourceName,
    source_url: null, tags: order.tags.join(", "), tax_exempt: false, tax_lines: [], taxes_included: false, test: order.test, token: order.token,
    updated_at: shopTime(order.updatedAt), user_id: null, ...sums(order), billing_address: null, customer: customerPart(order),
    discount_applications: [], fulfillments: [], line_items: order.lines.map((line) => lineItem(order, line)), line_item_groups: [],
    payment_terms: null, refunds: order.refunds.map((one) => refundPayload(order, one.id)), returns: [], shipping_address: null, shipping_lines: [],
  };
}
