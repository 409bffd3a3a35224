import { expect, test } from "vitest";
import { chanceFrom } from "./chance.ts";
import { openFlow } from "./flow.ts";
import { expectRight, killing, shopping } from "./killing.ts";

/** KILLS=1000 for a long run; what takes time grows with it. */
const KILLS = Number(process.env["KILLS"] ?? 52);
const TIMES = Math.ceil(KILLS / 52);
const OF_EACH = Math.ceil(KILLS / 2);
const CUSTOMERS = 5;

/** What goes wrong at the shops meanwhile. None of it costs more time than a kill does. */
const faults = {
  chances: { tooMany: 0.02, failsBefore: 0.02, failsAfter: 0.02, cutAfter: 0.02, cutBody: 0.02, duplicated: 0.2, reordered: 0.2 },
  measures: { retryAfterSeconds: 0.2, reorderedWithinMs: 500 },
};

test(`web and worker are killed ${KILLS} times while orders and payments flow and the shops have faults, and every order ends as it should`, async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  process.stdout.write(`KILL_SEED=${seed}\n`);
  const flow = await openFlow();
  const shops = flow.shops.map(({ there }) => there);
  for (const there of shops) there.setFaults(faults);
  await Promise.all([flow.oneLife("web"), flow.oneLife("worker")]);
  let isOver = false;
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => shopping(flow, chanceFrom(seed + n), () => isOver, 40 * TIMES));
  // Customers wait for answers: where the web process had all its kills and the worker has not, it lives on.
  const killWeb = async (): Promise<number> => {
    const killed = await killing(() => flow.start("web"), OF_EACH, chanceFrom(seed + 100));
    await flow.start("web").ready;
    return killed;
  };
  const kills = await Promise.all([killWeb(), killing(() => flow.start("worker"), OF_EACH, chanceFrom(seed + 200))]);
  isOver = true;
  expect(kills[0] + kills[1]).toBeGreaterThanOrEqual(KILLS);

  const placed = (await Promise.all(customers)).flat();
  expect(new Set(placed.map(({ kind }) => kind)).size).toBe(4);
  await flow.allOver(placed);
  await flow.start("worker").ready;
  await flow.drained();

  await expectRight(flow, placed);
  const struck = shops.flatMap(({ state }) => Object.values(state.struck)).reduce((sum, times) => sum + times, 0);
  expect(struck).toBeGreaterThan(placed.length / 2);
  expect(placed.length).toBeGreaterThan(KILLS / 4);
  process.stdout.write(`${kills[0] + kills[1]} kills, ${placed.length} orders, ${struck} faults\n`);
}, 600_000 * TIMES);
