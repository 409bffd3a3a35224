import { divideUp, scaleOf, symbolOf, type Asset, type Decimal, type Money } from "./money.ts";
import { later, type Policy } from "./policy.ts";

/** What the shop charged, in its currency. */
export type Price = { readonly currency: string; readonly amount: Decimal };

/** How much of the asset, in whole units, one unit of the currency is worth; kept with where and when it came from. */
export type Rate = {
  readonly currency: string;
  readonly perUnit: Decimal;
  readonly source: string;
  readonly asOf: Date;
};

/** Price → due at a stored rate. */
export type Quote = {
  readonly price: Price;
  readonly due: Money;
  readonly rate: Rate;
  readonly at: Date;
};

/** due = ⌈price × rate⌉ in the asset's smallest unit, in exact arithmetic: 15.90 USD at 30 XTR is 477.000000 XTR. */
export function convert(price: Price, rate: Rate, asset: Asset): Money {
  const numerator = price.amount.digits * rate.perUnit.digits * 10n ** BigInt(scaleOf(asset));
  const denominator = 10n ** BigInt(price.amount.scale + rate.perUnit.scale);
  return { asset, units: divideUp(numerator, denominator) };
}

/** A price in the asset itself needs no rate. */
export function rateFor(currency: string, asset: Asset, rates: ReadonlyMap<string, Rate>, now: Date): Rate | null {
  if (currency === symbolOf(asset)) {
    return { currency, perUnit: { digits: 1n, scale: 0 }, source: "par", asOf: now };
  }
  return rates.get(currency) ?? null;
}

export function quote(price: Price, rate: Rate, asset: Asset, now: Date): Quote {
  return { price, rate, at: now, due: convert(price, rate, asset) };
}

/** The last moment at which money first seen counts at this quote's rate; null: as long as the order is open. */
export function quoteEnds({ at }: Pick<Quote, "at">, { quoteSeconds }: Pick<Policy, "quoteSeconds">): Date | null {
  return quoteSeconds === null ? null : later(at, quoteSeconds);
}
