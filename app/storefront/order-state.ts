import { z } from "zod";
import { gidDigits } from "./ids.ts";
import type { Buyer, StorefrontOrder } from "./order.ts";
import { readAmount } from "./price.ts";

const when = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
const money = z.object({ amount: z.string(), currencyCode: z.string() });
const moneySet = z.object({ presentmentMoney: money });
type MoneySet = z.infer<typeof moneySet>;

const facts = {
  id: z.string(),
  name: z.string(),
  updatedAt: when,
  cancelledAt: when.nullable(),
  cancelReason: z.string().nullable(),
  closedAt: when.nullable(),
  displayFinancialStatus: z.string().nullable(),
  paymentGatewayNames: z.array(z.string()),
  checkoutToken: z.string().nullable(),
  confirmationNumber: z.string().nullable(),
  test: z.boolean(),
  note: z.string().nullable(),
  sourceName: z.string().nullable(),
  totalOutstandingSet: moneySet,
  currentTotalPriceSet: moneySet,
  currentSubtotalPriceSet: moneySet,
  /** Absent where it was not asked for. */
  customer: z.object({ id: z.string() }).nullable().optional(),
};

export const listedOrder = z.object(facts);
export type ListedOrder = z.infer<typeof listedOrder>;

export const orderState = z.object({
  ...facts,
  displayFulfillmentStatus: z.string(),
  fullyPaid: z.boolean(),
  canMarkAsPaid: z.boolean(),
  tags: z.array(z.string()),
  totalReceivedSet: moneySet,
  transactions: z.array(z.object({ kind: z.string(), status: z.string(), manualPaymentGateway: z.boolean() })),
});
export type OrderState = z.infer<typeof orderState>;

/**
 * The Admin API's order in our words; null when its id is no order's. Equal to what the order's webhook says, but for
 * `prices.lines` (see `fetchOrder`), the buyer's personal data, and trailing zeros of amounts.
 */
export function readOrderState(state: ListedOrder): StorefrontOrder | null {
  const storefrontId = gidDigits(state.id, "Order");
  if (storefrontId === null) return null;
  return {
    storefrontId,
    name: state.name,
    buyer: buyerOf(state.customer),
    note: state.note,
    prices: {
      outstanding: stated(state.totalOutstandingSet),
      total: stated(state.currentTotalPriceSet),
      subtotal: stated(state.currentSubtotalPriceSet),
      lines: null,
    },
    updatedAt: state.updatedAt,
    cancelledAt: state.cancelledAt,
    cancelReason: state.cancelReason?.toLowerCase() ?? null,
    closedAt: state.closedAt,
    financialStatus: state.displayFinancialStatus?.toLowerCase() ?? null,
    gatewayNames: state.paymentGatewayNames,
    checkoutToken: state.checkoutToken,
    confirmationNumber: state.confirmationNumber,
    isTest: state.test,
    sourceName: state.sourceName,
  };
}

/** Some money for the order is on record at Shopify; an amount we cannot read counts as money. */
export function hasMoney(state: OrderState): boolean {
  const received = readAmount(state.totalReceivedSet.presentmentMoney.amount);
  const took = state.transactions.some(({ kind, status }) => status === "SUCCESS" && TAKES_MONEY.has(kind));
  return state.fullyPaid || received === null || received.digits > 0n || took || MONEY_STATUSES.has(state.displayFinancialStatus ?? "");
}

const TAKES_MONEY: ReadonlySet<string> = new Set(["SALE", "CAPTURE"]);
const MONEY_STATUSES: ReadonlySet<string> = new Set(["AUTHORIZED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "REFUNDED"]);

function stated({ presentmentMoney }: MoneySet) {
  return { amount: presentmentMoney.amount, currency: presentmentMoney.currencyCode };
}

function buyerOf(customer: ListedOrder["customer"]): Buyer | null {
  if (customer === undefined) return null;
  const id = customer === null ? null : gidDigits(customer.id, "Customer");
  return { customer: id, personal: { name: null, email: null, phone: null } };
}
