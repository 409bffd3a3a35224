import { printDecimal, printShort, symbolOf, type Money } from "#app/engine/money.ts";
import type { Price } from "#app/engine/quote.ts";
import { directionOf, localeOf, type Language } from "#app/locales/language.ts";
import { knownZone } from "#app/ui/when.ts";

/** Amounts are written as wallets take them, in every language: no separators, and a point. They stay whole and in their own direction. */
export function printAmount(money: Money, language: Language): string {
  return inItsDirection(`${printShort(money)}\u00a0${symbolOf(money.asset)}`, language);
}

/** Where words run from the right, what is written from the left keeps together. */
const inItsDirection = (text: string, language: Language): string => (directionOf(language) === "ltr" ? text : `\u2066${text}\u2069`);

/** As the reader's language writes a price; every digit of it, and never by way of a number. */
export function printPrice({ currency, amount }: Price, language: Language): string {
  const text = printDecimal(amount);
  if (directionOf(language) === "rtl" || !/^[A-Z]{3}$/.test(currency)) return inItsDirection(`${text}\u00a0${currency}`, language);
  return new Intl.NumberFormat(localeOf(language), { style: "currency", currency, maximumFractionDigits: 18 }).format(text as `${number}`);
}

/** By the shop's clock, and says by which. */
export function clockIn(language: Language, timeZone: string): (at: Date) => string {
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone: knownZone(timeZone), day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  return (at) => format.format(at);
}
