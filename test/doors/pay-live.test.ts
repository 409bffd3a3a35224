import type { Pool } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { openLive, type Watcher } from "#app/doors/pay-live.ts";
import { streamOf } from "#app/doors/pay-stream.ts";
import { referenceOf } from "#app/engine/order.ts";
import { createBell } from "#app/store/bell.ts";
import { openDatabase } from "#app/store/database.ts";
import { payMarks } from "#app/store/reads/pay.ts";
import { addShop, confirm, placed, report } from "../commands/shop.ts";
import { freshDatabase } from "../setup/database.ts";
import { eventually } from "../setup/poll.ts";

const DUE = 477_000_000n;

/** A process that shows pages, and another one in which things happen to their orders. */
async function open() {
  const url = await freshDatabase();
  const [here, there] = [openDatabase(url), openDatabase(url)];
  const [ear, mouth] = [createBell(here.pool, url), createBell(there.pool, url)];
  onTestFinished(async () => {
    for (const each of [ear, mouth, here, there]) await each.close();
  });
  const shop = { ...(await addShop(there, "tally.myshopify.com")), bell: mouth };
  let asked = 0;
  // Questions that hold this text are answered when it is let go.
  let stuck: { readonly text: string; readonly gone: Promise<void> } | null = null;
  const ask = async (...query: Parameters<Pool["query"]>) => {
    asked++;
    if (stuck && JSON.stringify(query).includes(stuck.text)) await stuck.gone;
    return here.pool.query(...query);
  };
  const stick = (text: string): (() => void) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    stuck = { text, gone: promise };
    return resolve;
  };
  const pool = new Proxy(here.pool, { get: (target, name) => (name === "query" ? ask : Reflect.get(target, name)) });
  const live = openLive({ db: { pool }, bell: ear, clock: shop.clock, log: { warn: () => undefined } });
  return { shop, live, pool: here.pool, asked: () => asked, stick };
}

function page(mark: string | null): Watcher & { readonly heard: string[] } {
  const heard: string[] = [];
  return { mark, heard, write: (text) => void heard.push(text), end: () => void heard.push("end") };
}

test("a change in another process is one look for all open pages, and told to those of its order alone", async () => {
  const { shop, live, pool, asked } = await open();
  const orders = await Promise.all(Array.from({ length: 20 }, (_, index) => placed(shop, String(index + 1), { customer: String(7000 + index) })));
  const marks = await payMarks(pool, orders.map(({ token }) => token));
  const pages = orders.flatMap(({ token }) => Array.from({ length: 15 }, () => ({ token, watcher: page(marks.get(token) ?? null) })));
  const leaves = pages.map(({ token, watcher }) => live.watch(token, null, watcher));
  const [order] = orders;
  if (!order) throw new Error("no order");
  await report(shop, "tx1", { from: "ann", units: DUE, memo: referenceOf(order, shop.id) });
  const own = pages.filter(({ token }) => token === order.token);
  await eventually(() => own.every(({ watcher }) => watcher.heard.length > 0) || undefined);
  const before = asked();
  await confirm(shop, "tx1");
  await eventually(() => own.every(({ watcher }) => watcher.heard.some((text) => text.includes(`"state":"paid"`))) || undefined);
  expect(pages.filter(({ token, watcher }) => token !== order.token && watcher.heard.length > 0)).toEqual([]);
  // One view costs a handful of questions, one look a single one; 300 pages asking for themselves would be 300.
  expect(asked() - before).toBeLessThan(30);
  leaves.forEach((leave) => leave?.());
  live.close();
  expect(own[0]?.watcher.heard).not.toContain("end");
});

test("an order that is slow to read keeps no other page waiting, and is told when it was read", async () => {
  const { shop, live, pool, stick } = await open();
  const [slow, quick] = [await placed(shop, "1"), await placed(shop, "2", { customer: "7002" })];
  const marks = await payMarks(pool, [slow.token, quick.token]);
  const [slowPage, quickPage] = [slow, quick].map(({ token }) => page(marks.get(token) ?? null));
  if (!slowPage || !quickPage) throw new Error("two pages");
  live.watch(slow.token, null, slowPage);
  live.watch(quick.token, null, quickPage);
  const letGo = stick(slow.id);
  await report(shop, "tx1", { from: "ann", units: DUE, memo: referenceOf(slow, shop.id) });
  for (const [index, told] of [[2, 1], [3, 2]] as const) {
    await report(shop, `tx${index}`, { from: "ben", units: DUE / 4n, memo: referenceOf(quick, shop.id) });
    await eventually(() => quickPage.heard.length >= told || undefined);
  }
  expect(slowPage.heard).toEqual([]);
  letGo();
  await eventually(() => slowPage.heard.length > 0 || undefined);
  expect(slowPage.heard[0]).toContain(`"state":"seen"`);
  live.close();
});

test("one caller holds so many lines and no more, and a process that stops ends them all", async () => {
  const { shop, live } = await open();
  const { token } = await placed(shop, "1");
  const pages = Array.from({ length: 201 }, () => page(null));
  const leaves = pages.map((watcher) => live.watch(token, "203.0.113.9", watcher));
  expect(leaves.filter((leave) => leave === null)).toHaveLength(1);
  leaves[0]?.();
  expect(live.watch(token, "203.0.113.9", page(null))).not.toBeNull();
  expect(live.watch(token, "203.0.113.10", page(null))).not.toBeNull();
  const [last] = pages.slice(199);
  live.close();
  expect(last?.heard.at(-1)).toBe("end");
  expect(live.watch(token, null, page(null))).toBeNull();
});

test("whoever does not read what they are told is let go", async () => {
  let watcher: Watcher | null = null;
  let hasLeft = false;
  const watch = (_token: string, _from: string | null, each: Watcher) => {
    watcher = each;
    return () => void (hasLeft = true);
  };
  const stream = streamOf({ watch, close: () => undefined }, { token: "t", from: null, mark: null });
  expect(stream).not.toBeNull();
  for (let times = 0; times < 100; times++) (watcher as Watcher | null)?.write("event: beat\ndata: 1\n\n");
  expect(hasLeft).toBe(true);
});
