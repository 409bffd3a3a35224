import { expect, test } from "vitest";
import { chanceFrom } from "./chance.ts";
import { openFlow } from "./flow.ts";
import { expectRight, killing, shopping } from "./killing.ts";
import type { Process } from "../setup/process.ts";
import { strokesOf } from "../setup/strokes.ts";

const KILLS_OF_EACH = Number(process.env["SEVERAL_KILLS"] ?? 3);
const CUSTOMERS = 4;

test("two webs and two workers on one database are killed at random, and nothing is done twice, lost or stuck", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  process.stdout.write(`KILL_SEED=${seed}\n`);
  const flow = await openFlow({ webs: 2, logLevel: "debug" });
  await Promise.all([flow.oneLife("web"), flow.oneLife("worker")]);
  const workers: Process[] = [];
  const worker = () => {
    const started = flow.start("worker");
    workers.push(started);
    return started;
  };
  let isOver = false;
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => shopping(flow, chanceFrom(seed + n), () => isOver));
  const starts = [() => flow.start("web", 0), () => flow.start("web", 1), worker, worker];
  await Promise.all(starts.map((start, n) => killing(start, KILLS_OF_EACH, chanceFrom(seed + 100 * (n + 1)))));
  isOver = true;

  await Promise.all([0, 1].map((nth) => flow.start("web", nth).ready));
  const placed = (await Promise.all(customers)).flat();
  await flow.allOver(placed);
  await Promise.all([worker().ready, worker().ready]);
  await flow.drained();

  await expectRight(flow, placed);
  const strokes = strokesOf(workers.map((process, n) => ({ process, end: n < workers.length - 2 ? "killed" : "alive" })));
  expect(new Set(strokes).size).toBe(strokes.length);
  process.stdout.write(`${4 * KILLS_OF_EACH} kills, ${placed.length} orders\n`);
}, 600_000);
