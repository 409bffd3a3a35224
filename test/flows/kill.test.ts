import { expect, test } from "vitest";
import { chanceFrom } from "./chance.ts";
import { openFlow } from "./flow.ts";
import { expectRight, killing, shopping } from "./killing.ts";

const KILLS_OF_EACH = 26;
const CUSTOMERS = 5;

test("web and worker are killed fifty times while orders and payments flow, and every order ends as it should", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  process.stdout.write(`KILL_SEED=${seed}\n`);
  const flow = await openFlow();
  await Promise.all([flow.oneLife("web"), flow.oneLife("worker")]);
  let isOver = false;
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => shopping(flow, chanceFrom(seed + n), () => isOver));
  const kills = await Promise.all([killing(() => flow.start("web"), KILLS_OF_EACH, chanceFrom(seed + 100)), killing(() => flow.start("worker"), KILLS_OF_EACH, chanceFrom(seed + 200))]);
  isOver = true;
  expect(kills[0] + kills[1]).toBeGreaterThanOrEqual(50);

  await flow.start("web").ready;
  const placed = (await Promise.all(customers)).flat();
  expect(new Set(placed.map(({ kind }) => kind)).size).toBe(4);
  await flow.allOver(placed);
  await flow.start("worker").ready;
  await flow.drained();

  await expectRight(flow, placed);
  process.stdout.write(`${kills[0] + kills[1]} kills, ${placed.length} orders\n`);
}, 600_000);
