/**
 * The business on one page. Each flow takes what is asked, what stands, and the time, and returns what became true.
 * Refusals are thrown as `EngineError`; a repeat of the same message returns the standing as it is.
 */
import { claimed, creditGranted, linked, unlinked, type SignedClaim } from "./claiming.ts";
import { acknowledged, cancelled, closedThere, expired, holdReleased, paidElsewhere, reassigned, reopened, repriced, requoted, totalChanged, type Reopening } from "./closing.ts";
import { arrived, credited, keptAsCredit, type CreditNote } from "./crediting.ts";
import { EngineError } from "./error.ts";
import type { AccountId, CreditNoteId, CustomerId, OrderId, PaymentId, RefundId, RemarkId, WalletId } from "./ids.ts";
import { isOpen, oldestFirst } from "./order.ts";
import { all, attempt, keepOrder, nothing, same, when, type Outcome, type Step } from "./outcome.ts";
import { decide } from "./freeing.ts";
import type { Report } from "./payment.ts";
import { asksForNothing, meetWaitingPayments, placed, priceWaiting, type NewOrder } from "./placing.ts";
import type { Price } from "./quote.ts";
import { claimsOf, MERCHANT, namedCredit, type Authority } from "./reach.ts";
import { agreed, confirmed, dropped, picked, seen, type Confirmation, type Sighting } from "./receiving.ts";
import type { WishStep } from "./refund.ts";
import { accountRefundRequested, refundRequested, refundSent, refundWithdrawn, wishTold, type AccountRefund, type OrderRefund } from "./refunding.ts";
import { reversed } from "./reversing.ts";
import { customersOf, openOrdersOf, tryEach, tryOrder } from "./settle.ts";
import { orderIn, type Standing } from "./standing.ts";

export type Placement = { readonly order: NewOrder; readonly noteClaim: SignedClaim | null };

/** An order is owed. Money and claims that were there first find it. */
export function place({ order, noteClaim }: Placement, standing: Standing, now: Date): Outcome {
  if (standing.orders.has(order.id) || asksForNothing(order.price)) return nothing(standing, now);
  return decide(
    standing,
    now,
    placed(order),
    noteClaim ? attempt(claimed(noteClaim, order.id)) : same,
    meetWaitingPayments(order.id),
    tryOrder(order.id),
  );
}

/** What the storefront says of an order we know, as of `factsAt`; older facts change nothing. */
export type StorefrontFacts = {
  readonly id: OrderId;
  readonly factsAt: Date;
  readonly name: string | null;
  readonly customer: CustomerId | null;
  readonly price: Price | null;
  readonly total: Price | null;
  readonly state: "open" | "cancelled" | "paid elsewhere";
  /** An edited note, and the claim in it, as a plain claim. */
  readonly note: RemarkId | null;
  readonly noteClaim: SignedClaim | null;
};

export function change(facts: StorefrontFacts, standing: Standing, now: Date): Outcome {
  const order = orderIn(standing, facts.id);
  if (order.factsAt && facts.factsAt < order.factsAt) return nothing(standing, now);
  return decide(
    standing,
    now,
    keepOrder({ ...order, factsAt: facts.factsAt, name: facts.name ?? order.name, note: facts.note ?? order.note }),
    reassigned(facts.id, facts.customer),
    facts.total ? totalChanged(facts.id, facts.total) : same,
    storefrontState(facts),
    facts.noteClaim ? attempt(claimed(asEdited(facts.noteClaim), facts.id)) : same,
  );
}

// Whoever edits a note later is not known to be the shopper: the order id in it proves as little as anywhere else.
const asEdited = (claim: SignedClaim): SignedClaim => (claim.kind === "note" ? { ...claim, kind: "plain" } : claim);

function storefrontState({ id, state, price }: StorefrontFacts): Step {
  switch (state) {
    case "cancelled":
      return closedThere(id);
    case "paid elsewhere":
      return paidElsewhere(id);
    case "open":
      return price ? repriced(id, price) : same;
  }
}

/** The storefront deleted the order, or says it is cancelled there. */
export function closeThere(id: OrderId, standing: Standing, now: Date): Outcome {
  return standing.orders.has(id) ? decide(standing, now, closedThere(id)) : nothing(standing, now);
}

/** A payer promises to pay an order. */
export function claim(asked: { readonly claim: SignedClaim; readonly order: OrderId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, claimed(asked.claim, asked.order));
}

export type Arrival = { readonly sighting: Sighting; readonly memoClaim: { readonly claim: SignedClaim; readonly order: OrderId } | null };

/** Money was seen. A claim in its memo is heard first, so that the money finds its order claimed. */
export function receive({ sighting, memoClaim }: Arrival, standing: Standing, now: Date): Outcome {
  const hear = memoClaim && standing.orders.has(memoClaim.order) ? attempt(claimed(memoClaim.claim, memoClaim.order)) : same;
  return decide(standing, now, hear, seen(sighting));
}

/** Money is final. */
export function confirm(word: Confirmation, standing: Standing, now: Date): Outcome {
  return decide(standing, now, confirmed(word), releaseHolds);
}

/** Money vanished before it was final; an order that waited for it alone is over. Not while another wallet reports it. */
export function drop(asked: { readonly payment: PaymentId; readonly wallet: WalletId | null }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, dropped(asked.payment, asked.wallet), releaseHolds);
}

const releaseHolds: Step = (so) => all(...[...so.after.orders.values()].filter((order) => order.heldUntil !== null && isOpen(order)).map(({ id }) => holdReleased(id)))(so);

/** The chain took money back: dropped while unconfirmed, reversed once it was credit. */
export function reverse(asked: { readonly payment: PaymentId; readonly wallet: WalletId | null }, standing: Standing, now: Date): Outcome {
  const status = standing.payments.get(asked.payment)?.status;
  return status === "received" || status === "dropped" ? drop(asked, standing, now) : decide(standing, now, reversed(asked.payment, asked.wallet), releaseHolds);
}

/** The merchant picks the true one of differing reports. */
export function pick(asked: { readonly payment: PaymentId; readonly report: Report }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, picked(asked.payment, asked.report));
}

/** The merchant agrees to a payment that waits. */
export function agree(payment: PaymentId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, agreed(payment), releaseHolds);
}

/** The merchant says that what is missing arrived. */
export function markPaid(asked: { readonly order: OrderId; readonly payment: PaymentId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, arrived(asked.order, asked.payment));
}

/** The merchant gives credit, or takes it back. */
export function credit(note: CreditNote, standing: Standing, now: Date): Outcome {
  return decide(standing, now, credited(note));
}

/** The rest of an order's deposit becomes its customer's credit. */
export function keepAsCredit(asked: { readonly order: OrderId; readonly note: CreditNoteId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, keptAsCredit(asked.order, asked.note));
}

/** A deadline passed. */
export function expire(id: OrderId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, expired(id));
}

/** The merchant cancels an open order. */
export function cancel(id: OrderId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, cancelled(id, "merchant"));
}

/** The merchant reopens an expired or cancelled order. */
export function reopen(asked: Reopening, standing: Standing, now: Date): Outcome {
  return decide(standing, now, reopened(asked));
}

/** The merchant changes what an open order costs. */
export function reprice(asked: { readonly order: OrderId; readonly price: Price }, standing: Standing, now: Date): Outcome {
  const order = orderIn(standing, asked.order);
  if (!isOpen(order)) throw new EngineError("order_not_open", { order: order.id, status: order.status });
  return decide(standing, now, repriced(asked.order, asked.price));
}

/** A quote ran out and a new one is asked for. While it runs, nothing changes. */
export function requote(id: OrderId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, requoted(id));
}

/** A rate was set: orders that needed one are priced, oldest first. */
export function priceAll(standing: Standing, now: Date): Outcome {
  const waiting = [...standing.orders.values()].filter((order) => isOpen(order) && order.quote === null).sort(oldestFirst);
  return decide(standing, now, ...waiting.map(({ id }) => priceWaiting(id)));
}

/** The merchant has seen that a paid order's total changed, or that it was cancelled at the storefront. */
export function acknowledge(id: OrderId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, acknowledged(id));
}

/** The merchant moves an order to another customer. */
export function reassign(asked: { readonly order: OrderId; readonly customer: CustomerId | null }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, reassigned(asked.order, asked.customer));
}

/** The customer, signed in, or the merchant confirms whose payer this is. */
export function link(asked: { readonly order: OrderId; readonly account: AccountId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, linked(asked.order, asked.account));
}

export function unlink(asked: { readonly customer: CustomerId; readonly account: AccountId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, unlinked(asked.customer, asked.account));
}

/** The customer, signed in, lets an order use their credit. */
export function useCredit(asked: { readonly order: OrderId; readonly customer: CustomerId }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, creditGranted(asked.order, asked.customer));
}

/** A payer, signed in with its key, pays what it claimed, named, or is linked to, with its own account. */
export function settleOwn(account: AccountId, standing: Standing, now: Date): Outcome {
  const authority: Authority = { by: "payer", account };
  const theirs = [...customersOf(standing, account)].flatMap((customer) => openOrdersOf(standing, customer));
  return decide(standing, now, tryEach([...new Set([...ownOrders(standing, account), ...theirs])], authority));
}

/** The merchant settles an account's orders with everything the rules know. */
export function settleAccount(account: AccountId, standing: Standing, now: Date): Outcome {
  const theirs = [...customersOf(standing, account)].flatMap((customer) => openOrdersOf(standing, customer));
  return decide(standing, now, tryEach([...new Set([...ownOrders(standing, account), ...theirs])], MERCHANT));
}

/** The merchant settles a customer's orders, each by itself. */
export function settleCustomer(customer: CustomerId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, tryEach(openOrdersOf(standing, customer), MERCHANT));
}

function ownOrders(standing: Standing, account: AccountId): readonly OrderId[] {
  return [...standing.orders.values()]
    .filter((order) => isOpen(order) && (claimsOf(standing, order.id).some((each) => each.account === account) || namedCredit(standing, order).some((row) => row.account === account)))
    .sort(oldestFirst)
    .map(({ id }) => id);
}

/** Money of a paid order is asked back. */
export function requestRefund(asked: OrderRefund, standing: Standing, now: Date): Outcome {
  return decide(standing, now, refundRequested(asked));
}

/** Money on an account is asked back. */
export function requestAccountRefund(asked: AccountRefund, standing: Standing, now: Date): Outcome {
  return decide(standing, now, accountRefundRequested(asked));
}

export function sendRefund(asked: { readonly refund: RefundId; readonly transaction: string }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, refundSent(asked.refund, asked.transaction));
}

export function withdrawRefund(refund: RefundId, standing: Standing, now: Date): Outcome {
  return decide(standing, now, refundWithdrawn(refund));
}

/** The shopper asks for money back, or is answered: `number` says which of the order's wishes it is. */
export function tellWish({ order, step, number }: { readonly order: OrderId; readonly step: WishStep; readonly number: number }, standing: Standing, now: Date): Outcome {
  return decide(standing, now, wishTold(order, step, number));
}

/** A policy changed: what waits within the new reach is paid. */
export function retry(standing: Standing, now: Date): Outcome {
  const open = [...standing.orders.values()].filter(isOpen).sort(oldestFirst);
  return decide(standing, now, ...open.map(({ id }) => when(({ after }) => after.orders.has(id), tryOrder(id))));
}
