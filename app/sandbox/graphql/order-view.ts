import { createHash } from "node:crypto";
import type { Customer, Line, Metafield, Order, Refund, Transaction } from "../world.ts";
import { minus, notBelowZero, printShortAmount, times, total, type Sum, zero } from "../shop/amount.ts";
import { canMarkAsPaid, financialStatus, isPaidInFull, netPayment, outstanding, received, refunded } from "../shop/order.ts";
import { demandScope, gid, type Arguments, type Resolve, type View } from "./ask.ts";
import { connection, pageSchema } from "./connection.ts";

/** An order as the Admin API shows it. */

const moneyOf = (order: Order) => {
  const shop = (sum: Sum): View => ({ amount: printShortAmount(sum.shop, order.currency), currencyCode: order.currency });
  const presentment = (sum: Sum): View => ({ amount: printShortAmount(sum.presentment, order.presentmentCurrency), currencyCode: order.presentmentCurrency });
  return { shop, set: (sum: Sum): View => ({ shopMoney: shop(sum), presentmentMoney: presentment(sum) }), plain: (sum: Sum) => printShortAmount(sum.shop, order.currency) };
};

const customerView = (customer: Customer): View => ({
  __typename: "Customer",
  id: gid("Customer", customer.id),
  legacyResourceId: customer.id,
  firstName: customer.firstName,
  lastName: customer.lastName,
  displayName: `${customer.firstName} ${customer.lastName}`.trim(),
  email: customer.email,
  verifiedEmail: true,
  tags: [],
});

function transactionView(order: Order, transaction: Transaction): View {
  const { set, plain } = moneyOf(order);
  const parent = order.transactions.find((one) => one.id === transaction.parentId);
  const waits = transaction.status === "PENDING" && outstanding(order).presentment > 0n && order.cancelledAt === null;
  return {
    __typename: "OrderTransaction",
    id: gid("OrderTransaction", transaction.id),
    kind: transaction.kind,
    status: transaction.status,
    gateway: transaction.gateway,
    formattedGateway: transaction.gateway,
    manualPaymentGateway: transaction.manual,
    manuallyCapturable: waits && transaction.manual,
    multiCapturable: false,
    amount: plain(transaction.amount),
    amountSet: set(transaction.amount),
    totalUnsettledSet: set(waits ? outstanding(order) : zero),
    createdAt: transaction.at,
    processedAt: transaction.at,
    paymentId: `${order.name}.${transaction.id.slice(-4)}`,
    errorCode: null,
    test: order.test,
    parentTransaction: () => (parent ? transactionView(order, parent) : null),
    order: () => orderView(order),
  };
}

function lineView(order: Order, line: Line): View {
  const { set, plain } = moneyOf(order);
  const sum = times(line.price, line.quantity);
  return {
    __typename: "LineItem", id: gid("LineItem", line.id), title: line.title, name: line.title, quantity: line.quantity,
    currentQuantity: order.cancelledAt === null ? line.quantity : 0, sku: null, isGiftCard: false, requiresShipping: true, taxable: true,
    variantTitle: null, vendor: null, originalUnitPrice: plain(line.price), originalUnitPriceSet: set(line.price),
    originalTotal: plain(sum), originalTotalSet: set(sum), discountedTotal: plain(sum), discountedTotalSet: () => set(sum),
  };
}

export function refundView(order: Order, refund: Refund): View {
  const { set, shop } = moneyOf(order);
  const made = order.transactions.filter((one) => refund.transactionIds.includes(one.id));
  return {
    __typename: "Refund", id: gid("Refund", refund.id), legacyResourceId: refund.id, note: refund.note, createdAt: refund.at,
    processedAt: refund.at, updatedAt: refund.at, totalRefunded: shop(refund.amount), totalRefundedSet: set(refund.amount),
    transactions: (args: Arguments) => page(made, args, (one) => transactionView(order, one)),
    order: () => orderView(order),
  };
}

export const digestOf = (value: string): string => createHash("sha256").update(value).digest("hex");

type Shelf = { readonly type: string; readonly show: () => View };

export const metafieldView = (metafield: Metafield, owner: Shelf): View => ({
  __typename: "Metafield", id: gid("Metafield", metafield.id), legacyResourceId: metafield.id, namespace: metafield.namespace,
  key: metafield.key, type: metafield.type, value: metafield.value, ownerType: owner.type, compareDigest: digestOf(metafield.value),
  createdAt: metafield.at, updatedAt: metafield.at, sizeInBytes: Buffer.byteLength(metafield.value), owner: owner.show,
});

/** A short list in the order it has. */
const page = <T extends { readonly id: string }>(items: readonly T[], args: Arguments, show: (item: T) => View): View =>
  connection({ items, show, order: args["reverse"] === true ? "down" : "up", place: (item) => ({ value: items.indexOf(item), id: item.id }) }, pageSchema.parse(args));

const upTo = <T>(items: readonly T[], first: unknown): readonly T[] => (typeof first === "number" ? items.slice(0, first) : items);

function amounts(order: Order): View {
  const { set, shop, plain } = moneyOf(order);
  const lines = total(order.lines.map((line) => times(line.price, line.quantity)));
  const shipping = notBelowZero(minus(order.total, lines));
  const discount = notBelowZero(minus(lines, order.total));
  return {
    currentTotalPriceSet: set(order.currentTotal), originalTotalPriceSet: set(order.total), totalPriceSet: set(order.total), totalPrice: plain(order.total),
    currentSubtotalPriceSet: set(notBelowZero(minus(order.currentTotal, shipping))), subtotalPriceSet: set(minus(lines, discount)),
    subtotalPrice: plain(minus(lines, discount)), totalShippingPriceSet: set(shipping), currentShippingPriceSet: set(shipping),
    totalDiscountsSet: set(discount), currentTotalDiscountsSet: set(discount), totalTaxSet: set(zero), currentTotalTaxSet: set(zero),
    totalOutstandingSet: set(outstanding(order)), totalReceivedSet: set(received(order)), totalReceived: plain(received(order)),
    totalRefundedSet: set(refunded(order)), totalRefunded: plain(refunded(order)), netPaymentSet: set(netPayment(order)), netPayment: plain(netPayment(order)),
    totalCapturableSet: set(zero), totalTipReceivedSet: set(zero), totalTipReceived: shop(zero), refundDiscrepancySet: set(zero),
  };
}

/** Customer data needs a scope of its own; asking for it without is an error, as at Shopify. */
const customerField = (order: Order): Resolve => (_args, { shop }) => {
  if (order.customer === null) return null;
  demandScope(shop, "read_customers", "customer");
  return customerView(order.customer);
};

export function orderView(order: Order): View {
  const findMetafield = (args: Arguments) => order.metafields.find((one) => one.key === args["key"] && one.namespace === (args["namespace"] ?? "$app"));
  const shelf: Shelf = { type: "ORDER", show: () => orderView(order) };
  const paid = isPaidInFull(order);
  return {
    __typename: "Order", id: gid("Order", order.id), legacyResourceId: order.id, name: order.name, number: order.number,
    confirmationNumber: order.confirmationNumber, confirmed: true, checkoutToken: order.checkoutToken, cartToken: order.cartToken,
    email: order.email, phone: null, customer: customerField(order), customerLocale: "en", currencyCode: order.currency,
    presentmentCurrencyCode: order.presentmentCurrency, paymentGatewayNames: order.gateways, note: order.note, tags: order.tags.toSorted(),
    customAttributes: order.noteAttributes.map(({ name, value }) => ({ key: name, value })), sourceName: order.sourceName, test: order.test,
    createdAt: order.createdAt, processedAt: order.createdAt, updatedAt: order.updatedAt, cancelledAt: order.cancelledAt,
    cancelReason: order.cancelReason?.toUpperCase() ?? null, closedAt: order.closedAt, closed: order.closedAt !== null,
    displayFinancialStatus: financialStatus(order), displayFulfillmentStatus: "UNFULFILLED", fulfillments: [], fullyPaid: paid, unpaid: !paid,
    canMarkAsPaid: canMarkAsPaid(order), capturable: false, refundable: netPayment(order).presentment > 0n, edited: order.cancelledAt === null && order.currentTotal.presentment !== order.total.presentment,
    restockable: !order.restocked, requiresShipping: true, taxesIncluded: false, merchantEditable: order.cancelledAt === null, paymentTerms: null,
    returnStatus: "NO_RETURN", statusPageUrl: `https://sandbox.invalid/orders/${order.token}`, ...amounts(order),
    transactions: ({ first }: Arguments) => upTo(order.transactions, first).map((one) => transactionView(order, one)),
    transactionsCount: { count: order.transactions.length, precision: "EXACT" },
    refunds: ({ first }: Arguments) => upTo(order.refunds, first).map((one) => refundView(order, one)),
    lineItems: (args: Arguments) => page(order.lines, args, (line) => lineView(order, line)),
    metafield: (args: Arguments) => { const found = findMetafield(args); return found ? metafieldView(found, shelf) : null; },
    metafields: (args: Arguments) => page(order.metafields.filter((one) => one.namespace === (args["namespace"] ?? one.namespace)), args, (one) => metafieldView(one, shelf)),
  };
}
