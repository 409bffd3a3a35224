import { setTimeout as wait } from "node:timers/promises";
import { expect } from "vitest";
import { verify } from "#app/store/verify.ts";
import type { Process } from "../setup/process.ts";
import type { Flow, Kind, Placed } from "./flow.ts";

const isPaying = (kind: Kind) => kind === "claimed and paid" || kind === "paid by name";

/** What is true of an order of each kind, here and at the shop, whatever was killed in between. */
const PAID = { status: "paid", errands: ["storefront.mark-paid"], markedPaid: 1, cancelsStarted: 0, there: "PAID" };
const RIGHT = {
  "claimed and paid": PAID,
  "paid by name": PAID,
  "never paid": { status: "expired", errands: ["storefront.cancel"], markedPaid: 0, cancelsStarted: 1, there: "VOIDED" },
  "cancelled at the shop": { status: "cancelled", errands: [], markedPaid: 0, cancelsStarted: 0, there: "VOIDED" },
} as const;

/** Every order ended as it should, here and at the shop; the books agree, and no process had trouble. */
export async function expectRight(flow: Flow, placed: readonly Placed[]): Promise<void> {
  for (const each of placed) expect({ ...each, ...(await flow.endOf(each)) }).toEqual({ ...each, ...RIGHT[each.kind] });
  for (const { id } of flow.shops) expect((await verify(flow.context.db.pool, id)).faults).toEqual([]);
  expect(await flow.unitsHeld()).toBe(placed.reduce((sum, each) => sum + (isPaying(each.kind) ? each.due : 0n), 0n));
  expect(flow.errorsLogged()).toEqual([]);
}

/** One customer after the other, until the killing is over or so many came. */
export async function shopping(flow: Flow, chance: () => number, isOver: () => boolean, most = 40): Promise<readonly Placed[]> {
  const kinds: readonly Kind[] = ["claimed and paid", "paid by name", "never paid", "cancelled at the shop"];
  const placed: Placed[] = [];
  for (let n = Math.floor(chance() * 4); placed.length < 4 || (!isOver() && placed.length < most); n += 1) {
    const kind = kinds[n % kinds.length] ?? "never paid";
    placed.push(await flow.shop(kind));
    await wait(chance() * 300);
  }
  return placed;
}

/** Of a life. Starting takes far longer than these, so what many do costs little time, and lets orders through between the kills. */
const MOST_STEPS = 40;

/** Starts the process again and again; most are killed while they work, some before they are up. */
export async function killing(start: () => Process, times: number, chance: () => number): Promise<number> {
  let kills = 0;
  while (kills < times) {
    const running = start();
    if (chance() < 0.15) await wait(chance() * 1_000);
    else {
      await running.ready;
      await busy(running, 1 + Math.floor(chance() * MOST_STEPS));
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
