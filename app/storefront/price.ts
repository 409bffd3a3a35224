import { isZero, parseDecimal, sameDecimal, type Decimal } from "#app/engine/money.ts";
import type { Price } from "#app/engine/quote.ts";
import type { Asks, Stated, StorefrontOrder } from "./order.ts";

/**
 * What the shop asks for an order. `unstated`: the message lacks it, so the order is to be read from the Admin API
 * (`fetchOrder`). `unreadable`: stated, but not as an exact decimal; the order is refused with this reason.
 */
export type Asked =
  | { readonly price: Price }
  | { readonly unstated: Asks }
  | { readonly unreadable: string };

/** Reads the one price the policy asks for and no other. A negative outstanding (the shop owes) asks nothing: 0. */
export function askedPrice(order: StorefrontOrder, asks: Asks): Asked {
  const stated = order.prices[asks];
  if (stated === null) return { unstated: asks };
  const currency = readCurrency(stated.currency);
  if (currency === null) return { unreadable: `the currency of the ${asks} price is not a currency code` };
  const amount = readAmount(stated.amount);
  if (amount === null) return { unreadable: `the ${asks} price is not an exact decimal: ${shown(stated.amount)}` };
  return { price: { currency, amount } };
}

/**
 * The outstanding amount a webhook states is in the shop's currency. Paid in the same currency, it is what the customer
 * owes. Else it is so only while nothing was paid (it equals the whole price: then the whole presentment price is owed)
 * or when nothing is owed; in between Shopify alone knows, and the order has to be fetched.
 */
export function outstandingOf(sent: {
  readonly shopCurrency: string;
  readonly presentmentCurrency: string;
  readonly outstanding: unknown;
  readonly shopTotal: unknown;
  readonly presentmentTotal: Stated | null;
}): Stated | null {
  if (sent.outstanding === undefined || sent.outstanding === null) return null;
  if (sent.shopCurrency === sent.presentmentCurrency) {
    return { amount: sent.outstanding, currency: sent.presentmentCurrency };
  }
  const outstanding = readAmount(sent.outstanding);
  const total = readAmount(sent.shopTotal);
  if (outstanding === null || total === null) return null;
  if (isZero(outstanding)) return { amount: "0", currency: sent.presentmentCurrency };
  return sameDecimal(outstanding, total) ? sent.presentmentTotal : null;
}

// A JSON number has been through a float or could have been: only text is exact.
export function readAmount(amount: unknown): Decimal | null {
  if (typeof amount !== "string") return null;
  if (!amount.startsWith("-")) return parseDecimal(amount);
  return parseDecimal(amount.slice(1)) === null ? null : { digits: 0n, scale: 0 };
}

export function readCurrency(currency: unknown): string | null {
  return typeof currency === "string" && /^[A-Z]{3,5}$/.test(currency) ? currency : null;
}

function shown(amount: unknown): string {
  return typeof amount === "string" ? JSON.stringify(amount.slice(0, 40)) : `a JSON ${typeof amount}`;
}
