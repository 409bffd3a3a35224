import { EngineError } from "./error.ts";
import type { CustomerId, OrderId } from "./ids.ts";
import { compareDecimals, sameDecimal } from "./money.ts";
import { deadlineOf, isOpen, move, type CancelledBy, type Order } from "./order.ts";
import { all, attempt, keepOrder, orderEvent, same, withdrawCancel, type Outcome, type Step } from "./outcome.ts";
import { later } from "./policy.ts";
import { deadlineByMoney, priced, priceWaiting } from "./placing.ts";
import { quote, quoteEnds, type Price } from "./quote.ts";
import { planFor, tryCustomer, tryOrder, wouldComplete } from "./settle.ts";
import { asIfConfirmed, RULES } from "./reach.ts";
import { orderIn, type Standing } from "./standing.ts";

const LONGEST_HOLD_SECONDS = 24 * 3600;

/** Its deadline passed. Money on its way puts expiry off once; otherwise the order is over, and is cancelled at the storefront. */
export function expired(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    const deadline = deadlineOf(order);
    if (!isOpen(order) || deadline === null || so.at < deadline) return so;
    const payable = planFor(so.after, order, RULES);
    if (payable) return tryOrder(id)(so);
    const heldUntil = order.heldUntil ?? later(deadline, Math.min(so.after.policy.holdSeconds, LONGEST_HOLD_SECONDS));
    const isWaiting = wouldComplete(so.after, order);
    if (isWaiting && so.at < heldUntil) return order.heldUntil ? so : keepOrder({ ...order, heldUntil })(so);
    return orderEvent("order.expired", { ...move(order, "expired"), closedAt: so.at }, `${id}.expired`, ...cancelErrand(order))(so);
  };
}

/** Expiry was put off for money that vanished, or went elsewhere: the order's own deadline counts again. */
export function holdReleased(id: OrderId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || order.heldUntil === null || !isOpen(order) || wouldComplete(so.after, order)) return so;
    return all(keepOrder({ ...order, heldUntil: order.payBy ?? order.claimBy }), expired(id))(so);
  };
}

const cancelErrand = (order: Order) => (order.storefrontId === null ? [] : (["storefront.cancel"] as const));

/** Only an open order is cancelled. By the merchant: the storefront is told; by the storefront: it knows. */
export function cancelled(id: OrderId, by: CancelledBy): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    const next = { ...move(order, "cancelled"), cancelledBy: by, closedAt: so.at, closedThere: order.closedThere || by === "storefront" };
    return orderEvent("order.cancelled", next, `${id}.cancelled`, ...(by === "merchant" ? cancelErrand(order) : []))(so);
  };
}

/** The storefront says it is closed there. Ours, if open, is cancelled; if closed, only the fact is kept. */
export function closedThere(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.closedThere) return so;
    if (isOpen(order)) return cancelled(id, "storefront")(so);
    const next = { ...order, closedThere: true, refundSuggested: order.refundSuggested || order.status === "paid" };
    return orderEvent("order.changed", next, `${id}.closed-there`)(so);
  };
}

/** Paid another way at the storefront: nothing is asked for here any more. */
export function paidElsewhere(id: OrderId): Step {
  return (so) => (isOpen(orderIn(so.after, id)) ? cancelled(id, "paid elsewhere")(so) : so);
}

/** The storefront or the merchant changed the price of an open order: it is re-quoted, and says so. */
export function repriced(id: OrderId, price: Price): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (samePrice(order.price, price)) return so;
    if (!isOpen(order)) return order.status === "paid" ? so : keepOrder({ ...order, price })(so);
    const next = coversQuote(so.after, order) && order.quote?.price.currency === price.currency
      ? { ...order, price, quote: quote(price, order.quote.rate, so.after.asset, so.at) }
      : priced({ ...order, price }, so);
    return all(orderEvent("order.changed", next, `${id}.repriced`), deadlineByMoney(id), tryOrder(id))(so);
  };
}

function samePrice(a: Price, b: Price): boolean {
  return a.currency === b.currency && sameDecimal(a.amount, b.amount);
}

/** Does money first seen within the quote's life cover its due? Then no new rate asks for more. */
function coversQuote(standing: Standing, order: Order): boolean {
  return order.quote !== null && planFor(asIfConfirmed(standing, order, endOf(order, standing)), order, RULES) !== null;
}

const endOf = ({ quote: current }: Order, { policy }: Standing): Date | null => current && quoteEnds(current, policy);

function hasRunOut(order: Order, { after, at }: Pick<Outcome, "after" | "at">): boolean {
  const end = endOf(order, after);
  return end !== null && at > end;
}

/**
 * The storefront changed the total of a paid order: its due is frozen, the fact stands beside the status.
 * `total` stays as it was when paid, so that every order of arrival ends the same. That it was closed there was said then.
 */
export function totalChanged(id: OrderId, total: Price): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    const before = order.total;
    if (order.status !== "paid" || before === null) return keepOrder({ ...order, total })(so);
    const change = before.currency === total.currency ? compareDecimals(total.amount, before.amount) : 0;
    const next = { ...order, totalSince: total, shortAfterPaid: change > 0, refundSuggested: order.closedThere ? order.refundSuggested : change < 0 };
    if (next.shortAfterPaid === order.shortAfterPaid && next.refundSuggested === order.refundSuggested) return keepOrder(next)(so);
    return orderEvent("order.changed", next, `${id}.total-changed`)(so);
  };
}

/** The merchant has seen what changed after it was paid: later changes are told from what the storefront says now. */
export function acknowledged(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (!order.shortAfterPaid && !order.refundSuggested) return so;
    const next = { ...order, total: order.totalSince ?? order.total, totalSince: null, shortAfterPaid: false, refundSuggested: false };
    return orderEvent("order.changed", next, `${id}.seen`)(so);
  };
}

/**
 * A new rate for an order whose quote ran out; while it runs, nobody picks a better one. Money first seen within the old
 * quote that covers its due keeps it.
 */
export function requoted(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    if (order.quote === null) return pricedAtLast(id)(so);
    if (!hasRunOut(order, so) || coversQuote(so.after, order)) return so;
    const next = priced(order, so);
    if (next.quote === null) throw new EngineError("order_needs_rate", { order: id, currency: order.price.currency });
    if (next.quote.due.units === order.quote.due.units) return keepOrder(next)(so);
    return all(orderEvent("order.changed", next, `${id}.requoted`), deadlineByMoney(id), tryOrder(id))(so);
  };
}

function pricedAtLast(id: OrderId): Step {
  return (so) => {
    const next = priceWaiting(id)(so);
    const { quote: given, price } = orderIn(next.after, id);
    if (given === null) throw new EngineError("order_needs_rate", { order: id, currency: price.currency });
    return next;
  };
}

/** Money arrives for an order whose quote ran out: it counts towards a new one. */
export function requotedIfOver(id: OrderId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    return order && isOpen(order) && hasRunOut(order, so) ? attempt(requoted(id))(so) : so;
  };
}

/** Whether the merchant fulfils by hand what the storefront already closed. */
export type Reopening = { readonly order: OrderId; readonly byHand: "yes" | "no" };

/** A closed order is open again, with new deadlines. A cancel errand not yet on its way is withdrawn. */
export function reopened({ order: id, byHand }: Reopening): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.status !== "expired" && order.status !== "cancelled") throw new EngineError("order_not_closed", { order: id, status: order.status });
    const errand = so.after.cancels.get(id) ?? null;
    if (errand === "leased") throw new EngineError("cancel_in_flight", { order: id });
    if ((order.closedThere || errand === "done") && byHand === "no") throw new EngineError("order_closed_at_storefront", { order: id });
    const fresh = { ...move(order, order.claimer ? "claimed" : "unclaimed"), claimBy: null, payBy: null, heldUntil: null, closedAt: null, cancelledBy: null };
    const next = withWindows(order.quote && samePrice(order.quote.price, order.price) ? fresh : priced(fresh, so), so.after, so.at);
    return all(
      errand === "waiting" ? withdrawCancel(id) : same,
      orderEvent("order.reopened", next, `${id}.reopened`),
      deadlineByMoney(id),
      tryOrder(id),
    )(so);
  };
}

/** Windows start when there is a due. */
function withWindows(order: Order, { policy }: Standing, at: Date): Order {
  if (order.quote === null) return order;
  return { ...order, claimBy: later(at, policy.claimSeconds), payBy: order.claimer?.by === "proven" ? later(at, policy.paySeconds) : null };
}

/** Another customer owes it now: the claim stays, no link is made. */
export function reassigned(id: OrderId, customer: CustomerId | null): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.customer === customer) return so;
    const next = { ...order, customer, creditGranted: false };
    return all(orderEvent("order.changed", next, `${id}.reassigned`), tryOrder(id), customer ? tryCustomer(customer) : same)(so);
  };
}

