import { creditOf } from "./account.ts";
import { isProven, MOST_PLAIN_CLAIMS, type Claim, type ClaimKind, type Link } from "./claim.ts";
import { EngineError } from "./error.ts";
import { accountId, type ClaimId, type CustomerId, type OrderId, type Owner, type PayerKey } from "./ids.ts";
import { dueOf, isOpen, move, type Order } from "./order.ts";
import { all, dropLink, keepClaim, keepLink, keepOrder, openFor, orderEvent, same, tie, type Step } from "./outcome.ts";
import { later } from "./policy.ts";
import { claimsOf } from "./reach.ts";
import { requoted } from "./closing.ts";
import { deadlineByMoney } from "./placing.ts";
import { tryAccount, tryCustomer, tryOrder } from "./settle.ts";
import { accountOf, orderIn, type Standing } from "./standing.ts";

/** A claim whose signature was verified at the door. */
export type SignedClaim = { readonly id: ClaimId; readonly payer: PayerKey; readonly kind: ClaimKind };

/** This payer promises to pay this order. The same claim again changes nothing. */
export function claimed(signed: SignedClaim, id: OrderId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (isRepeat(so.after, signed, order)) return so;
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    return isProven(signed) ? provenClaim(signed, order)(so) : plainClaim(signed, order)(so);
  };
}

function isRepeat(standing: Standing, signed: SignedClaim, order: Order): boolean {
  const account = accountId(standing.asset, payerOwner(signed));
  return standing.claims.some((claim) =>
    claim.order === order.id && (claim.id === signed.id || (claim.account === account && claim.standing === "counts" && (claim.kind === signed.kind || isProven(claim)))));
}

const payerOwner = ({ payer }: Pick<SignedClaim, "payer">): Owner => ({ kind: "payer", payer });

function claimOf(signed: SignedClaim, order: Order, standing: Standing, at: Date): Claim {
  const account = accountId(standing.asset, payerOwner(signed));
  return { ...signed, order: order.id, account, at, standing: "counts", barred: false };
}

/** Displaces every other claimer, starts the time to pay once, and may link payer and customer. */
function provenClaim(signed: SignedClaim, order: Order): Step {
  return (so) => {
    const claim = claimOf(signed, order, so.after, so.at);
    const displaced = claimsOf(so.after, order.id).map((other) => keepClaim({ ...other, standing: "displaced" }));
    const payBy = order.payBy ?? (dueOf(order) === null ? null : later(so.at, so.after.policy.paySeconds));
    const next = { ...claimedStatus(order), payBy, claimer: { account: claim.account, by: "proven" } as const };
    return all(
      openFor(payerOwner(signed)),
      ...displaced,
      keepClaim(claim),
      tie({ account: claim.account, by: "claim", order: order.id, customer: order.customer }),
      orderEvent("order.claimed", next, `${order.id}.claimed`),
      so.after.policy.creditPays === "automatic" && order.customer ? linkBy(claim, order.customer) : same,
      tryOrder(order.id),
      so.after.policy.creditPays === "automatic" && order.customer ? all(tryAccount(claim.account, null), tryCustomer(order.customer)) : same,
    )(so);
  };
}

const claimedStatus = (order: Order): Order => (order.status === "unclaimed" ? move(order, "claimed") : order);

/** Proves little: no link, no deadline; sixteen at most, and none against a proven claimer. */
function plainClaim(signed: SignedClaim, order: Order): Step {
  return (so) => {
    if (so.after.policy.plainClaims === "off") throw new EngineError("plain_claims_off", { order: order.id });
    const others = claimsOf(so.after, order.id);
    if (others.some(isProven)) throw new EngineError("order_claimed", { order: order.id });
    const claim = claimOf(signed, order, so.after, so.at);
    const leaving = makeRoom(others, so.after);
    const [first = claim] = others.filter((other) => other !== leaving).sort(earliestFirst);
    const next = { ...claimedStatus(order), claimer: { account: first.account, by: "plain" } as const };
    return all(
      openFor(payerOwner(signed)),
      leaving ? keepClaim({ ...leaving, standing: "displaced" }) : same,
      keepClaim(claim),
      orderEvent("order.claimed", next, `${order.id}.claimed`),
      deadlineByMoney(order.id),
      tryOrder(order.id),
    )(so);
  };
}

const earliestFirst = (a: Claim, b: Claim) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1);

/** The claim that gives way to one more: the oldest without money. */
function makeRoom(others: readonly Claim[], standing: Standing): Claim | null {
  if (others.length < MOST_PLAIN_CLAIMS) return null;
  const [oldest] = others.filter(({ payer }) => creditOf(accountOf(standing, { kind: "payer", payer })) === 0n).sort(earliestFirst);
  if (!oldest) throw new EngineError("claims_full", { most: MOST_PLAIN_CLAIMS });
  return oldest;
}

/** The customer, signed in, or the merchant says that this payer is this customer's. */
export function linked(id: OrderId, account: Claim["account"]): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.customer === null) throw new EngineError("order_has_no_customer", { order: id });
    const proof = so.after.claims.find((claim) => claim.order === id && claim.account === account && isProven(claim) && !claim.barred);
    if (!proof) throw new EngineError("link_needs_proof", { order: id });
    return all(linkBy(proof, order.customer), tryAccount(account, null), tryCustomer(order.customer))(so);
  };
}

function linkBy(claim: Claim, customer: CustomerId): Step {
  return (so) => {
    const exists = so.after.links.some((link) => link.account === claim.account && link.customer === customer);
    if (exists || claim.barred) return so;
    const link: Link = { customer, account: claim.account, claim: claim.id };
    return all(keepLink(link), tie({ account: claim.account, by: "link", order: null, customer }))(so);
  };
}

/** Removing a link bars the claims that made it: it comes back only by a new proof. */
export function unlinked(customer: CustomerId, account: Claim["account"]): Step {
  return (so) => {
    const link = so.after.links.find((each) => each.customer === customer && each.account === account);
    if (!link) throw new EngineError("link_unknown", { customer, account });
    const theirs = so.after.claims.filter((claim) => claim.account === account && isProven(claim) && (claim.id === link.claim || so.after.orders.get(claim.order)?.customer === customer));
    return all(dropLink(link), untie(link), ...theirs.map((claim) => keepClaim({ ...claim, barred: true })), tryAccount(account, null), tryCustomer(customer))(so);
  };
}

function untie(link: Link): Step {
  return (so) => ({ ...so, after: { ...so.after, ties: so.after.ties.filter((tied) => tied.by !== "link" || tied.account !== link.account || tied.customer !== link.customer) } });
}

/**
 * The customer, signed in at the storefront, lets this order use their credit. Where its rate has run out it gets a new one
 * first; what is due then is not what they saw, so nothing is spent until they say so again.
 */
export function creditGranted(id: OrderId, customer: CustomerId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (order.customer !== customer) throw new EngineError("customer_unknown", { order: id });
    if (order.creditGranted) return so;
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    const priced = order.quote === null ? so : requoted(id)(so);
    const now = orderIn(priced.after, id);
    if (dueOf(now) !== dueOf(order)) return priced;
    return all(keepOrder({ ...now, creditGranted: true }), tryOrder(id))(priced);
  };
}
