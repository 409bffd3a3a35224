import { deadlineOf, dueOf } from "#app/engine/order.ts";
import type { PayView } from "#app/engine/paying.ts";
import type { Way } from "#app/providers/provider.ts";
import { bestLink } from "#app/providers/ways.ts";
import { qrSvg } from "#app/qr/qr.ts";
import { timeLeft } from "#app/ui/shopper/time-left.ts";
import { printShort } from "#app/engine/money.ts";
import type { Print } from "./show.ts";

/** Something to send, whole for the clipboard. */
export type Copyable = { readonly id: string; readonly label: string; readonly text: string; readonly shown: string; readonly hint: string | null };

export type Clock = { readonly label: string; readonly until: string; readonly left: string; readonly when: string; readonly after: string };

/** What to send, where to and until when; null: the shop has nowhere to send it to. */
export function shownAsk(view: PayView, ways: readonly Way[], print: Print) {
  const link = bestLink(ways);
  const [first, second] = ways.filter((way) => way.kind === "address");
  if (link === null || !first) return null;
  const { words: { ask } } = print;
  const amount = print.units(view.missing ?? 0n);
  const isPart = view.missing !== dueOf(view.order);
  return {
    label: isPart ? ask.stillToPay : ask.toPay,
    amount,
    isLong: amount.length > 14,
    link,
    qr: qrSvg(link),
    rows: rowsOf(first, "", print),
    emoji: first.emoji,
    clocks: clocksOf(view, print),
    others: { rows: second ? rowsOf(second, "-2", print) : [], links: linksBeside(link, ways, print) },
  };
}

export type ShownAsk = NonNullable<ReturnType<typeof shownAsk>>;

type Address = Extract<Way, { readonly kind: "address" }>;

function rowsOf({ address, money, note }: Address, suffix: string, { words: { ask }, units }: Print): readonly Copyable[] {
  const row = (id: string, label: string, text: string, more: Partial<Copyable> = {}): Copyable => ({ id: `${id}${suffix}`, label, text, shown: text, hint: null, ...more });
  return [
    ...(suffix === "" ? [row("amount", ask.amount, printShort(money), { shown: units(money.units) })] : []),
    row("address", ask.address, address),
    ...(note === null ? [] : [row("reference", ask.reference, note, { hint: ask.referenceHint })]),
  ];
}

function linksBeside(best: string, ways: readonly Way[], { words: { ask } }: Print) {
  const labels = { own: ask.open, standard: ask.standard, older: ask.older };
  return ways.flatMap((way) => (way.kind === "link" && way.href !== best ? [{ label: labels[way.flavour], href: way.href }] : []));
}

/** An amount that soon holds no more is told before the order's own end. */
function clocksOf({ order, quoteEnds }: PayView, print: Print): readonly Clock[] {
  const { words: { ask } } = print;
  const deadline = deadlineOf(order);
  const quote = quoteEnds !== null && (deadline === null || quoteEnds < deadline) ? [clockOf(quoteEnds, ask.quoteLeft, ask.quoteAfter, print)] : [];
  return [...quote, ...(deadline === null ? [] : [clockOf(deadline, ask.timeLeft, ask.after, print)])];
}

function clockOf(until: Date, label: string, after: string, { words: { ask }, language, now, clock }: Print): Clock {
  return { label, after, until: until.toISOString(), left: timeLeft(until.getTime() - now.getTime(), language, ask.lastMinute), when: ask.until(clock(until)) };
}
