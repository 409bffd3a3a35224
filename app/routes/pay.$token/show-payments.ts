import type { PayPayment, PayView } from "#app/engine/paying.ts";
import type { Print, Tone } from "./show.ts";

/** What has come, and what went back. */
export function shownPayments({ payments, refunds }: PayView, print: Print) {
  const { words: { payments: words }, units } = print;
  return {
    lines: payments.map((payment) => lineOf(payment, print)),
    refunds: refunds.filter(({ status }) => status !== "withdrawn").map(({ status, money }) => (status === "sent" ? words.refundSent : words.refundRequested)(units(money.units))),
  };
}

const tones: Readonly<Record<PayPayment["status"], Tone>> = { received: "calm", confirmed: "good", dropped: "bad", reversed: "bad" };

function lineOf({ id, money, status, isContested, confirmations, needed, transaction, at }: PayPayment, { words: { payments: words }, units, clock, language }: Print) {
  const counts = new Intl.NumberFormat(`${language}-u-nu-latn`);
  const isDeepening = status === "received" && !isContested && needed > 0;
  return {
    id,
    amount: units(money.units),
    status: isContested ? words.contested : words[status],
    tone: isContested ? ("warn" as const) : tones[status],
    depth: isDeepening ? words.depth(counts.format(Math.min(confirmations, needed)), counts.format(needed)) : null,
    transaction,
    when: clock(at),
  };
}
