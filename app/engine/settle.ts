import { isProven } from "./claim.ts";
import { type AccountId, type CustomerId, type OrderId } from "./ids.ts";
import { accountPlace, namingOf, orderPlace, type Move } from "./ledger.ts";
import { larger, smaller, sum, type Asset } from "./money.ts";
import { dueOf, isOpen, move, oldestFirst, type Order } from "./order.ts";
import { all, orderEvent, post, same, tie, type Step } from "./outcome.ts";
import { toleranceOf } from "./policy.ts";
import { asIfConfirmed, claimsOf, namingRows, reaches, RULES, type Authority, type Row } from "./reach.ts";
import type { Standing } from "./standing.ts";

/** How an order would be paid: what each account gives, and what the shop forgoes. */
export type Plan = { readonly rows: readonly Row[]; readonly writtenOff: bigint };

/** Whole or not at all: null when no way of reaching it makes the order whole. */
export function planFor(standing: Standing, order: Order, authority: Authority): Plan | null {
  const due = dueOf(order);
  if (due === null || !isOpen(order)) return null;
  const ways = reaches(standing, order, authority);
  // An exact way is looked for first: the shop forgoes nothing while some way makes the order whole.
  for (const tolerance of [0n, toleranceOf(standing.policy, due)]) {
    for (const rows of ways) {
      const plan = fill(rows, due, tolerance);
      if (plan) return plan;
    }
  }
  return null;
}

function fill(rows: readonly Row[], due: bigint, tolerance: bigint): Plan | null {
  let missing = due;
  const used: Row[] = [];
  for (const row of rows) {
    const units = smaller(row.units, missing);
    if (units > 0n) used.push({ ...row, units });
    missing -= units;
  }
  if (missing === 0n) return { rows: used, writtenOff: 0n };
  const bringsMoney = used.some(({ via }) => via !== "credit" && via !== "link");
  return missing <= tolerance && bringsMoney ? { rows: used, writtenOff: missing } : null;
}

/** Would received money, once confirmed, make the order whole? */
export function wouldComplete(standing: Standing, order: Order): boolean {
  return planFor(asIfConfirmed(standing, order), order, RULES) !== null;
}

/** Units the order still lacks under the rules; 0 when it is or could be whole. */
export function missingOf(standing: Standing, order: Order): bigint {
  const due = dueOf(order);
  if (due === null || !isOpen(order)) return 0n;
  const most = reaches(standing, order, RULES).reduce((reach, rows) => larger(reach, sum(rows.map(({ units }) => units))), 0n);
  return most >= due ? 0n : due - most;
}

/** Settles the order if its reach makes it whole; otherwise leaves everything as it is. */
export function tryOrder(id: OrderId, authority: Authority = RULES): Step {
  return (so) => {
    const order = so.after.orders.get(id);
    if (!order || !isOpen(order)) return so;
    const plan = planFor(so.after, order, authority);
    return plan ? pay(order, plan)(so) : so;
  };
}

function pay(order: Order, plan: Plan): Step {
  const cause = `${order.id}.settled`;
  return (so) => {
    const paid = { ...move(order, "paid"), closedAt: so.at };
    const targets = order.storefrontId === null ? [] : (["storefront.mark-paid"] as const);
    return all(
      ...plan.rows.map((row) => all(post(settling(order, cause, row, so.after.asset)), tiePaid(order, row))),
      plan.writtenOff > 0n ? post(writeOff(order, cause, plan.writtenOff, so.after)) : same,
      orderEvent("order.paid", paid, cause, ...targets),
    )(so);
  };
}

function settling(order: Order, cause: string, { account, units, via }: Row, asset: Asset): Move {
  const part = via.startsWith("naming/") && via !== namingOf(order.id) ? `${account}.${via.slice("naming/".length)}` : account;
  return { cause, part, from: accountPlace(account), to: orderPlace(order.id), money: { asset, units }, via };
}

function writeOff(order: Order, cause: string, units: bigint, { asset }: Standing): Move {
  return { cause, part: "written-off", from: "shop/written-off", to: orderPlace(order.id), money: { asset, units }, via: "write-off" };
}

function tiePaid(order: Order, { account, via }: Row): Step {
  return via === "claim" || via === "link" ? tie({ account, by: "paid", order: order.id, customer: order.customer }) : same;
}

/**
 * An account gained credit: the order its payment named, then what it claimed (proven before plain),
 * then what earlier payments named that were spent elsewhere since, then open orders of its own or linked customers (claimed before unclaimed); oldest first.
 */
export function tryAccount(account: AccountId, named: OrderId | null): Step {
  return (so) => {
    const ids = ordersToTry(so.after, account, named);
    if (so.after.policy.unaffordable === "skip") return all(...ids.map((id) => tryOrder(id)))(so);
    return ids.reduce(
      ({ sofar, stopped }, id) => {
        if (stopped) return { sofar, stopped };
        const next = tryOrder(id)(sofar);
        return { sofar: next, stopped: next === sofar };
      },
      { sofar: so, stopped: false },
    ).sofar;
  };
}

export function ordersToTry(standing: Standing, account: AccountId, named: OrderId | null): readonly OrderId[] {
  const open = [...standing.orders.values()].filter(isOpen).sort(oldestFirst);
  const namedOrder = named === null ? null : standing.orders.get(named);
  const surplus = namedOrder?.customer && standing.policy.namedSurplus === "sameCustomer" ? open.filter((order) => order.customer === namedOrder.customer) : [];
  const claimed = (proven: boolean) => open.filter((order) => claimsOf(standing, order.id).some((claim) => claim.account === account && isProven(claim) === proven));
  const theirs = open.filter((order) => order.customer !== null && customersOf(standing, account).has(order.customer));
  const ranked = [
    ...open.filter((order) => order.id === named),
    ...surplus,
    ...claimed(true),
    ...claimed(false),
    ...open.filter((order) => namingRows(standing, order).some((row) => row.account === account)),
    ...theirs.filter((order) => order.status === "claimed"),
    ...theirs.filter((order) => order.status === "unclaimed"),
  ];
  return [...new Set(ranked.map((order) => order.id))];
}

/** Customers whose orders this account's credit may concern: its own, and those linked to it. */
export function customersOf(standing: Standing, account: AccountId): ReadonlySet<CustomerId> {
  const owner = standing.accounts.get(account)?.owner;
  const own = owner?.kind === "customer" ? [owner.customer] : [];
  return new Set([...own, ...standing.links.filter((link) => link.account === account).map((link) => link.customer)]);
}

/** Someone with the right to it asks: each order is tried by itself. */
export function tryEach(ids: readonly OrderId[], authority: Authority): Step {
  return all(...ids.map((id) => tryOrder(id, authority)));
}

/** Every open order of a customer, oldest first. */
export function tryCustomer(customer: CustomerId, authority: Authority = RULES): Step {
  return (so) => tryEach(openOrdersOf(so.after, customer), authority)(so);
}

export function openOrdersOf(standing: Standing, customer: CustomerId): readonly OrderId[] {
  return [...standing.orders.values()].filter((order) => isOpen(order) && order.customer === customer).sort(oldestFirst).map((order) => order.id);
}

