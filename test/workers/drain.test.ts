import { expect, test } from "vitest";
import { openTown, startTown } from "./shops.ts";

// DRAIN=1000 drains as many, in two minutes; what is given up of the budget, and why, shows with fewer.
const orders = Number(process.env.DRAIN ?? 90);
const RESTORED_PER_SECOND = 100;
const POINTS_PER_ORDER = 13;

test("paid orders are told to a Standard shop, once each, with nine tenths of what its cost budget allows", async () => {
  const { context, shop } = await openTown();
  const { there, owe, told } = await shop("tally");
  await startTown(context);
  const first = await owe(1);
  await expect.poll(() => told(first).orders, { timeout: 20_000 }).toBe(1);
  there.setSwitches({ costBudget: "drained", restoreRate: RESTORED_PER_SECOND });
  there.state.budget = { available: 0, at: there.now().getTime() };
  const began = there.now().getTime();
  const ids = await owe(orders);
  await expect.poll(() => told(ids).orders, { timeout: orders * 1_000, interval: 25 }).toBe(orders);
  const allowed = (RESTORED_PER_SECOND * (there.now().getTime() - began)) / 1000;
  expect((orders * POINTS_PER_ORDER) / allowed).toBeGreaterThanOrEqual(0.9);
  expect(told(ids).times).toBe(orders);
  expect(there.state.struck.throttled).toBeLessThanOrEqual(10);
}, orders * 1_000 + 60_000);
