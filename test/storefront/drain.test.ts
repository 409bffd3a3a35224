import { setImmediate as turnOfTheLoop } from "node:timers/promises";
import { expect, test } from "vitest";
import { spend, statusOf } from "#app/sandbox/graphql/budget.ts";
import { freshShop, type Shop } from "#app/sandbox/shop/shop.ts";
import type { Failure } from "#app/storefront/failure.ts";
import type { Told } from "#app/storefront/flow.ts";
import { openPace, type Pace } from "#app/storefront/pace.ts";

/** Time that passes only where somebody waits for it, so that a drain of minutes is over in a moment and always ends the same. */
function openTime() {
  let now = Date.parse("2026-11-20T12:00:00Z");
  const alarms: { readonly at: number; readonly work: () => void }[] = [];
  const later = (work: () => void, ms: number) => void alarms.push({ at: now + ms, work });
  return {
    clock: () => new Date(now),
    later,
    wait: (ms: number) => new Promise<void>((resolve) => later(resolve, ms)),
    until: async (isOver: () => boolean) => {
      while (!isOver()) {
        alarms.sort((a, b) => a.at - b.at);
        const next = alarms.shift();
        if (!next) throw new Error("everybody waits for nothing");
        now = Math.max(now, next.at);
        next.work();
        await turnOfTheLoop();
      }
    },
  };
}

type Time = ReturnType<typeof openTime>;

const READ = { operation: "PaidState", points: 3 };
const MARK = { operation: "MarkPaid", points: 10 };
const ERRAND_POINTS = READ.points + MARK.points;

/** A shop of the sandbox with its own cost budget, far enough away that an answer takes a tenth of a second. */
function openShop(time: Time, restoreRate: 100 | 200 | 1_000 | 2_000, available: number) {
  const state = freshShop({ domain: "tally.myshopify.com", id: "1", name: "tally", currency: "USD", methodName: "Pay with Tari", scopes: [] });
  state.switches = { ...state.switches, costBudget: "drained", restoreRate };
  state.budget = { available, at: time.clock().getTime() };
  const shop: Shop = { state, nature: { now: time.clock, random: (bytes) => new Uint8Array(bytes) }, nextId: () => "1", changed: () => undefined };
  const counted = { throttled: 0, spent: 0, tries: 0 };
  const ask = async ({ points }: typeof READ): Promise<Told> => {
    await time.wait(40);
    counted.tries += 1;
    const isLet = spend(shop, points);
    const { currentlyAvailable, maximumAvailable, restoreRate: restoredPerSecond } = statusOf(shop, 0);
    const cost = { requested: points, available: currentlyAvailable, maximum: maximumAvailable, restoredPerSecond };
    counted[isLet ? "spent" : "throttled"] += isLet ? points : 1;
    await time.wait(60 + (counted.tries % 7) * 10);
    const failure: Failure = { kind: "throttled", retryInMs: Math.max(100, ((points - currentlyAvailable) / restoredPerSecond) * 1000) };
    return { failure: isLet ? null : failure, cost };
  };
  return { ask, counted };
}

/** What a process does with its share of the errands: as many at once as its pace has places for, each call in its turn. */
async function work(time: Time, pace: Pace, ask: (call: typeof READ) => Promise<Told>, errands: number): Promise<void> {
  let [left, inHand, resumesAt] = [errands, 0, 0];
  const call = async (each: typeof READ): Promise<Failure | null> => {
    const turn = await pace.turn(each.operation);
    if ("failure" in turn) return turn.failure;
    const told = await ask(each);
    turn.ended(told);
    return told.failure;
  };
  const errand = async (): Promise<void> => {
    const failure = (await call(READ)) ?? (await call(MARK));
    inHand -= 1;
    if (failure === null) return;
    left += 1;
    if (failure.kind === "throttled") resumesAt = time.clock().getTime() + failure.retryInMs + 500;
  };
  while (left + inHand > 0) {
    while (left > 0 && inHand < 6 + 2 * pace.standing().room && time.clock().getTime() >= resumesAt) {
      [left, inHand] = [left - 1, inHand + 1];
      void errand();
    }
    await time.wait(20);
  }
}

test.each<[string, 100 | 200 | 1_000 | 2_000, number]>([
  ["a Standard shop", 100, 1],
  ["an Advanced shop", 200, 1],
  ["a Plus shop", 1_000, 1],
  ["an Enterprise shop", 2_000, 1],
  ["a Standard shop, by two processes", 100, 2],
  ["an Enterprise shop, by three processes", 2_000, 3],
])("1,000 paid orders of %s are told as fast as its budget allows, without a storm of THROTTLED", async (_, restoreRate, processes) => {
  const time = openTime();
  const began = time.clock().getTime();
  const shop = openShop(time, restoreRate, 300);
  let running = processes;
  for (let n = 0; n < processes; n += 1) {
    const share = Math.floor(1_000 / processes) + (n < 1_000 % processes ? 1 : 0);
    void work(time, openPace(time.clock, time.later), shop.ask, share).then(() => (running -= 1));
  }
  await time.until(() => running === 0);
  const seconds = (time.clock().getTime() - began) / 1000;
  expect(shop.counted.spent).toBeLessThanOrEqual(1_000 * ERRAND_POINTS * 1.02);
  const allowed = 300 + restoreRate * seconds;
  expect((1_000 * ERRAND_POINTS) / allowed).toBeGreaterThanOrEqual(0.9);
  expect(shop.counted.throttled).toBeLessThanOrEqual(40);
});
