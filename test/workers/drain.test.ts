import { expect, test } from "vitest";
import { z } from "zod";
import { shopId } from "#app/engine/ids.ts";
import { someSwitches } from "#app/sandbox/world.ts";
import type { Weather } from "#app/sandbox/weather.ts";
import { cursorOf } from "#app/store/cursors.ts";
import { pauseReceiver, resumeReceiver } from "#app/store/outbox.ts";
import { openTown, startTown } from "./shops.ts";

// Few enough for a slow machine. DRAIN=1000 drains as many; RESTORED=2000 at the pace of an Enterprise shop, for a fast one.
const orders = Number(process.env.DRAIN ?? 90);
const { restoreRate = 100 } = someSwitches.parse({ restoreRate: Number(process.env.RESTORED ?? 100) });
/** In the bucket at first: what it regains in five seconds. */
const AT_FIRST = 5 * restoreRate;

const costOf = z.object({ extensions: z.object({ cost: z.object({ actualQueryCost: z.number() }) }) });

/** Adds up what the shop takes for its answers about paid orders; those it throttles cost nothing. */
function accounted(): { readonly weather: Weather; readonly spent: () => number } {
  let spent = 0;
  const weather: Weather = async (passing, proceed) => {
    const answer = await proceed();
    if (!/ (PaidState|MarkPaid)\b/.test(passing.body)) return answer;
    const told = costOf.safeParse(await answer.clone().json());
    spent += told.data?.extensions.cost.actualQueryCost ?? 0;
    return answer;
  };
  return { weather, spent: () => spent };
}

test("paid orders are told to a shop, once each, with nine tenths of what its cost budget allows", async () => {
  const { weather, spent } = accounted();
  const { context, shop } = await openTown(weather);
  const { there, domain, owe, told, toldAt } = await shop("tally");
  const fill = (available: number) => void (there.state.budget = { available, at: there.now().getTime() });
  there.setSwitches({ costBudget: "drained", restoreRate });
  fill(AT_FIRST);
  await startTown(context);
  // What every start brings is over: the shop has shown its budget, and was read.
  const first = await owe(1);
  await expect.poll(() => told(first).orders, { timeout: 20_000 }).toBe(1);
  const perOrder = spent();
  await expect.poll(() => cursorOf(context.db.pool, shopId(domain), "reconcile"), { timeout: 20_000 }).not.toBeNull();

  const receiver = { shop: shopId(domain), receiver: "storefront" };
  // No answer ends a pause that the shop asked for.
  const until = new Date(there.now().getTime() + 3_600_000);
  await pauseReceiver(context.db.pool, receiver, { why: "throttled, until all is owed", until, tries: 0 });
  const ids: string[] = [];
  while (ids.length < orders) ids.push(...(await owe(Math.min(100, orders - ids.length))));
  fill(AT_FIRST);
  const began = there.now().getTime();
  expect(told(ids).times).toBe(0);
  await resumeReceiver(context.db.pool, receiver, until);
  context.bell.ring("relay");
  await expect.poll(() => told(ids).orders, { timeout: orders * 1_000, interval: 25 }).toBe(orders);

  // How much of all that the shop had allowed was used, each time one was told.
  const used = toldAt(ids).map((at, n) => ((n + 1) * perOrder) / (AT_FIRST + (restoreRate * (at - began)) / 1000));
  const measured = { orders, perOrder, spent: spent(), restoreRate, seconds: ((toldAt(ids).at(-1) ?? 0) - began) / 1000, used: used.at(-1), throttled: there.state.struck.throttled };
  if (process.env.DRAIN) process.stdout.write(`${JSON.stringify(measured)}\n`);
  // A machine that stands still for a moment catches up, unless it was the very last: the second half tells.
  expect(Math.max(...used.slice(orders / 2))).toBeGreaterThanOrEqual(0.9);
  expect(perOrder).toBeLessThanOrEqual(13);
  expect(told(ids).times).toBe(orders);
  expect(there.state.struck.throttled).toBeLessThanOrEqual(10);
}, orders * 1_000 + 60_000);
