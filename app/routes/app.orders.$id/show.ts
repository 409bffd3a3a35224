import { printDecimal, printMoney, printShort, sum, symbolOf } from "#app/engine/money.ts";
import { accountId } from "#app/engine/ids.ts";
import { isOpen, referenceOf, type Order } from "#app/engine/order.ts";
import { depositFor } from "#app/engine/reach.ts";
import { order as words } from "#app/locales/en/order.ts";
import { story as storyWords } from "#app/locales/en/story.ts";
import type { RefundSource } from "#app/store/reads/refundable.ts";
import type { Story } from "#app/store/reads/story.ts";
import type { Shop } from "#app/store/shops.ts";
import type { Flag } from "#app/ui/order-badge.tsx";
import { clockOf } from "#app/ui/when.ts";
import type { ActName } from "./act-names.ts";
import { tell, type Clock } from "./tell.ts";

/** An order as its page prints it: every amount and time is text by now. */
export function shownOrder({ story, shop, sources }: { readonly story: Story; readonly shop: Shop; readonly sources: readonly RefundSource[] }) {
  const { order, ask } = story;
  const waiting = story.refunds.find(({ status }) => status === "requested") ?? null;
  const clock = clockOf(shop.timeZone);
  return {
    number: order.id.slice("ord_".length),
    name: order.name ?? order.id.slice("ord_".length),
    status: order.status,
    flags: flagsOf(order),
    placed: clock(order.placedAt),
    currency: order.price.currency,
    symbol: symbolOf(shop.asset),
    facts: factsOf(story, shop, clock),
    customer: order.customer === null ? null : { name: story.customer?.name ?? null, email: story.customer?.email ?? null, credit: printMoney(story.credit ?? { asset: shop.asset, units: 0n }) },
    late: lateOf(story),
    refused: refusedOf(story),
    banners: { unpriced: isOpen(order) && order.quote === null, atRisk: order.atRisk.length > 0, shortAfterPaid: order.shortAfterPaid, refundSuggested: order.refundSuggested },
    ask: ask?.state === "open" ? { said: ask.said === "" ? null : (ask.said ?? storyWords.redacted), when: clock(ask.askedAt) } : null,
    refund: waiting && { id: waiting.id, amount: printMoney(waiting.money) },
    sources: sources.map(({ from, most }) => ({ value: from, label: from === "order" ? words.refund.ofOrder : words.refund.left, most: printMoney({ asset: shop.asset, units: most }), amount: printShort({ asset: shop.asset, units: most }) })),
    acts: actsOf(order, { isAsked: ask?.state === "open", isWaiting: waiting !== null, hasMoney: sources.length > 0 }),
    dueText: order.quote && printMoney(order.quote.due),
    closedThere: order.closedThere || story.deliveries.some(({ target, result }) => target === "storefront.cancel" && (result === "sent" || result === "already")),
    entries: tell(story, clock).map(({ at, title, lines, tone }) => ({ iso: at.toISOString(), when: clock(at), title, lines, tone })),
  };
}

export type ShownOrder = ReturnType<typeof shownOrder>;

function flagsOf(order: Order): Flag[] {
  return [
    ...(order.atRisk.length > 0 ? (["atRisk"] as const) : []),
    ...(order.shortAfterPaid || order.refundSuggested ? (["changed"] as const) : []),
    ...(isOpen(order) && order.quote === null ? (["unpriced"] as const) : []),
  ];
}

function factsOf({ order, claims, transfers }: Story, shop: Shop, clock: Clock) {
  const { quote, claimer, refunded } = order;
  // Money on the order's own account names nobody.
  const deposit = accountId(shop.asset, depositFor(order.id));
  const claim = claims.findLast(({ account }) => account === claimer?.account);
  const time = (at: Date | null) => at && clock(at);
  const settled = sum(transfers.filter(({ to, via }) => to.startsWith("order/") && via !== null).map(({ money }) => money.units));
  return {
    due: quote && printMoney(quote.due),
    price: `${printDecimal(order.price.amount)} ${order.price.currency}`,
    rate: quote && { text: words.facts.rateOf(quote.rate.currency, printDecimal(quote.rate.perUnit), symbolOf(quote.due.asset)), from: words.facts.rateFrom(quote.rate.source, clock(quote.rate.asOf)) },
    paid: settled > 0n ? printMoney({ asset: shop.asset, units: settled }) : null,
    claimBy: isOpen(order) && order.payBy === null ? time(order.claimBy) : null,
    payBy: isOpen(order) ? time(order.payBy) : null,
    heldUntil: isOpen(order) ? time(order.heldUntil) : null,
    closed: time(order.closedAt),
    claimer: claimer && { by: claimer.by, text: claimer.account === deposit ? null : (claim?.address ?? keyOf(claimer.account)) },
    reference: referenceOf(order, shop.id),
    storefrontId: order.storefrontId,
    refunded: refunded > 0n ? printMoney({ asset: shop.asset, units: refunded }) : null,
  };
}

/** `acc_tari:mainnet:<key>.XTR` → the payer's key. */
const keyOf = (account: string) => account.replace(/^acc_/, "").replace(/\.[A-Z0-9]+$/, "").split(":").at(-1) ?? account;

type Refunding = { readonly isAsked: boolean; readonly isWaiting: boolean; readonly hasMoney: boolean };

/** What somebody waits for comes first. */
function actsOf(order: Order, refunding: Refunding): readonly ActName[] {
  const { isAsked, isWaiting, hasMoney } = refunding;
  const refund = hasMoney ? (["refund"] as const) : [];
  const urgent = [...(isWaiting ? (["sent", "withdraw"] as const) : []), ...(isAsked ? [...refund, "decline" as const] : [])];
  return [...urgent, ...movesOf(order), ...(isAsked ? [] : refund), ...(order.customer === null ? [] : (["credit"] as const))];
}

function movesOf(order: Order): readonly ActName[] {
  if (isOpen(order)) return order.quote ? ["mark-paid", "cancel"] : ["cancel"];
  if (order.status !== "paid") return ["reopen"];
  return order.shortAfterPaid || order.refundSuggested ? ["seen"] : [];
}

/** The newest errand of each kind, where the storefront refused it for good. */
function refusedOf({ deliveries }: Story) {
  const newest = new Map(deliveries.map((delivery) => [delivery.target, delivery]));
  return [...newest.values()].flatMap(({ id, result, said }) => (result === "refused" ? [{ id, said: said ?? "" }] : []));
}

/** Confirmed money that named this order after it had closed. */
function lateOf({ order, payments, events }: Story): string | null {
  if (order.status !== "expired" && order.status !== "cancelled") return null;
  const late = payments.filter(({ id, status }) => status === "confirmed" && events.some(({ object, type }) => object === id && type === "payment.late"));
  const [first] = late;
  return first ? printMoney({ asset: first.money.asset, units: sum(late.map(({ money }) => money.units)) }) : null;
}
