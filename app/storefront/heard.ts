import type { Decimal } from "#app/engine/money.ts";
import type { Price } from "#app/engine/quote.ts";
import { isOurs, type Asks, type Stated, type StorefrontOrder } from "./order.ts";
import { askedPrice, readAmount, readCurrency } from "./price.ts";

const MONEY_WAS_TAKEN: ReadonlySet<string> = new Set(["paid", "partially_refunded", "refunded"]);

/** A storefront's order as the command that hears it takes it; prices are read once the shop's policy is known. */
export function heardOrder(order: StorefrontOrder) {
  const { storefrontId, name, note, updatedAt, checkoutToken, buyer } = order;
  return {
    storefrontId,
    name,
    buyer: buyer && { customer: buyer.customer, ...buyer.personal },
    note,
    updatedAt,
    checkoutToken,
    ask: (asks: Asks): { readonly price: Price } | { readonly refused: string } => {
      const asked = askedPrice(order, asks);
      if ("price" in asked) return asked;
      return { refused: "unstated" in asked ? `the ${asked.unstated} price is not stated` : asked.unreadable };
    },
    total: priceOf(order.prices.total),
    isOurs: (methodName: string | null) => methodName !== null && isOurs(order.gatewayNames, methodName),
    state: stateOf(order),
  };
}

/** What became of it at the storefront. An order that costs nothing shows as paid there and is owed nothing. */
export function stateOf({ cancelledAt, financialStatus, prices }: StorefrontOrder): "open" | "cancelled" | "paid elsewhere" {
  if (cancelledAt !== null) return "cancelled";
  const total = priceOf(prices.total);
  const isFree = total !== null && isNothing(total.amount);
  return MONEY_WAS_TAKEN.has(financialStatus ?? "") && !isFree ? "paid elsewhere" : "open";
}

const isNothing = ({ digits }: Decimal) => digits === 0n;

function priceOf(stated: Stated | null): Price | null {
  if (stated === null) return null;
  const currency = readCurrency(stated.currency);
  const amount = readAmount(stated.amount);
  return currency === null || amount === null ? null : { currency, amount };
}
