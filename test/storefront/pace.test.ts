import { expect, test } from "vitest";
import { availableAt, untilAffordable, type Budget, type Cost } from "#app/storefront/budget.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { openPace, type Pace, type Turn } from "#app/storefront/pace.ts";

const budget: Budget = { available: 50, maximum: 2_000, restoredPerSecond: 100, at: 10_000 };

test.each<[string, number, number]>([
  ["at once", 10_000, 50],
  ["a second later", 11_000, 150],
  ["an hour later: no more than it can hold", 3_610_000, 2_000],
  ["before it was seen, on a clock that was set", 9_000, 50],
])("what the bucket holds %s", (_, now, points) => expect(availableAt(budget, now)).toBe(points));

test.each<[string, { cost: number; promised: number; reserve: number; now: number }, number]>([
  ["enough", { cost: 10, promised: 0, reserve: 40, now: 10_000 }, 0],
  ["one point short", { cost: 11, promised: 0, reserve: 40, now: 10_000 }, 10],
  ["enough by now", { cost: 60, promised: 0, reserve: 40, now: 10_500 }, 0],
  ["taken by the calls under way", { cost: 10, promised: 100, reserve: 40, now: 10_000 }, 1_000],
  ["more than fits beside the reserve: a full bucket will do", { cost: 1_990, promised: 0, reserve: 40, now: 10_000 }, 19_500],
])("how long a call waits: %s", (_, call, ms) => expect(untilAffordable(budget, call)).toBe(ms));

const fine = (over: Partial<Cost> = {}) => ({ failure: null, cost: { requested: 10, available: 2_000, maximum: 2_000, restoredPerSecond: 100, ...over } });
const silence: Failure = { kind: "network", why: "no answer" };

/** A pace whose time stands still until told otherwise, and how far each of its calls has come. */
function still() {
  let now = 0;
  const alarms: { readonly at: number; readonly work: () => void }[] = [];
  const pace: Pace = openPace(() => new Date(now), (work, ms) => void alarms.push({ at: now + ms, work }));
  const calls: (Turn | null)[] = [];
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return {
    pace,
    /** Asks for so many turns more. */
    ask: async (count: number) => {
      for (let n = 0; n < count; n += 1) {
        const place = calls.push(null) - 1;
        void pace.turn("MarkPaid").then((turn) => (calls[place] = turn));
      }
      await settle();
    },
    underWay: () => calls.filter((turn) => turn !== null && "ended" in turn).length,
    refused: () => calls.flatMap((turn) => (turn !== null && "failure" in turn ? [turn.failure.kind] : [])),
    end: async (place: number, told: Parameters<Extract<Turn, { ended: unknown }>["ended"]>[0]) => {
      const turn = calls[place];
      if (turn && "ended" in turn) turn.ended(told);
      await settle();
    },
    pass: async (ms: number) => {
      now += ms;
      for (const alarm of alarms.splice(0)) if (alarm.at <= now) alarm.work(); else alarms.push(alarm);
      await settle();
    },
  };
}

test("the first call goes alone, and each success while others wait makes room for one more", async () => {
  const { ask, end, underWay, pace } = still();
  await ask(10);
  expect(underWay()).toBe(1);
  await end(0, fine());
  expect(underWay()).toBe(3);
  await end(1, fine());
  await end(2, fine());
  expect(underWay()).toBe(7);
  expect(pace.standing().room).toBe(4);
});

test("a shop that is asked now and then gets no more room than it needs", async () => {
  const { ask, end, pace } = still();
  for (let n = 0; n < 20; n += 1) {
    await ask(1);
    await end(n, fine());
  }
  expect(pace.standing().room).toBe(1);
});

test("calls wait until the budget holds what they cost, and go by themselves then", async () => {
  const { ask, end, pass, underWay } = still();
  await ask(3);
  await end(0, fine({ available: 45 }));
  expect(underWay()).toBe(1);
  await pass(60);
  expect(underWay()).toBe(2);
  await pass(80);
  expect(underWay()).toBe(2);
  await pass(10);
  expect(underWay()).toBe(3);
});

test("an answer that was overtaken does not bring back the points that the faster one found gone", async () => {
  const { ask, end, pace } = still();
  await ask(20);
  for (const place of [0, 1, 2]) await end(place, fine({ available: 900 }));
  const left = async (place: number, available: number) => {
    await end(place, fine({ available }));
    return pace.standing().budget?.available;
  };
  expect([await left(4, 500), await left(3, 510), await left(5, 490), await left(12, 495)]).toEqual([500, 500, 490, 495]);
});

test("what would wait too long is refused unsent, with the time it lacks", async () => {
  const { ask, end, refused } = still();
  await ask(3);
  await end(0, fine({ available: -2_000 }));
  expect(refused()).toEqual(["throttled", "throttled"]);
});

test.each<[string, Failure, Failure["kind"][]]>([
  ["silence", silence, ["network", "network"]],
  ["a 5xx", { kind: "server", why: "503" }, ["network", "network"]],
  ["a lost reply", { kind: "lost", why: "cut off" }, ["network", "network"]],
  ["a frozen shop", { kind: "frozen", why: "402" }, ["frozen", "frozen"]],
  ["no token", { kind: "unauthorized", why: "open the app" }, ["unauthorized", "unauthorized"]],
  ["429", { kind: "throttled", retryInMs: 1_000 }, ["throttled", "throttled"]],
])("those who wait behind a first call that met %s are refused unsent", async (_, failure, kinds) => {
  const { ask, end, refused, underWay } = still();
  await ask(3);
  await end(0, { failure, cost: null });
  expect([refused(), underWay()]).toEqual([kinds, 1]);
});

test.each<[string, Failure]>([
  ["refused", { kind: "refused", why: "no such order" }],
  ["forbidden", { kind: "forbidden", why: "403" }],
])("a call that was %s says nothing of those behind it", async (_, failure) => {
  const { ask, end, refused, underWay } = still();
  await ask(3);
  await end(0, { failure, cost: null });
  expect([refused(), underWay()]).toEqual([[], 2]);
});

test("at a shop that answers, one silent call halves the room and takes nobody with it", async () => {
  const { ask, end, pace, refused } = still();
  await ask(20);
  for (const place of [0, 1, 2, 3, 4, 5, 6]) await end(place, fine());
  expect(pace.standing().room).toBe(8);
  await end(7, { failure: silence, cost: null });
  expect([pace.standing().room, refused()]).toEqual([4, []]);
});

test("after a 429 nothing is sent before its time", async () => {
  const { ask, end, pass, refused, underWay } = still();
  await ask(1);
  await end(0, { failure: { kind: "throttled", retryInMs: 1_000 }, cost: null });
  await ask(1);
  expect(refused()).toEqual(["throttled"]);
  await pass(1_000);
  await ask(1);
  expect(underWay()).toBe(2);
});
