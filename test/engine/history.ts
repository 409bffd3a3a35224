import fc from "fast-check";
import type { ClaimKind } from "#app/engine/claim.ts";
import type { StorefrontFacts } from "#app/engine/flow.ts";
import { creditNoteId, refundId, type OrderId } from "#app/engine/ids.ts";
import { deadlineOf, isOpen } from "#app/engine/order.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Standing } from "#app/engine/standing.ts";
import { apply, emptyBooks, standingOf, type Books } from "./books.ts";
import { codeOf, type Engine } from "./engine.ts";
import { acc, after, cus, final, money, newOrder, ord, pay, rate, signed, usd, wallet, XTR } from "./makes.ts";
import { broken } from "./invariants.ts";

const VERBS = [
  "place", "place", "claim", "claim", "plain", "report", "report", "named", "named", "deposit", "confirm", "confirm", "confirm", "buy", "buy", "buy", "buy", "buyNamed", "buyNamed", "buyNamed", "early", "early",
  "reverse", "reverse", "reverse", "differ", "pick", "agree", "second", "arrived", "credit", "credit", "keep", "wait", "wait", "wait", "cancel", "closeThere", "reopen", "reopen",
  "change", "requote", "rates", "reassign", "link", "link", "unlink", "useCredit", "settleOwn", "settleAccount", "settleCustomer", "refund", "refund", "refundAccount", "sent", "withdrawn", "policy", "errand", "again",
] as const;

/** One thing that happens; the numbers choose among what there is. */
export type Happening = { readonly verb: (typeof VERBS)[number]; readonly a: number; readonly b: number; readonly c: number };

export const histories = fc.array(fc.record({ verb: fc.constantFrom(...VERBS), a: fc.nat(11), b: fc.nat(11), c: fc.nat(11) }), { minLength: 12, maxLength: 45, size: "max" });

export type World = { readonly books: Books; readonly hours: number; readonly made: number; readonly last: Happening | null };

const POLICIES: readonly Partial<Policy>[] = [
  {}, { plainClaims: "on" }, { creditPays: "automatic", plainClaims: "on" }, { tolerance: { units: 2n, basisPoints: 0n } }, { namedSurplus: "sameCustomer", plainClaims: "on" }, { unaffordable: "stop" },
  { depth: [{ fromUnits: 5n * XTR, confirmations: 3 }] }, { quoteSeconds: 3600, creditPays: "automatic" },
];
const PRICES = ["1", "2", "3", "5"].map(usd);
const UNITS = [1n, XTR - 1n, XTR, 2n * XTR, 2n * XTR, 3n * XTR, 4n * XTR, 5n * XTR, 5n * XTR + 7n, 8n * XTR, 20n * XTR];

const at = <T>(rows: readonly T[], n: number): T => {
  const row = rows[n % rows.length];
  if (row === undefined) throw new Error("nothing to choose from");
  return row;
};

export function newWorld(choice: number): World {
  return { books: emptyBooks(at(POLICIES, choice), [rate()]), hours: 0, made: 0, last: null };
}

type Flow = Engine["flow"];
type Decide = (flow: Flow, standing: Standing, now: Date) => Outcome;

const orders = ({ books }: World) => [...books.orders.keys()];
const payments = ({ books }: World) => [...books.payments.values()];

/** What a happening asks of the engine, in turn. Where there is nothing to choose from, nothing. */
function asked(world: World, { verb, a, b, c }: Happening): readonly Decide[] {
  const n = world.made;
  const some = orders(world);
  const paid = payments(world);
  const order = some.length > 0 ? at(some, a) : ord(`none${n}`);
  const payment = paid.length > 0 ? at(paid, a) : null;
  const refunds = [...world.books.refunds.keys()];
  const sighting = (names: OrderId | null, more: Parameters<typeof money>[1] = {}) => money({ n, from: b === 11 ? null : b % 4, units: at(UNITS, c), names, wallet: (a % 2) + 1 }, more);
  const claim = (kind: ClaimKind): Decide => (flow, standing, now) => flow.claim({ claim: signed(b % 4, kind, `${n}`), order }, standing, now);
  const report = (names: OrderId | null, more: Parameters<typeof money>[1] = {}): Decide => (flow, standing, now) => flow.receive(sighting(names, more), standing, now);
  const confirm = (id: number | string, by: number): Decide => (flow, standing, now) => flow.confirm(final(id, by, 3), standing, now);
  const target = a % 5 === 4 ? ord(n + 1) : order;
  switch (verb) {
    case "place": return [(flow, standing, now) => flow.place({ ...newOrder(n, { customer: a % 4 === 3 ? null : cus(a % 3), price: at(PRICES, b), total: at(PRICES, b), storefrontId: c === 0 ? null : String(n), factsAt: null, name: `#${n}` }), noteClaim: c > 9 ? signed(b % 4, "note", `${n}`) : null }, standing, now)];
    case "claim": return [claim("bound")];
    case "plain": return [claim("plain")];
    case "report": return [report(null)];
    case "named": return [report(target)];
    case "deposit": return [report(null, { depositOf: order, sender: null }), confirm(n, (a % 2) + 1)];
    case "confirm": return payment ? [confirm(payment.id.slice(4), payment.reports[0]?.wallet === wallet(2) ? 2 : 1)] : [];
    case "buy": return [claim(c % 3 === 0 ? "plain" : "bound"), report(null), confirm(n, (a % 2) + 1)];
    case "buyNamed": return [report(target), confirm(n, (a % 2) + 1)];
    case "early": return [confirm(n, (a % 2) + 1), report(target, { limits: { perPayment: 4n * XTR, perDay: null, confirmedToday: 0n } })];
    case "reverse": return payment ? [(flow, standing, now) => flow.reverse({ payment: payment.id, wallet: b < 3 ? wallet(b) : null }, standing, now)] : [];
    case "differ": return payment ? [report(null, { id: payment.id, transaction: payment.transaction })] : [];
    case "pick": return payment ? [(flow, standing, now) => flow.pick({ payment: payment.id, report: at(payment.reports, b) }, standing, now)] : [];
    case "agree": return payment ? [(flow, standing, now) => flow.agree(payment.id, standing, now)] : [];
    case "second": return payment ? [(flow, standing, now) => flow.receive(money({ n: payment.id.slice(4), from: null, units: payment.money.units, names: order, wallet: (b % 2) + 1 }, { sender: payment.sender }), standing, now), confirm(payment.id.slice(4), (b % 2) + 1)] : [];
    case "arrived": return [(flow, standing, now) => flow.markPaid({ order, payment: pay(`manual${n}`) }, standing, now)];
    case "credit": return [(flow, standing, now) => flow.credit({ id: creditNoteId(`note_${n}`), customer: cus(a % 3), money: { asset: standing.asset, units: b > 8 ? -at(UNITS, c) : at(UNITS, c) } }, standing, now)];
    case "keep": return [(flow, standing, now) => flow.keepAsCredit({ order, note: creditNoteId(`note_${n}`) }, standing, now)];
    case "cancel": return [(flow, standing, now) => flow.cancel(order, standing, now)];
    case "closeThere": return b < 4 ? [(flow, standing, now) => flow.closeThere(order, standing, now)] : [];
    case "reopen": return [(flow, standing, now) => flow.reopen({ order, byHand: b % 2 === 0 ? "yes" : "no" }, standing, now)];
    case "change": return [(flow, standing, now) => flow.change(factsOf(world, order, { a, b, c }), standing, now)];
    case "requote": return [(flow, standing, now) => flow.requote(order, standing, now)];
    case "reassign": return [(flow, standing, now) => flow.reassign({ order, customer: b % 4 === 3 ? null : cus(b % 3) }, standing, now)];
    case "link": return [(flow, standing, now) => flow.link({ order, account: acc(b % 4) }, standing, now)];
    case "unlink": return [(flow, standing, now) => flow.unlink({ customer: cus(a % 3), account: acc(b % 4) }, standing, now)];
    case "useCredit": return [(flow, standing, now) => flow.useCredit({ order, customer: standing.orders.get(order)?.customer ?? cus(0) }, standing, now)];
    case "settleOwn": return [(flow, standing, now) => flow.settleOwn(acc(b % 4), standing, now)];
    case "settleAccount": return [(flow, standing, now) => flow.settleAccount(acc(b % 4), standing, now)];
    case "settleCustomer": return [(flow, standing, now) => flow.settleCustomer(cus(a % 3), standing, now)];
    case "refund": return [(flow, standing, now) => flow.requestRefund({ id: refundId(`ref_${n}`), order, money: { asset: standing.asset, units: at(UNITS, c) }, provider: "tari" }, standing, now)];
    case "refundAccount": return [(flow, standing, now) => flow.requestAccountRefund({ id: refundId(`ref_${n}`), account: acc(b % 4), order: null, money: { asset: standing.asset, units: at(UNITS, c) }, provider: "tari" }, standing, now)];
    case "sent": return refunds.length > 0 ? [(flow, standing, now) => flow.sendRefund({ refund: at(refunds, a), transaction: `out${n}` }, standing, now)] : [];
    case "withdrawn": return refunds.length > 0 ? [(flow, standing, now) => flow.withdrawRefund(at(refunds, a), standing, now)] : [];
    case "again": return world.last && world.last.verb !== "again" ? asked({ ...world, made: n - 1 }, world.last) : [];
    case "rates": case "policy": case "wait": case "errand": return [];
  }
}

function factsOf({ hours, books }: World, id: OrderId, { a, b, c }: { readonly a: number; readonly b: number; readonly c: number }): StorefrontFacts {
  const price = at(PRICES, c);
  const customer = books.orders.get(id)?.customer ?? null;
  return { id, factsAt: after(hours - (b > 8 ? 1 : 0)), name: null, customer, price: b === 0 ? usd("0") : price, total: price, state: b === 1 ? "cancelled" : b === 2 ? "paid elsewhere" : "open", note: null, noteClaim: c > 9 ? signed(a % 4, "plain", `note${hours}.${a}`) : null };
}

/** Circumstances that are nobody's message: time, rates, policies, the courier. */
function around(world: World, { verb, a, b }: Happening): { readonly world: World; readonly then: readonly Decide[] } {
  const { books } = world;
  switch (verb) {
    case "wait": {
      const hours = world.hours + at([0.5, 1.5, 3, 30, 50], a);
      return { world: { ...world, hours }, then: orders(world).map((id): Decide => (flow, standing, now) => flow.expire(id, standing, now)) };
    }
    case "policy":
      return { world: { ...world, books: { ...books, policy: { ...emptyBooks(at(POLICIES, a)).policy } } }, then: [(flow, standing, now) => flow.retry(standing, now)] };
    case "rates":
      return { world: { ...world, books: { ...books, rates: new Map(b < 2 ? [] : [["USD", rate(at(["1", "2", "0.5"], a))]]) } }, then: [(flow, standing, now) => flow.priceAll(standing, now)] };
    case "errand": {
      const owed = [...books.cancels].filter(([, state]) => state !== "done");
      const chosen = owed.length > 0 ? at(owed, a) : null;
      return { world: chosen ? { ...world, books: { ...books, cancels: new Map(books.cancels).set(chosen[0], b % 2 === 0 ? "leased" : "done") } } : world, then: [] };
    }
    default:
      return { world, then: [] };
  }
}

/** Everything decided, saved and checked; a refusal changes nothing. Throws the first rule that does not hold. */
export function happen(engine: Engine, world: World, happening: Happening, seen: (outcome: Outcome) => void): World {
  const { world: now, then } = around(world, happening);
  const decisions = [...then, ...asked(now, happening)];
  const time = new Date(after(now.hours).getTime() + now.made);
  const books = decisions.reduce((sofar, decideOne) => decided(engine, sofar, decideOne, time, seen), now.books);
  return { ...now, books, made: now.made + 1, last: happening };
}

function decided({ flow }: Engine, books: Books, decideOne: Decide, time: Date, seen: (outcome: Outcome) => void): Books {
  const outcome = heard(() => decideOne(flow, standingOf(books), time));
  if (!outcome) return books;
  const next = apply(books, outcome);
  const wrong = [...broken(books, next), ...overdue(next, time, outcome)];
  if (wrong.length > 0) throw new Error(wrong.join("; "));
  seen(outcome);
  return next;
}

function heard(decide: () => Outcome): Outcome | null {
  try {
    return decide();
  } catch (error) {
    if (codeOf(error) === null) throw error;
    return null;
  }
}

/** Nobody is expired before the time. */
function overdue(books: Books, time: Date, { events }: Outcome): readonly string[] {
  return events.filter(({ type }) => type === "order.expired").flatMap(({ object }) => {
    const order = books.orders.get(object as OrderId);
    const deadline = order ? deadlineOf(order) : null;
    return order && !isOpen(order) && (deadline === null || deadline > time) ? [`${object} expired before its time`] : [];
  });
}

const FIRST: readonly Happening[] = [0, 1, 2, 3].map((n) => ({ verb: "place", a: n % 3, b: n, c: 5 }));

/** A whole history, from a shop that has a few orders. */
export function play(engine: Engine, policy: number, history: readonly Happening[], seen: (outcome: Outcome) => void = () => {}): World {
  return [...FIRST, ...history].reduce((world, happening) => happen(engine, world, happening, seen), newWorld(policy));
}
