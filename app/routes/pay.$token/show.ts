import { isOpen, deadlineOf, dueOf, referenceOf, type Order } from "#app/engine/order.ts";
import { stateOf, type PayState, type PayView } from "#app/engine/paying.ts";
import type { Language } from "#app/locales/language.ts";
import type { Amounts, PayWords } from "#app/locales/en/pay.ts";
import type { Way } from "#app/providers/provider.ts";
import { shownAsk } from "./show-ask.ts";
import { clockIn, printAmount, printPrice } from "./print.ts";
import { shownPayments } from "./show-payments.ts";
import { shownRest } from "./show-rest.ts";

/** What a page is printed with, besides what it is about. */
export type Print = {
  readonly words: PayWords;
  readonly language: Language;
  readonly now: Date;
  readonly units: (of: bigint) => string;
  readonly clock: (at: Date) => string;
};

export type Tone = "calm" | "good" | "warn" | "bad";

const tones: Readonly<Record<PayState, Tone>> = {
  fetching: "calm", unpriced: "calm", waiting: "calm", "needs-quote": "warn", part: "warn", seen: "calm", paid: "good", over: "good", expired: "bad", cancelled: "bad", late: "warn",
};

/** How the page keeps itself fresh: told by the server, asking often, asking now and then, or not at all. */
export type Liveliness = "events" | "soon" | "none";

type Asked = { readonly view: PayView; readonly ways: readonly Way[]; readonly words: PayWords; readonly language: Language; readonly now: Date; readonly refused: string | null };

/** An order's page as it is printed: every amount and time is text by now. */
export function shownPay({ view, ways, words, language, now, refused }: Asked) {
  const { order, shop, mark } = view;
  const state = stateOf(view, now);
  const print: Print = { words, language, now, units: (units) => printAmount({ asset: shop.asset, units }, language), clock: clockIn(language, shop.timeZone) };
  return {
    state,
    mark,
    tone: tones[state],
    shop: shop.name ?? shop.id,
    order: words.order(order.name ?? order.id.slice("ord_".length)),
    price: words.ask.price(printPrice(order.quote?.price ?? order.price, language)),
    ...saidOf(state, order, words, amountsOf(view, print)),
    notices: noticesOf(view, state, ways, words),
    refused: refused === null ? null : refusalIn(words, refused),
    ask: state === "waiting" || state === "part" ? shownAsk(view, ways, print) : null,
    // A large amount beside an order that is over, or beside an old rate, would read as something to send.
    total: state === "seen" || state === "paid" || state === "over" ? print.units(dueOf(order) ?? 0n) : null,
    claim: canBeClaimed(order) && state !== "seen" ? { reference: referenceOf(order, shop.id) } : null,
    isClaimed: isOpen(order) && order.claimer?.by === "proven",
    payments: shownPayments(view, print),
    rest: shownRest(view, state, print),
    receipt: state === "paid" || state === "over",
    deadline: isOpen(order) ? (deadlineOf(order)?.toISOString() ?? null) : null,
  };
}

export type ShownPay = ReturnType<typeof shownPay>;

function amountsOf({ order, missing, left, seen }: PayView, { units }: Print): Amounts {
  const due = dueOf(order) ?? 0n;
  return { due: units(due), covered: units(due - (missing ?? due)), missing: units(missing ?? due), left: units(left + (isOpen(order) || order.status === "paid" ? 0n : seen)) };
}

function saidOf(state: PayState, { cancelledBy }: Order, { states, elsewhere }: PayWords, amounts: Amounts): { readonly title: string; readonly text: string } {
  if (state === "cancelled" && cancelledBy === "paid elsewhere") return elsewhere;
  return { title: states[state].title, text: states[state].text(amounts) };
}

function noticesOf({ order }: PayView, state: PayState, ways: readonly Way[], { noWallet, atRisk }: PayWords): readonly string[] {
  const isStranded = (state === "waiting" || state === "part") && ways.length === 0;
  return [...(isStranded ? [noWallet] : []), ...(order.atRisk.length > 0 ? [atRisk] : [])];
}

/** Why something was refused, in words we have; nothing that came with the address is shown. */
function refusalIn({ refused }: PayWords, code: string): string {
  const known: Readonly<Record<string, string>> = refused;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? refused.try_again;
}

const canBeClaimed = (order: Order): boolean => isOpen(order) && order.quote !== null && order.claimer?.by !== "proven";
