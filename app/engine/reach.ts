import { creditOf } from "./account.ts";
import { isProven } from "./claim.ts";
import { accountId, type AccountId, type OrderId, type Owner } from "./ids.ts";
import { accountPlace, namingOf, type Via } from "./ledger.ts";
import { larger, smaller, sum } from "./money.ts";
import { isOpen, oldestFirst, type Order } from "./order.ts";
import type { Standing, Tie } from "./standing.ts";

/** How much of one account an order may use, and by what right. */
export type Row = { readonly account: AccountId; readonly units: bigint; readonly via: Via };

/**
 * On whose word an order is tried: the rules by themselves, a payer signed in with its key, or the merchant.
 * A customer's "use my credit" is a fact of the order (`creditGranted`), not an authority.
 */
export type Authority = { readonly by: "rules" } | { readonly by: "merchant" } | { readonly by: "payer"; readonly account: AccountId };

export const RULES: Authority = { by: "rules" };
export const MERCHANT: Authority = { by: "merchant" };

/** The ways to make up an order's reach, best first: they differ only in which plain claimer takes part. */
export function reaches(standing: Standing, order: Order, authority: Authority): readonly (readonly Row[])[] {
  if (authority.by === "payer" && standing.policy.creditPays === "on_proof") {
    return [ownRow(standing, order, authority.account)];
  }
  const withClaimer = (claimer: AccountId | null) => once(standing, [
    ...depositRow(standing, order),
    ...(claimer ? [row(standing, claimer, "claim")] : []),
    ...namingRows(standing, order),
    ...creditRow(standing, order, authority),
    ...linkRows(standing, order, authority),
  ]);
  const proven = provenClaimer(standing, order);
  if (proven) return [withClaimer(proven)];
  return [...freePlainClaimers(standing, order).map(withClaimer), withClaimer(null)];
}

function row(standing: Standing, account: AccountId, via: Via): Row {
  const found = standing.accounts.get(account);
  return { account, via, units: found ? creditOf(found) : 0n };
}

/** Each account counts once, by the first of its rows; only namings of several orders add up, and never past its credit. */
function once(standing: Standing, rows: readonly Row[]): readonly Row[] {
  const used = new Map<AccountId, { readonly via: Via; readonly units: bigint }>();
  return rows.flatMap((each) => {
    const before = used.get(each.account);
    if (before && !(isNaming(before.via) && isNaming(each.via))) return [];
    const units = smaller(each.units, row(standing, each.account, each.via).units - (before?.units ?? 0n));
    if (units <= 0n) return [];
    used.set(each.account, { via: each.via, units: units + (before?.units ?? 0n) });
    return [{ ...each, units }];
  });
}

const isNaming = (via: Via) => via.startsWith("naming/");

function depositRow(standing: Standing, order: Order): readonly Row[] {
  return [row(standing, accountId(standing.asset, { kind: "deposit", of: order.id }), "deposit")];
}

function ownRow(standing: Standing, order: Order, account: AccountId): readonly Row[] {
  const claims = provenClaimer(standing, order) === account || freePlainClaimers(standing, order).includes(account);
  const linked = standing.links.some((link) => link.account === account && link.customer === order.customer);
  if (claims) return once(standing, [row(standing, account, "claim")]);
  if (linked) return once(standing, [row(standing, account, "link")]);
  return once(standing, namingRows(standing, order).filter((each) => each.account === account));
}

function provenClaimer(standing: Standing, order: Order): AccountId | null {
  return claimsOf(standing, order.id).find((claim) => isProven(claim))?.account ?? null;
}

export function claimsOf(standing: Standing, order: OrderId) {
  return standing.claims.filter((claim) => claim.order === order && claim.standing === "counts");
}

/** Plain claimers whose whole credit may be used, the earliest first; the others pay only by what names the order. */
function freePlainClaimers(standing: Standing, order: Order): readonly AccountId[] {
  return claimsOf(standing, order.id)
    .filter((claim) => !isProven(claim) && isFree(standing, claim.account, order))
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
    .map((claim) => claim.account);
}

/** No link, no other customer's order paid by claim or link, no proof or naming on another customer's open order. */
export function isFree(standing: Standing, account: AccountId, order: Order): boolean {
  return !standing.ties.some((tie) => tie.account === account && (tie.by === "link" || (isAnothers(standing, tie, order) && isTight(standing, tie))));
}

// The order of a tie may have changed in this very decision: as it is now counts, where it is known.
function isAnothers({ orders }: Standing, tie: Tie, order: Order): boolean {
  if (tie.order === order.id) return false;
  const tiedTo = tie.order === null ? undefined : orders.get(tie.order);
  const customer = tiedTo ? tiedTo.customer : tie.customer;
  return customer === null || customer !== order.customer;
}

/** A payment made stays; a claim or a naming ties only while it stands and its order is open. */
function isTight(standing: Standing, { account, by, order }: Tie): boolean {
  const tiedTo = order === null ? undefined : standing.orders.get(order);
  if (by === "paid" || tiedTo === undefined) return true;
  return isOpen(tiedTo) && (by === "claim" ? provenClaimer(standing, tiedTo) === account : isNamedBy(standing, tiedTo.id, account));
}

function isNamedBy({ payments }: Standing, order: OrderId, account: AccountId): boolean {
  return [...payments.values()].some((payment) => payment.names === order && payment.account === account && (payment.status === "received" || payment.status === "confirmed"));
}

/** Row 3: per account, what confirmed payments naming the order brought and was not spent by that naming yet. */
export function namingRows(standing: Standing, order: Order): readonly Row[] {
  const own = namedCredit(standing, order);
  if (standing.policy.namedSurplus === "keep" || order.customer === null) return own;
  const others = [...standing.orders.values()].filter((each) => each.id !== order.id && each.customer === order.customer).sort(oldestFirst);
  return [...own, ...others.flatMap((each) => namedCredit(standing, each).filter(({ account }) => !isRest(standing, account, each)))];
}

/** What is left on a deposit account once its order is paid is outside every reach. */
function isRest({ accounts }: Standing, account: AccountId, { status }: Order): boolean {
  return status === "paid" && accounts.get(account)?.owner.kind === "deposit";
}

/** What is left of the payments that name this order, by account, largest first. */
export function namedCredit(standing: Standing, order: Order): readonly Row[] {
  const brought = new Map<AccountId, bigint>();
  for (const payment of standing.payments.values()) {
    if (payment.names !== order.id || payment.status !== "confirmed") continue;
    brought.set(payment.account, (brought.get(payment.account) ?? 0n) + payment.money.units);
  }
  return [...brought]
    .map(([account, units]) => ({ account, via: namingOf(order.id), units: larger(0n, smaller(row(standing, account, "claim").units, units - spentByNaming(standing, account, order.id))) }))
    .sort(largestFirst);
}

function spentByNaming(standing: Standing, account: AccountId, order: OrderId): bigint {
  const from = accountPlace(account);
  return sum(standing.transfers.filter((each) => each.from === from && each.via === namingOf(order)).map((each) => each.money.units));
}

function creditRow(standing: Standing, order: Order, authority: Authority): readonly Row[] {
  if (order.customer === null) return [];
  const may = order.creditGranted || authority.by === "merchant" || standing.policy.creditPays === "automatic";
  return may ? [row(standing, accountId(standing.asset, { kind: "customer", customer: order.customer }), "credit")] : [];
}

function linkRows(standing: Standing, order: Order, authority: Authority): readonly Row[] {
  if (order.customer === null) return [];
  if (authority.by !== "merchant" && standing.policy.creditPays !== "automatic") return [];
  return standing.links
    .filter((link) => link.customer === order.customer)
    .map((link) => row(standing, link.account, "link"))
    .sort(largestFirst);
}

function largestFirst(a: Row, b: Row): number {
  return a.units > b.units ? -1 : a.units < b.units ? 1 : a.account < b.account ? -1 : a.account > b.account ? 1 : 0;
}

/** The world if what was reported to this order were confirmed already; `until`: as far as it was first seen by then. Decides deadlines and quotes, never money. */
export function asIfConfirmed(standing: Standing, order: Order, until: Date | null = null): Standing {
  const accounts = new Map(standing.accounts);
  const payments = new Map(standing.payments);
  for (const payment of standing.payments.values()) {
    if (payment.status !== "received" || payment.contested || !mayPay(standing, payment.account, payment.names, order)) continue;
    if (until !== null && payment.receivedAt > until) continue;
    const account = accounts.get(payment.account);
    if (!account) continue;
    accounts.set(account.id, { ...account, held: account.held + payment.money.units });
    payments.set(payment.id, { ...payment, status: "confirmed" });
  }
  return { ...standing, accounts, payments };
}

function mayPay(standing: Standing, account: AccountId, names: OrderId | null, order: Order): boolean {
  if (names !== null && names !== order.id) {
    // Money that names another open order is that order's first; counting it here as well would hold both.
    const other = standing.orders.get(names);
    if (other && isOpen(other)) return false;
    if (other && order.customer !== null && other.customer === order.customer && standing.policy.namedSurplus === "sameCustomer") return true;
  }
  if (names === order.id || account === accountId(standing.asset, depositFor(order.id))) return true;
  if (claimsOf(standing, order.id).some((claim) => claim.account === account)) return true;
  const isLinked = standing.links.some((link) => link.account === account && link.customer === order.customer);
  return isLinked && standing.policy.creditPays === "automatic";
}

export const depositFor = (of: OrderId): Owner => ({ kind: "deposit", of });
