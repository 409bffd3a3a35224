import { printMoney } from "#app/engine/money.ts";
import { payment as words } from "#app/locales/en/payment.ts";
import { story } from "#app/locales/en/story.ts";
import type { PaymentPage } from "#app/store/reads/payment.ts";
import { shorten } from "#app/ui/shorten.ts";
import { clockOf } from "#app/ui/when.ts";

/** A payment as its page prints it. */
export function shownPayment(payment: PaymentPage, timeZone: string) {
  const clock = clockOf(timeZone);
  const { order, unowned, awaits, status, transaction, isContested, memo } = payment;
  return {
    status, transaction, isContested, memo,
    amount: printMoney(payment.money),
    sender: payment.sender && keyOf(payment.sender),
    seen: clock(payment.receivedAt),
    unowned: unowned && unowned.units > 0n ? (awaits === null ? words.unowned(printMoney(unowned)) : words.awaits(printMoney(unowned), awaits)) : null,
    order: order && { name: order.name ?? order.id.slice("ord_".length), url: `/app/orders/${encodeURIComponent(order.id.slice("ord_".length))}` },
    reports: payment.reports.map(({ money, sender, at, address }) => ({
      text: words.report(printMoney(money), sender && shorten(keyOf(sender))),
      by: words.by(address ? shorten(address, 9) : words.noWallet, clock(at)),
    })),
    acts: payment.acts.map(({ reason, by, at }) => ({ text: story.because(reason ?? story.redacted, by), when: clock(at) })),
  };
}

/** `tari:mainnet:<key>` → the key. */
const keyOf = (payer: string) => payer.split(":").at(-1) ?? payer;
