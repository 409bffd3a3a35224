import { expect } from "vitest";
import type { AccountId, OrderId, PaymentId } from "#app/engine/ids.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Rate } from "#app/engine/quote.ts";
import type { Standing } from "#app/engine/standing.ts";
import type { ClaimKind } from "#app/engine/claim.ts";
import { apply, emptyBooks, standingOf, type Books } from "./books.ts";
import { codeOf, type Engine } from "./engine.ts";
import { broken } from "./invariants.ts";
import { acc, after, final, money, newOrder, ord, rate, signed, XTR } from "./makes.ts";

type Decide = (flow: Engine["flow"], standing: Standing, now: Date) => Outcome;

/** A rule as something that can be run against any engine, sound or damaged. */
export type Rules = Readonly<Record<string, (engine: Engine) => void>>;

export type Story = {
  readonly books: () => Books;
  readonly at: (hours: number) => Story;
  readonly policy: (policy: Partial<Policy>) => Story;
  readonly rates: (...rates: readonly Rate[]) => Story;
  readonly cancelIs: (order: number | string, state: "waiting" | "leased" | "done") => Story;
  /** Decides, saves, checks every invariant. */
  readonly do: (decide: Decide) => Story;
  /** The same must be refused, with this code. */
  readonly refuses: (code: string, decide: Decide) => Story;
  readonly place: (n: number | string, facts?: Parameters<typeof newOrder>[1]) => Story;
  readonly claim: (n: number | string, payer: number | string, kind?: ClaimKind) => Story;
  /** Money in units of XTR is reported, and where `confirmed`, final. */
  readonly sees: (facts: Parameters<typeof money>[0], more?: Parameters<typeof money>[1]) => Story;
  readonly confirms: (n: number | string, by?: number | string | null, confirmations?: number | null) => Story;
  readonly pays: (facts: Parameters<typeof money>[0], more?: Parameters<typeof money>[1]) => Story;
  readonly expire: (n: number | string) => Story;
  readonly last: () => Outcome;
  readonly is: (statuses: Readonly<Record<string, string>>) => Story;
  readonly holds: (units: Readonly<Record<string, bigint>>) => Story;
};

/** A shop to which things happen one after the other; prices are in USD, 1 USD = 1 XTR. */
export function story({ flow }: Engine, policy: Partial<Policy> = {}): Story {
  let books = emptyBooks(policy, [rate()]);
  let hours = 0;
  let last: Outcome | null = null;
  const told: Story = {
    books: () => books,
    at: (now) => { hours = now; return told; },
    policy: (next) => { books = { ...books, policy: { ...books.policy, ...next } }; return told; },
    rates: (...rates) => { books = { ...books, rates: new Map(rates.map((each) => [each.currency, each])) }; return told; },
    cancelIs: (n, state) => { books = { ...books, cancels: new Map(books.cancels).set(ord(n), state) }; return told; },
    do: (decide) => {
      const outcome = decide(flow, standingOf(books), after(hours));
      const next = apply(books, outcome);
      expect(broken(books, next)).toEqual([]);
      [books, last] = [next, outcome];
      return told;
    },
    refuses: (code, decide) => {
      expect(refusalOf(() => decide(flow, standingOf(books), after(hours)))).toBe(code);
      return told;
    },
    place: (n, facts) => told.do((flow, standing, now) => flow.place(newOrder(n, facts), standing, now)),
    claim: (n, payer, kind = "bound") => told.do((flow, standing, now) => flow.claim({ claim: signed(payer, kind), order: ord(n) }, standing, now)),
    sees: (facts, more) => told.do((flow, standing, now) => flow.receive(money({ ...facts, units: facts.units * XTR }, more), standing, now)),
    confirms: (n, by = 1, confirmations = null) => told.do((flow, standing, now) => flow.confirm(final(n, by, confirmations), standing, now)),
    pays: (facts, more) => told.sees(facts, more).confirms(facts.n, facts.wallet === undefined ? 1 : facts.wallet),
    expire: (n) => told.do((flow, standing, now) => flow.expire(ord(n), standing, now)),
    last: () => { if (!last) throw new Error("nothing happened yet"); return last; },
    is: (statuses) => {
      expect(Object.fromEntries(Object.keys(statuses).map((n) => [n, books.orders.get(ord(n))?.status ?? "unknown"]))).toEqual(statuses);
      return told;
    },
    holds: (units) => {
      expect(Object.fromEntries(Object.keys(units).map((n) => [n, (books.accounts.get((n.startsWith("acc_") ? n : acc(n)) as AccountId)?.held ?? 0n)]))).toEqual(Object.fromEntries(Object.entries(units).map(([n, each]) => [n, each * XTR])));
      return told;
    },
  };
  return told;
}

function refusalOf(decide: () => Outcome): string | null {
  try {
    decide();
    return null;
  } catch (error) {
    return codeOf(error) ?? String(error);
  }
}

export function orderOf({ books }: Story, n: number | string) {
  const order = books().orders.get(ord(n));
  if (!order) throw new Error(`no order ${n}`);
  return order;
}

export function paymentOf({ books }: Story, n: number | string) {
  const payment = books().payments.get(`pay_${n}` as PaymentId);
  if (!payment) throw new Error(`no payment ${n}`);
  return payment;
}

export const typesOf = (told: Story) => told.last().events.map(({ type }) => type);
export const viasInto = ({ books }: Story, order: OrderId) => books().transfers.filter(({ to, via }) => to === `order/${order}` && via !== null).map(({ via }) => via);
export const hoursOf = (date: Date | null) => (date === null ? null : (date.getTime() - after(0).getTime()) / 3_600_000);
