import { EngineError } from "./error.ts";
import type { CustomerId, OrderId } from "./ids.ts";
import { compareDecimals, isZero, sameDecimal } from "./money.ts";
import { deadlineOf, isOpen, move, type CancelledBy, type Order } from "./order.ts";
import { all, keepOrder, orderEvent, same, withdrawCancel, type Step } from "./outcome.ts";
import { later } from "./policy.ts";
import { deadlineByMoney, priced } from "./placing.ts";
import { quote, rateFor, type Price } from "./quote.ts";
import { planFor, tryOrder, wouldComplete } from "./settle.ts";
import { asIfConfirmed, RULES } from "./reach.ts";
import { orderIn, type Standing } from "./standing.ts";

/** Its deadline passed. Money on its way puts expiry off once; otherwise the order is over, and is cancelled at the storefront. */
export function expired(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    const deadline = deadlineOf(order);
    if (!isOpen(order) || deadline === null || so.at < deadline) return so;
    const payable = planFor(so.after, order, RULES);
    if (payable) return tryOrder(id)(so);
    const heldUntil = order.heldUntil ?? later(deadline, so.after.policy.holdSeconds);
    const isWaiting = wouldComplete(so.after, order);
    if (isWaiting && so.at < heldUntil) return order.heldUntil ? so : keepOrder({ ...order, heldUntil })(so);
    return orderEvent("order.expired", { ...move(order, "expired"), closedAt: so.at }, `${id}.expired`, ...cancelErrand(order))(so);
  };
}

/** Expiry was put off for money that vanished: the order's own deadline counts again. */
export function holdReleased(id: OrderId): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || order.heldUntil === null || !isOpen(order) || wouldComplete(so.after, order)) return so;
    return expired(id)({ ...so, after: { ...so.after, orders: new Map(so.after.orders).set(id, { ...order, heldUntil: order.payBy ?? order.claimBy }) } });
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
    const next = isZero(price.amount) ? { ...order, price, quote: freeQuote(order, price, so.after, so.at) } : priced({ ...order, price }, so);
    return all(orderEvent("order.changed", next, `${id}.repriced`), deadlineByMoney(id), tryOrder(id))(so);
  };
}

function samePrice(a: Price, b: Price): boolean {
  return a.currency === b.currency && sameDecimal(a.amount, b.amount);
}

/** Nothing is due at any rate. */
function freeQuote(order: Order, price: Price, standing: Standing, at: Date): Order["quote"] {
  const rate = order.quote?.rate ?? rateFor(price.currency, standing.asset, standing.rates, at) ?? { currency: price.currency, perUnit: { digits: 1n, scale: 0 }, source: "nothing due", asOf: at };
  return quote(price, rate, standing.asset, at);
}

/** The storefront changed the total of a paid order: its due is frozen, the fact stands beside the status. */
export function totalChanged(id: OrderId, total: Price): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    const before = order.total;
    const change = before?.currency === total.currency ? compareDecimals(total.amount, before.amount) : 0;
    if (order.status !== "paid" || change === 0) return keepOrder({ ...order, total })(so);
    const next = { ...order, total, shortAfterPaid: order.shortAfterPaid || change > 0, refundSuggested: order.refundSuggested || change < 0 };
    return orderEvent("order.changed", next, `${id}.total-changed`)(so);
  };
}

/** A new rate for an order whose quote ran out. Money first seen within the old quote that covers its due keeps it. */
export function requoted(id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    if (order.quote && planFor(asIfConfirmed(so.after, order), order, RULES)) return so;
    const next = priced(order, so);
    if (next.quote === null) throw new EngineError("order_needs_rate", { order: id, currency: order.price.currency });
    if (order.quote && next.quote.due.units === order.quote.due.units) return keepOrder(next)(so);
    return all(orderEvent("order.changed", next, `${id}.requoted`), deadlineByMoney(id), tryOrder(id))(so);
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
    if (order.closedThere && byHand === "no") throw new EngineError("order_closed_at_storefront", { order: id });
    const { policy } = so.after;
    const windows = order.quote === null ? { claimBy: null, payBy: null } : {
      claimBy: later(so.at, policy.claimSeconds),
      payBy: order.claimer?.by === "proven" ? later(so.at, policy.paySeconds) : null,
    };
    const open = { ...move(order, order.claimer ? "claimed" : "unclaimed"), ...windows, heldUntil: null, closedAt: null, cancelledBy: null };
    const next = order.quote && samePrice(order.quote.price, order.price) ? open : priced(open, so);
    return all(
      errand === "waiting" ? withdrawCancel(id) : same,
      orderEvent("order.reopened", next, `${id}.reopened`),
      deadlineByMoney(id),
      tryOrder(id),
    )(so);
  };
}

/** Another customer owes it now: the claim stays, no link is made. */
export function reassigned(id: OrderId, customer: CustomerId | null): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.customer === customer) return so;
    const next = { ...order, customer, creditGranted: false };
    return all(orderEvent("order.changed", next, `${id}.reassigned`), tryOrder(id))(so);
  };
}

