import { z } from "zod";
import { gidDigits } from "./ids.ts";
import type { Buyer, StorefrontOrder } from "./order.ts";
import { kept } from "./text.ts";
import { moneySet, when, type MoneySet } from "./wire.ts";

export const listedOrder = z.object({
  id: z.string(),
  name: kept,
  updatedAt: when,
  cancelledAt: when.nullable(),
  cancelReason: z.string().nullable(),
  closedAt: when.nullable(),
  displayFinancialStatus: z.string().nullable(),
  paymentGatewayNames: z.array(z.string()),
  checkoutToken: kept.nullable(),
  confirmationNumber: kept.nullable(),
  test: z.boolean(),
  note: kept.nullable(),
  sourceName: kept.nullable(),
  totalOutstandingSet: moneySet,
  currentTotalPriceSet: moneySet,
  currentSubtotalPriceSet: moneySet,
  /** Absent where it was not asked for. */
  customer: z.object({ id: z.string() }).nullable().optional(),
});
export type ListedOrder = z.infer<typeof listedOrder>;

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

function stated({ presentmentMoney }: MoneySet) {
  return { amount: presentmentMoney.amount, currency: presentmentMoney.currencyCode };
}

function buyerOf(customer: ListedOrder["customer"]): Buyer | null {
  if (customer === undefined) return null;
  const id = customer === null ? null : gidDigits(customer.id, "Customer");
  return { customer: id, personal: { name: null, email: null, phone: null } };
}
