import { parseDecimal, symbolOf, withoutZeros, type Asset } from "#app/engine/money.ts";
import type { AmountName, SignedReceipt } from "#app/engine/receipt.ts";
import type { PayWords } from "#app/locales/en/pay.ts";
import type { ReceiptWords } from "#app/locales/en/receipt.ts";
import { directionOf, localeOf, type Language } from "#app/locales/language.ts";
import { knownZone } from "#app/ui/when.ts";
import { printAmount, printPrice } from "../pay.$token/print.ts";

type Told = { readonly receipt: SignedReceipt; readonly timeZone: string; readonly words: ReceiptWords; readonly pay: PayWords; readonly language: Language };

/** A receipt as it is printed: every amount and time is text by now. */
export function shownReceipt({ receipt, timeZone, words, pay, language }: Told) {
  const { shop, order, price, rate, asset, payments, paymentsLeftOut, ledger } = receipt;
  const units = (of: string) => printAmount({ asset: asset as Asset, units: BigInt(of) }, language);
  const format = new Intl.DateTimeFormat(localeOf(language), { timeZone: knownZone(timeZone), dateStyle: "long", timeStyle: "short" });
  const clock = (at: string) => `${format.format(new Date(at))} (${knownZone(timeZone)})`;
  const counts = new Intl.NumberFormat(localeOf(language));
  const digits = parseDecimal(price.amount);
  return {
    shop: shop.name ?? shop.domain,
    title: words.title,
    order: pay.order(order.name ?? order.id.slice("ord_".length)),
    total: units(receipt.amounts.applied),
    paid: words.paid(clock(order.paidAt)),
    since: sinceOf(receipt, words, units),
    facts: [
      { label: words.price, text: digits ? printPrice({ currency: price.currency, amount: digits }, language) : price.amount, hint: null },
      ...(rate.source === "par" ? [] : [{ label: words.rate, text: ltr(words.rateOf(price.currency, withoutZeros(rate.perUnit), symbolOf(asset as Asset)), language), hint: words.rateFrom(`\u2068${rate.source}\u2069`, clock(rate.asOf)) }]),
      { label: words.placed, text: clock(order.placedAt), hint: null },
    ],
    amounts: amountsOf(receipt, words, units),
    payments: payments.map(({ id, units: brought, status, transaction, network, confirmedAt, confirmations, wallets }) => ({
      id, transaction, wallets,
      amount: units(brought),
      isGone: status !== "confirmed",
      status: statusOf(pay, status),
      when: confirmedAt === null ? null : clock(confirmedAt),
      depth: confirmations > 0 ? words.payments.confirmations(counts.format(confirmations)) : null,
      network,
    })),
    leftOut: paymentsLeftOut > 0 ? words.payments.leftOut(counts.format(paymentsLeftOut)) : null,
    ledger: ledger.map(({ id, from, to, units: moved, hash, seal }) => ({ id, from, to, hash, amount: units(moved), seal: seal?.number ?? null })),
    key: receipt.key,
    issued: words.signed.issued(clock(receipt.issuedAt)),
  };
}

export type ShownReceipt = ReturnType<typeof shownReceipt>;

/** What became of it later: nobody shall take the receipt for more than it is. */
function sinceOf({ since, amounts }: SignedReceipt, { since: words }: ReceiptWords, units: (of: string) => string): readonly string[] {
  return [
    ...(since.atRisk ? [words.atRisk] : []),
    ...(BigInt(amounts.refunded) > 0n ? [words.refunded(units(amounts.refunded))] : []),
    ...(since.priceRaised ? [words.priceRaised] : []),
    ...(since.priceLoweredOrCancelled ? [words.priceLoweredOrCancelled] : []),
  ];
}

type Sign = "" | "+" | "−";
// As they add up to what was paid; then what was left, and what went back.
const lines: readonly (readonly [AmountName, Sign])[] = [["received", ""], ["fromCredit", "+"], ["writtenOff", "+"], ["missing", "+"], ["takenBack", "−"], ["returned", "−"], ["credit", "−"]];

function amountsOf({ amounts }: SignedReceipt, words: ReceiptWords, units: (of: string) => string) {
  const line = (name: AmountName, sign: Sign) => ({ name, label: words.amounts[name], text: units(amounts[name]), sign, isTotal: name === "applied" });
  const moved = lines.filter(([name]) => name === "received" || BigInt(amounts[name]) > 0n).map(([name, sign]) => line(name, sign));
  return [...moved, line("applied", ""), ...(BigInt(amounts.refunded) > 0n ? [line("refunded", "−")] : [])];
}

function statusOf({ payments }: PayWords, status: string): string {
  const known: Readonly<Record<string, string>> = { received: payments.received, confirmed: payments.confirmed, dropped: payments.dropped, reversed: payments.reversed };
  return known[status] ?? status;
}

/** Signs and digits stay in their order, also in a text that goes the other way. */
const ltr = (text: string, language: Language): string => (directionOf(language) === "ltr" ? text : `\u2066${text}\u2069`);
