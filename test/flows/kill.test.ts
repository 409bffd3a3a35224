import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { verify } from "#app/store/verify.ts";
import { openFlow, type Flow, type Kind, type Placed } from "./flow.ts";
import { chanceFrom } from "./chance.ts";
import type { Process } from "../setup/process.ts";

const KILLS_OF_EACH = 26;
const CUSTOMERS = 5;

test("web and worker are killed fifty times while orders and payments flow, and every order ends as it should", async () => {
  const seed = Number(process.env["KILL_SEED"] ?? Date.now() % 1_000_000);
  process.stdout.write(`KILL_SEED=${seed}\n`);
  const flow = await openFlow();
  await Promise.all([flow.oneLife("web"), flow.oneLife("worker")]);
  let isOver = false;
  const customers = Array.from({ length: CUSTOMERS }, (_, n) => shopping(flow, chanceFrom(seed + n), () => isOver));
  const kills = await Promise.all([killing(flow, "web", chanceFrom(seed + 100)), killing(flow, "worker", chanceFrom(seed + 200))]);
  isOver = true;
  expect(kills[0] + kills[1]).toBeGreaterThanOrEqual(50);

  await flow.start("web").ready;
  const placed = (await Promise.all(customers)).flat();
  expect(new Set(placed.map(({ kind }) => kind)).size).toBe(4);
  await flow.allOver(placed);
  await flow.start("worker").ready;
  await flow.drained();

  for (const each of placed) expect({ ...each, ...(await flow.endOf(each)) }).toEqual({ ...each, ...RIGHT[each.kind] });
  for (const { id } of flow.shops) expect((await verify(flow.context.db.pool, id)).faults).toEqual([]);
  expect(await flow.unitsHeld()).toBe(placed.reduce((sum, each) => sum + (isPaying(each.kind) ? each.due : 0n), 0n));
  expect(flow.errorsLogged()).toEqual([]);
  process.stdout.write(`${kills[0] + kills[1]} kills, ${placed.length} orders\n`);
}, 600_000);

const isPaying = (kind: Kind) => kind === "claimed and paid" || kind === "paid by name";

/** What is true of an order of each kind, here and at the shop, whatever was killed in between. */
const PAID = { status: "paid", errands: ["storefront.mark-paid"], markedPaid: 1, cancelsStarted: 0, there: "PAID" };
const RIGHT = {
  "claimed and paid": PAID,
  "paid by name": PAID,
  "never paid": { status: "expired", errands: ["storefront.cancel"], markedPaid: 0, cancelsStarted: 1, there: "VOIDED" },
  "cancelled at the shop": { status: "cancelled", errands: [], markedPaid: 0, cancelsStarted: 0, there: "VOIDED" },
} as const;

/** One customer after the other, until the killing is over. */
async function shopping(flow: Flow, chance: () => number, isOver: () => boolean): Promise<readonly Placed[]> {
  const kinds: readonly Kind[] = ["claimed and paid", "paid by name", "never paid", "cancelled at the shop"];
  const placed: Placed[] = [];
  for (let n = Math.floor(chance() * 4); placed.length < 4 || (!isOver() && placed.length < 40); n += 1) {
    const kind = kinds[n % kinds.length] ?? "never paid";
    placed.push(await flow.shop(kind));
    await wait(chance() * 300);
  }
  return placed;
}

/** Starts the process again and again; most are killed while they work, some before they are up. */
async function killing(flow: Flow, role: "web" | "worker", chance: () => number): Promise<number> {
  let kills = 0;
  while (kills < KILLS_OF_EACH) {
    const running = flow.start(role);
    if (chance() < 0.15) await wait(chance() * 1_000);
    else {
      await running.ready;
      await busy(running, 1 + Math.floor(chance() * 6));
      await wait(chance() * 60);
    }
    running.kill("SIGKILL");
    expect(await running.ended).toBe("SIGKILL");
    kills += 1;
  }
  return kills;
}

/** It has done so many steps of its work, or found nothing to do for three seconds: so a slow machine makes slow progress, not none. */
async function busy(process: Process, steps: number): Promise<void> {
  const done = () => process.output().match(/"msg":"(request|shopify\.answered|errand\.\w+|expiry\.run|message\.decided)"/g)?.length ?? 0;
  for (const until = Date.now() + 3_000; done() < steps && Date.now() < until; ) await wait(5);
}
