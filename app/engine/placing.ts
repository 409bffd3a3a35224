import type { AccountId, CustomerId, OrderId, RemarkId } from "./ids.ts";
import { isZero } from "./money.ts";
import { dueOf, isOpen, move, type Order } from "./order.ts";
import { all, keepPayment, orderEvent, same, tie, type Outcome, type Step } from "./outcome.ts";
import type { Payment } from "./payment.ts";
import { later } from "./policy.ts";
import { quote, rateFor, type Price, type Rate } from "./quote.ts";
import { namesOrder } from "./naming.ts";
import { tryOrder, wouldComplete } from "./settle.ts";

/** An order as first heard of. */
export type NewOrder = {
  readonly id: OrderId;
  readonly storefrontId: string | null;
  readonly name: string | null;
  readonly token: string;
  readonly customer: CustomerId | null;
  readonly price: Price;
  readonly total: Price | null;
  readonly factsAt: Date | null;
  readonly note: RemarkId | null;
  readonly cause: string;
};

/** The order exists now, priced if a rate is known, and waits for a claim. */
export function placed(input: NewOrder): Step {
  return (so) => {
    const { cause, ...facts } = input;
    const order: Order = {
      ...facts,
      status: "unclaimed",
      totalSince: null,
      quote: null,
      claimer: null,
      placedAt: so.at,
      claimBy: null,
      payBy: null,
      heldUntil: null,
      closedAt: null,
      cancelledBy: null,
      closedThere: false,
      creditGranted: false,
      atRisk: [],
      refunded: 0n,
      shortAfterPaid: false,
      refundSuggested: false,
      version: 0,
    };
    return orderEvent("order.placed", priced(order, so), cause)(so);
  };
}

/** Windows start when the order is priced; without a rate it waits, unpriced. */
export function priced(order: Order, { after, at }: Pick<Outcome, "after" | "at">): Order {
  const rate = rateFor(order.price.currency, after.asset, after.rates, at) ?? (isZero(order.price.amount) ? nothingDue(order.price, at) : null);
  if (!rate) return { ...order, quote: null };
  return { ...order, quote: quote(order.price, rate, after.asset, at), claimBy: order.claimBy ?? later(at, after.policy.claimSeconds) };
}

/** Nothing is due at any rate. */
const nothingDue = ({ currency }: Price, at: Date): Rate => ({ currency, perUnit: { digits: 1n, scale: 0 }, source: "nothing due", asOf: at });

/** Payments that named this order before it was known find it now; the first namer claims it. */
export function meetWaitingPayments(id: OrderId): Step {
  return (so) => {
    const waiting = [...so.after.payments.values()]
      .filter((payment) => payment.names === null && payment.naming !== null && namesOrder(so.after, payment.naming, id))
      .sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : 1));
    return all(
      ...waiting.flatMap((payment) => [keepPayment({ ...payment, names: id }), isAlive(payment) ? named(id, payment.account) : same]),
      deadlineByMoney(id),
    )(so);
  };
}

/** Money that vanished, or that nobody can tell the sender of, claims nothing. */
const isAlive = ({ status, contested }: Payment) => !contested && (status === "received" || status === "confirmed");

/** A payment names the order: it waits for that payer unless somebody claimed it. The naming reaches no other money. */
export function named(id: OrderId, account: AccountId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || !isOpen(order)) return so;
    const tied = tie({ account, by: "naming", order: id, customer: order.customer });
    if (order.status !== "unclaimed") return tied(so);
    const claimed = { ...move(order, "claimed"), claimer: { account, by: "naming" } as const };
    return all(tied, orderEvent("order.claimed", claimed, `${id}.named`))(so);
  };
}

/** Pay-by is set by money that would pay the order, once, and by nothing less: a dust payment moves no deadline. */
export function deadlineByMoney(id: OrderId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || !isOpen(order) || order.payBy !== null || dueOf(order) === null) return so;
    if (!wouldComplete(so.after, order)) return so;
    return orderEvent("order.changed", { ...order, payBy: later(so.at, so.after.policy.paySeconds) }, `${id}.funded`)(so);
  };
}

/** A rate arrived: orders that needed one get their due and their windows, and are tried. */
export function priceWaiting(id: OrderId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || !isOpen(order) || order.quote !== null) return so;
    const next = priced(order, so);
    if (next.quote === null) return so;
    const withDeadline = next.claimer?.by === "proven" ? { ...next, payBy: later(so.at, so.after.policy.paySeconds) } : next;
    return all(orderEvent("order.changed", withDeadline, `${id}.priced`), deadlineByMoney(id), tryOrder(id))(so);
  };
}

/** An order asks for nothing when it is first seen: it is logged, not stored. */
export function asksForNothing(price: Price): boolean {
  return isZero(price.amount);
}

