import { expect } from "vitest";
import { isProven } from "#app/engine/claim.ts";
import type { Account } from "#app/engine/account.ts";
import type { Claim, Link } from "#app/engine/claim.ts";
import type { Errand, Event } from "#app/engine/event.ts";
import { shopId, type AccountId, type OrderId, type PaymentId, type RefundId } from "#app/engine/ids.ts";
import type { Transfer } from "#app/engine/ledger.ts";
import { isOpen, type Order } from "#app/engine/order.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Payment } from "#app/engine/payment.ts";
import { DEFAULT_POLICY, type Policy } from "#app/engine/policy.ts";
import type { Rate } from "#app/engine/quote.ts";
import type { Refund } from "#app/engine/refund.ts";
import type { CancelErrand, Parked, Standing, Tie } from "#app/engine/standing.ts";

/** The whole world of one shop, kept as the store keeps it. */
export type Books = {
  readonly policy: Policy;
  readonly rates: ReadonlyMap<string, Rate>;
  readonly orders: ReadonlyMap<OrderId, Order>;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly payments: ReadonlyMap<PaymentId, Payment>;
  readonly refunds: ReadonlyMap<RefundId, Refund>;
  readonly claims: readonly Claim[];
  readonly links: readonly Link[];
  readonly transfers: readonly Transfer[];
  readonly parked: readonly Parked[];
  readonly cancels: ReadonlyMap<OrderId, CancelErrand>;
  readonly events: readonly Event[];
  readonly errands: readonly Errand[];
};

export const SHOP = shopId("tally.myshopify.com");
export const ASSET = "XTR/6" as const;

export function emptyBooks(policy: Partial<Policy> = {}, rates: readonly Rate[] = []): Books {
  return {
    policy: { ...DEFAULT_POLICY, ...policy },
    rates: new Map(rates.map((rate) => [rate.currency, rate])),
    orders: new Map(), accounts: new Map(), payments: new Map(), refunds: new Map(), cancels: new Map(),
    claims: [], links: [], transfers: [], parked: [], events: [], errands: [],
  };
}

export function standingOf(books: Books): Standing {
  const { events: _events, errands: _errands, ...facts } = books;
  return { ...facts, shop: SHOP, asset: ASSET, ties: tiesIn(books) };
}

/** What ties accounts to customers, from the facts alone. */
export function tiesIn({ orders, claims, links, payments, transfers }: Omit<Books, "events" | "errands">): readonly Tie[] {
  const customerOf = (id: OrderId) => orders.get(id)?.customer ?? null;
  const isOpenNow = (id: OrderId | null): id is OrderId => {
    const order = id === null ? undefined : orders.get(id);
    return order !== undefined && isOpen(order);
  };
  return [
    ...links.map(({ account, customer }): Tie => ({ account, by: "link", order: null, customer })),
    ...transfers.filter(({ via }) => via === "claim" || via === "link").map(({ from, to }): Tie => {
      const order = to.slice("order/".length) as OrderId;
      return { account: from.slice("account/".length) as AccountId, by: "paid", order, customer: customerOf(order) };
    }),
    ...claims.filter((claim) => isProven(claim) && claim.standing === "counts" && isOpenNow(claim.order)).map(({ account, order }): Tie => ({ account, by: "claim", order, customer: customerOf(order) })),
    ...[...payments.values()].flatMap(({ account, names, status }): readonly Tie[] =>
      isOpenNow(names) && (status === "received" || status === "confirmed") ? [{ account, by: "naming", order: names, customer: customerOf(names) }] : []),
  ];
}

/** Saves an outcome as the store does: only what it says was touched, and nothing twice. */
export function apply(books: Books, outcome: Outcome): Books {
  const next = written(books, outcome);
  sameAs(next, outcome);
  return next;
}

function written(books: Books, outcome: Outcome): Books {
  const { after, touched } = outcome;
  return {
    ...books,
    orders: merged(books.orders, after.orders, touched.orders),
    payments: merged(books.payments, after.payments, touched.payments),
    refunds: merged(books.refunds, after.refunds, touched.refunds),
    accounts: moved(opened(books, outcome), outcome.transfers),
    claims: [...books.claims.filter(({ id }) => !touched.claims.has(id)), ...after.claims.filter(({ id }) => touched.claims.has(id))],
    links: linkedNow(books, outcome),
    transfers: onceEach([...books.transfers, ...outcome.transfers], ({ id }) => id),
    parked: onceEach([...books.parked.filter(({ payment }) => !outcome.unparked.includes(payment)), ...outcome.parked], ({ payment, wallet }) => `${payment} ${wallet}`),
    cancels: cancelsNow(books, outcome),
    events: onceEach([...books.events, ...outcome.events], ({ object, version }) => `${object} ${version}`),
    errands: onceEach([...books.errands, ...outcome.errands], ({ event, target }) => `${event} ${target}`),
  };
}

function merged<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>, touched: ReadonlySet<K>): ReadonlyMap<K, V> {
  const next = new Map(before);
  for (const id of touched) {
    const value = after.get(id);
    if (value === undefined) throw new Error(`touched but gone: ${String(id)}`);
    next.set(id, value);
  }
  return next;
}

function opened({ accounts }: Books, { after, touched }: Outcome): ReadonlyMap<AccountId, Account> {
  const next = new Map(accounts);
  for (const id of touched.accounts) {
    const account = after.accounts.get(id);
    if (account && !next.has(id)) next.set(id, { ...account, held: 0n });
  }
  return next;
}

function moved(accounts: ReadonlyMap<AccountId, Account>, transfers: readonly Transfer[]): ReadonlyMap<AccountId, Account> {
  const next = new Map(accounts);
  for (const { from, to, money } of transfers) {
    for (const [place, units] of [[from, -money.units], [to, money.units]] as const) {
      if (!place.startsWith("account/")) continue;
      const account = next.get(place.slice("account/".length) as AccountId);
      if (!account) throw new Error(`no such account: ${place}`);
      next.set(account.id, { ...account, held: account.held + units });
    }
  }
  return next;
}

function linkedNow({ links }: Books, { touched, unlinked }: Outcome): readonly Link[] {
  const key = ({ customer, account }: Link) => `${customer} ${account}`;
  const gone = new Set(unlinked.map(key));
  return onceEach([...links.filter((link) => !gone.has(key(link))), ...touched.links], key);
}

function cancelsNow({ cancels }: Books, { errands, withdrawn }: Outcome): ReadonlyMap<OrderId, CancelErrand> {
  const next = new Map(cancels);
  for (const id of withdrawn) {
    if (next.get(id) !== "waiting") throw new Error(`withdrawn though ${next.get(id) ?? "never owed"}: ${id}`);
    next.delete(id);
  }
  for (const { target, object } of errands) if (target === "storefront.cancel") next.set(object as OrderId, "waiting");
  return next;
}

function onceEach<T>(rows: readonly T[], key: (row: T) => string): readonly T[] {
  const seen = new Set<string>();
  for (const row of rows) {
    if (seen.has(key(row))) throw new Error(`stored twice: ${key(row)}`);
    seen.add(key(row));
  }
  return rows;
}

/** What the store would read back is what the decision said. */
function sameAs(next: Books, { after }: Outcome): void {
  for (const kind of ["orders", "payments", "refunds"] as const) {
    expect(next[kind].size, kind).toBe(after[kind].size);
    for (const [id, value] of after[kind] as ReadonlyMap<never, unknown>) if (next[kind].get(id) !== value) throw new Error(`changed but not touched: ${String(id)}`);
  }
  const held = (accounts: ReadonlyMap<AccountId, Account>) => [...accounts.values()].map(({ id, held: units }) => `${id}=${units}`).sort().join();
  const lines = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort().join();
  const wrong = [
    held(next.accounts) === held(after.accounts) ? [] : ["accounts"],
    lines(next.claims) === lines(after.claims) ? [] : ["claims"],
    lines(next.links) === lines(after.links) ? [] : ["links"],
    lines(next.parked) === lines(after.parked) ? [] : ["parked"],
    JSON.stringify([...next.cancels].sort()) === JSON.stringify([...after.cancels].sort()) ? [] : ["cancels"],
  ].flat();
  if (wrong.length > 0) throw new Error(`read back differently: ${wrong.join()}`);
}
