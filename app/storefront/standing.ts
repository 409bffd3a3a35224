import { z } from "zod";
import { readAmount } from "./price.ts";
import { moneySet, when } from "./wire.ts";

/** How an order stands at Shopify in the eyes of each errand: what decides whether it is done, may be done, or never will be. */
export const paidState = z.object({
  cancelledAt: when.nullable(),
  displayFinancialStatus: z.string().nullable(),
  fullyPaid: z.boolean(),
  canMarkAsPaid: z.boolean(),
  totalOutstandingSet: moneySet,
});
export type PaidState = z.infer<typeof paidState>;

export const cancelState = z.object({
  cancelledAt: when.nullable(),
  displayFinancialStatus: z.string().nullable(),
  displayFulfillmentStatus: z.string(),
  fullyPaid: z.boolean(),
  totalReceivedSet: moneySet,
  transactions: z.array(z.object({ kind: z.string(), status: z.string() })),
});
export type CancelState = z.infer<typeof cancelState>;

export const tagState = z.object({ tags: z.array(z.string()) });
export type TagState = z.infer<typeof tagState>;

const TAKES_MONEY: ReadonlySet<string> = new Set(["SALE", "CAPTURE"]);
const MONEY_STATUSES: ReadonlySet<string> = new Set(["AUTHORIZED", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "REFUNDED"]);

/** Some money for the order is on record at Shopify; an amount we cannot read counts as money. */
export function hasMoney(state: CancelState): boolean {
  const received = readAmount(state.totalReceivedSet.presentmentMoney.amount);
  const took = state.transactions.some(({ kind, status }) => status === "SUCCESS" && TAKES_MONEY.has(kind));
  return state.fullyPaid || received === null || received.digits > 0n || took || MONEY_STATUSES.has(state.displayFinancialStatus ?? "");
}
