import { availableAt } from "./budget.ts";
import type { Failure } from "./failure.ts";
import { begun, costOf, ended, freshFlow, sharedFate, untilTurn, widened, type Flow, type Told } from "./flow.ts";

/** A call's turn: under way until `ended`, or refused without being sent. */
export type Turn = { readonly ended: (told: Told) => void } | { readonly failure: Failure };

/** How fast one shop is spoken to by this process, and how many calls at once: learned from what it answers. */
export type Pace = {
  readonly turn: (operation: string) => Promise<Turn>;
  readonly standing: () => Standing;
};

export type Standing = {
  /** Points of the shop's cost budget; null: it has not answered yet. */
  readonly budget: { readonly available: number; readonly maximum: number; readonly restoredPerSecond: number } | null;
  /** How many calls may be under way at once. */
  readonly room: number;
};

/** A call that would wait longer belongs back into the outbox, where it holds nothing. */
const PATIENCE_MS = 10_000;

type Later = (work: () => void, ms: number) => void;
const soon: Later = (work, ms) => void setTimeout(work, ms);

/** Lets calls go in the order they came: the first one alone, and each success while others wait makes room for one more. */
export function openPace(clock: () => Date = () => new Date(), later: Later = soon): Pace {
  const waiting: { readonly operation: string; readonly go: (turn: Turn) => void }[] = [];
  const now = () => clock().getTime();
  let flow: Flow = freshFlow;
  let isCrowded = false;
  let isAlarmSet = false;

  const admit = (): void => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      isCrowded = flow.underWay >= flow.room;
      if (isCrowded) return;
      const shutMs = flow.shutUntil - now();
      const waitMs = untilTurn(flow, next.operation, now());
      if (shutMs > 0) refuseAll({ kind: "throttled", retryInMs: shutMs });
      else if (waitMs > PATIENCE_MS) refuseAll({ kind: "throttled", retryInMs: waitMs });
      else if (waitMs > 0) return wakeIn(waitMs);
      else begin(next.operation, waiting.shift()?.go);
    }
    isCrowded = false;
  };

  const wakeIn = (ms: number): void => {
    if (isAlarmSet) return;
    isAlarmSet = true;
    later(() => {
      isAlarmSet = false;
      admit();
    }, ms);
  };

  const begin = (operation: string, go: ((turn: Turn) => void) | undefined): void => {
    const cost = costOf(flow, operation);
    flow = begun(flow, cost);
    const call = flow.begun;
    go?.({
      ended: (told) => {
        const fate = sharedFate(flow, told);
        flow = ended(flow, { call, operation, cost, told, now: now() });
        if (fate) refuseAll(fate);
        if (told.failure === null && isCrowded) flow = widened(flow);
        admit();
      },
    });
  };

  const refuseAll = (failure: Failure): void => waiting.splice(0).forEach(({ go }) => go({ failure }));

  return {
    turn: (operation) =>
      new Promise((go) => {
        waiting.push({ operation, go });
        admit();
      }),
    standing: () => ({ budget: flow.budget && { ...flow.budget, available: availableAt(flow.budget, now()) }, room: flow.room }),
  };
}

/** The paces of all shops this process speaks to, by shop. */
export type Paces = { readonly of: (shop: string) => Pace; readonly standing: () => ReadonlyMap<string, Standing> };

export function openPaces(clock: () => Date): Paces {
  const paces = new Map<string, Pace>();
  return {
    of: (shop) => {
      const pace = paces.get(shop) ?? openPace(clock);
      paces.set(shop, pace);
      return pace;
    },
    standing: () => new Map([...paces].map(([shop, pace]) => [shop, pace.standing()])),
  };
}
