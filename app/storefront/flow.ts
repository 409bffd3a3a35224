import { availableAt, seen, untilAffordable, without, type Budget, type Cost } from "./budget.ts";
import type { Failure } from "./failure.ts";

/** What came of a call: null is success. `cost` as the answer states it; null: it states none. */
export type Told = { readonly failure: Failure | null; readonly cost: Cost | null };

/** What this process knows of how a shop takes its calls. Times in milliseconds, costs in points. */
export type Flow = {
  /** null: no answer has told yet. */
  readonly budget: Budget | null;
  /** By operation, as its last answer told. */
  readonly costs: Readonly<Record<string, number>>;
  /** How many calls have begun, and how many had when an answer last told of the budget: later ones know better. */
  readonly begun: number;
  readonly toldBefore: number;
  /** How many calls may be under way at once. */
  readonly room: number;
  readonly underWay: number;
  /** What the calls under way may still take. */
  readonly promised: number;
  /**
   * What is left in the bucket for others: the merchant's own work, and other processes, which see the same points and take
   * them too. It is at least what a fifth of a second brings, grows where that proves too small, and costs no speed: the
   * bucket fills as fast.
   */
  readonly reserve: number;
  readonly reserveSince: number;
  /** Shopify said 429: nothing before that time. */
  readonly shutUntil: number;
};

export const freshFlow: Flow = { budget: null, costs: {}, begun: 0, toldBefore: 0, room: 1, underWay: 0, promised: 0, reserve: 40, reserveSince: 0, shutUntil: 0 };

/** Calls sent before the reserve grew say nothing of the new one. */
const RESERVE_SETTLES_MS = 500;

const MOST_AT_ONCE = 64;
/** For an operation whose cost no answer has told yet. */
const UNKNOWN_COST = 50;

export function costOf({ costs }: Flow, operation: string): number {
  return costs[operation] ?? UNKNOWN_COST;
}

/** Milliseconds until the shop's cost budget holds enough for a call. */
export function untilTurn(flow: Flow, operation: string, now: number): number {
  return flow.budget === null ? 0 : untilAffordable(flow.budget, { cost: costOf(flow, operation), promised: flow.promised, reserve: reserveOf(flow), now });
}

function reserveOf({ reserve, budget }: Flow): number {
  return Math.max(reserve, (budget?.restoredPerSecond ?? 0) / 5);
}

export function begun(flow: Flow, cost: number): Flow {
  return { ...flow, begun: flow.begun + 1, underWay: flow.underWay + 1, promised: flow.promised + cost };
}

/** `call`: the how manieth it was to begin. */
type Ended = { readonly call: number; readonly operation: string; readonly cost: number; readonly told: Told; readonly now: number };

/** Learns what an answer, or its absence, tells of the limits. */
export function ended(flow: Flow, { call, operation, cost, told, now }: Ended): Flow {
  const { failure, cost: stated } = told;
  const isNews = stated !== null && (flow.budget === null || call > flow.toldBefore || stated.available < availableAt(flow.budget, now));
  const isShort = failure?.kind === "throttled" && stated !== null && now - flow.reserveSince >= RESERVE_SETTLES_MS;
  return {
    reserve: isShort ? Math.min(stated.maximum / 4, reserveOf(flow) * 2) : flow.reserve,
    reserveSince: isShort ? now : flow.reserveSince,
    // Answers overtake each other: one to a call of before we were last told may know of less in the bucket, not of more.
    budget: isNews ? seen(stated, now) : flow.budget && (stated ? flow.budget : without(flow.budget, cost, now)),
    begun: flow.begun,
    toldBefore: isNews ? flow.begun : flow.toldBefore,
    costs: stated ? { ...flow.costs, [operation]: stated.requested } : flow.costs,
    room: failure && isSilence(failure) ? Math.max(1, Math.floor(flow.room / 2)) : flow.room,
    underWay: flow.underWay - 1,
    promised: flow.promised - cost,
    shutUntil: failure?.kind === "throttled" && !stated ? now + failure.retryInMs : flow.shutUntil,
  };
}

/** A call went well while others waited for room: there is room for one more. */
export function widened(flow: Flow): Flow {
  return { ...flow, room: Math.min(MOST_AT_ONCE, flow.room + 1) };
}

/**
 * What the calls that wait shall hear instead of being sent; null: they go on waiting. Where trouble has left room for one
 * call only and that one met silence, the others would only wait for the same silence.
 */
export function sharedFate(flow: Flow, { failure, cost }: Told): Failure | null {
  if (failure === null) return null;
  if (failure.kind === "frozen" || failure.kind === "unauthorized") return failure;
  if (failure.kind === "throttled") return cost ? null : failure;
  if (flow.room > 1 || !isSilence(failure)) return null;
  return { kind: "network", why: `not asked, because the call before it failed: ${failure.why}` };
}

type Silence = Extract<Failure, { readonly kind: "server" | "network" | "lost" }>;

function isSilence(failure: Failure): failure is Silence {
  return failure.kind === "server" || failure.kind === "network" || failure.kind === "lost";
}
