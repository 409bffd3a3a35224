import type { Account } from "./account.ts";
import type { Claim, Link } from "./claim.ts";
import { EngineError, invariant } from "./error.ts";
import type { Errand, Event, EventFields, EventType, Target } from "./event.ts";
import { eventId, type AccountId, type ClaimId, type CreditNoteId, type OrderId, type Owner, type PaymentId, type RefundId } from "./ids.ts";
import { transfer, type Move, type Transfer } from "./ledger.ts";
import { dueOf, type Order } from "./order.ts";
import type { Payment } from "./payment.ts";
import type { Refund } from "./refund.ts";
import { accountOf, type Parked, type Standing, type Tie } from "./standing.ts";

/** A decision as a value: the new truth, what moved, what happened, and whom to tell. */
export type Outcome = {
  readonly at: Date;
  readonly after: Standing;
  readonly touched: Touched;
  readonly transfers: readonly Transfer[];
  readonly events: readonly Event[];
  readonly errands: readonly Errand[];
  /** Orders whose cancel errand, not yet leased, is withdrawn. */
  readonly withdrawn: readonly OrderId[];
  /** Confirmations kept until their payment is reported, and those taken up again. */
  readonly parked: readonly Parked[];
  readonly unparked: readonly PaymentId[];
  readonly unlinked: readonly Link[];
  /** What was asked along the way and declined without refusing the whole: told to the log and the timeline. */
  readonly declined: readonly EngineError[];
};

/** Ids of what changed; `after` holds how it is now. */
export type Touched = {
  readonly orders: ReadonlySet<OrderId>;
  readonly payments: ReadonlySet<PaymentId>;
  readonly refunds: ReadonlySet<RefundId>;
  readonly claims: ReadonlySet<ClaimId>;
  readonly accounts: ReadonlySet<AccountId>;
  readonly links: readonly Link[];
};

export type Step = (so: Outcome) => Outcome;

/** Runs the steps of a decision one after the other; each sees what the one before made true. */
export function runSteps(standing: Standing, now: Date, ...steps: readonly Step[]): Outcome {
  return steps.reduce((so, step) => step(so), nothing(standing, now));
}

export function nothing(standing: Standing, now: Date): Outcome {
  const touched = { orders: new Set<OrderId>(), payments: new Set<PaymentId>(), refunds: new Set<RefundId>(), claims: new Set<ClaimId>(), accounts: new Set<AccountId>(), links: [] };
  return { at: now, after: standing, touched, transfers: [], events: [], errands: [], withdrawn: [], parked: [], unparked: [], unlinked: [], declined: [] };
}

export const same: Step = (so) => so;

export function all(...steps: readonly Step[]): Step {
  return (so) => steps.reduce((sofar, step) => step(sofar), so);
}

/** Tries a step that may be declined while the rest of the decision stands: a claim in a note, say. */
export function attempt(step: Step): Step {
  return (so) => {
    try {
      return step(so);
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return { ...so, declined: [...so.declined, error] };
    }
  };
}

export function when(condition: (so: Outcome) => boolean, step: Step): Step {
  return (so) => (condition(so) ? step(so) : so);
}

function touch<K extends Exclude<keyof Touched, "links">>(so: Outcome, kind: K, id: string): Touched {
  return { ...so.touched, [kind]: new Set<string>(so.touched[kind]).add(id) };
}

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

/** The order as it is from now on. Its version grows by one with each event, so events of one order are ordered. */
export function keepOrder(order: Order): Step {
  return (so) => ({ ...so, after: { ...so.after, orders: put(so.after.orders, order.id, order) }, touched: touch(so, "orders", order.id) });
}

export function keepPayment(payment: Payment): Step {
  return (so) => ({ ...so, after: { ...so.after, payments: put(so.after.payments, payment.id, payment) }, touched: touch(so, "payments", payment.id) });
}

export function keepRefund(refund: Refund): Step {
  return (so) => ({ ...so, after: { ...so.after, refunds: put(so.after.refunds, refund.id, refund) }, touched: touch(so, "refunds", refund.id) });
}

export function keepClaim(claim: Claim): Step {
  return (so) => ({
    ...so,
    after: { ...so.after, claims: [...so.after.claims.filter((each) => each.id !== claim.id), claim] },
    touched: touch(so, "claims", claim.id),
  });
}

export function keepLink(link: Link): Step {
  return (so) => ({ ...so, after: { ...so.after, links: [...so.after.links, link] }, touched: { ...so.touched, links: [...so.touched.links, link] } });
}

export function dropLink(link: Link): Step {
  const isOther = (each: Link) => each.account !== link.account || each.customer !== link.customer;
  return (so) => ({ ...so, after: { ...so.after, links: so.after.links.filter(isOther) }, unlinked: [...so.unlinked, link] });
}

export function tie(...ties: readonly Tie[]): Step {
  return (so) => ({ ...so, after: { ...so.after, ties: [...so.after.ties, ...ties] } });
}

export function park(parked: Parked): Step {
  return (so) => ({ ...so, after: { ...so.after, parked: [...so.after.parked, parked] }, parked: [...so.parked, parked] });
}

export function unpark(payment: PaymentId): Step {
  return (so) => ({
    ...so,
    after: { ...so.after, parked: so.after.parked.filter((each) => each.payment !== payment) },
    unparked: [...so.unparked, payment],
  });
}

/** Makes sure the account exists, so that the ledger's rows have both their ends. */
export function openFor(owner: Owner): Step {
  return (so) => {
    const account = accountOf(so.after, owner);
    return so.after.accounts.has(account.id) ? so : keepAccount(account)(so);
  };
}

function keepAccount(account: Account): Step {
  return (so) => ({ ...so, after: { ...so.after, accounts: put(so.after.accounts, account.id, account) }, touched: touch(so, "accounts", account.id) });
}

/** Posts a transfer. Both ends must be known; `overdraw` is only for money that was taken back. */
export function post(movement: Move, overdraw: "never" | "allowed" = "never"): Step {
  return (so) => {
    const posted = transfer(movement, so.at);
    invariant(!so.after.transfers.some((each) => each.id === posted.id), `posted twice: ${posted.id}`);
    const accounts = new Map(so.after.accounts);
    for (const [place, units] of [[posted.from, -posted.money.units], [posted.to, posted.money.units]] as const) {
      if (!place.startsWith("account/")) continue;
      const account = accounts.get(place.slice("account/".length) as AccountId);
      invariant(account !== undefined, `a transfer needs its account: ${place}`);
      const held = account.held + units;
      invariant(units > 0n || held >= 0n || overdraw === "allowed", `no account below zero: ${place}`);
      accounts.set(account.id, { ...account, held });
    }
    return { ...so, after: { ...so.after, accounts, transfers: [...so.after.transfers, posted] }, transfers: [...so.transfers, posted] };
  };
}

type Told = { readonly type: EventType; readonly object: Event["object"]; readonly version: number; readonly cause: string; readonly fields: EventFields };

function tell(told: Told): Step {
  return (so) => ({ ...so, events: [...so.events, { ...told, id: eventId(`${told.object}.${told.version}`), at: so.at }] });
}

function owe(target: Target, object: Event["object"], version: number): Step {
  return (so) => ({
    ...so,
    after: target === "storefront.cancel" ? { ...so.after, cancels: put(so.after.cancels, object as OrderId, "waiting") } : so.after,
    errands: [...so.errands, { event: eventId(`${object}.${version}`), target, object, version, at: so.at }],
  });
}

/** The order changed: it is kept, its version grows, and the event says how it stands now. */
export function orderEvent(type: EventType, order: Order, cause: string, ...targets: readonly Target[]): Step {
  const next = { ...order, version: order.version + 1 };
  return all(
    keepOrder(next),
    tell({ type, object: next.id, version: next.version, cause, fields: orderFields(next) }),
    ...targets.map((target) => owe(target, next.id, next.version)),
  );
}

export function paymentEvent(type: EventType, payment: Payment, cause: string): Step {
  const next = { ...payment, version: payment.version + 1 };
  return all(keepPayment(next), tell({ type, object: next.id, version: next.version, cause, fields: paymentFields(next) }));
}

export function refundEvent(type: EventType, refund: Refund, cause: string): Step {
  const next = { ...refund, version: refund.version + 1 };
  const fields = { order: next.order, units: next.money.units.toString(), asset: next.money.asset, status: next.status, transaction: next.transaction };
  return all(keepRefund(next), tell({ type, object: next.id, version: next.version, cause, fields }));
}

/** A credit note has no row of its own but its transfer: its event stands at version 1 of the note's id. */
export function creditEvent(note: CreditNoteId, account: AccountId, move: Move): Step {
  const fields = { account, units: move.money.units.toString(), asset: move.money.asset, from: move.from, to: move.to };
  return tell({ type: "credit.issued", object: note, version: 1, cause: move.cause, fields });
}

export function withdrawCancel(order: OrderId): Step {
  return (so) => {
    const cancels = new Map(so.after.cancels);
    cancels.delete(order);
    return { ...so, after: { ...so.after, cancels }, withdrawn: [...so.withdrawn, order] };
  };
}

function orderFields(order: Order): EventFields {
  return {
    status: order.status,
    storefrontId: order.storefrontId,
    name: order.name,
    due: dueOf(order)?.toString() ?? null,
    asset: order.quote?.due.asset ?? null,
    claimer: order.claimer?.account ?? null,
    claimedBy: order.claimer?.by ?? null,
    claimBy: order.claimBy?.toISOString() ?? null,
    payBy: order.payBy?.toISOString() ?? null,
    cancelledBy: order.cancelledBy,
    atRisk: order.atRisk.length > 0,
    refunded: order.refunded.toString(),
    shortAfterPaid: order.shortAfterPaid,
    refundSuggested: order.refundSuggested,
  };
}

function paymentFields(payment: Payment): EventFields {
  return {
    status: payment.status,
    provider: payment.provider,
    transaction: payment.transaction,
    units: payment.money.units.toString(),
    asset: payment.money.asset,
    account: payment.account,
    names: payment.names,
    contested: payment.contested,
    confirmations: payment.confirmations,
    occurrence: payment.occurrence,
  };
}

