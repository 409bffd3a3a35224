import { expect, test } from "vitest";
import { finish, holdOn, leaseDue, offerAgain, pauseReceiver, postpone, resumeReceiver, takeUp } from "#app/store/outbox.ts";
import { addShop, openShop, rowsOf, START, type Shop } from "../commands/shop.ts";

const at = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const lease = (shop: Shop, seconds = 0, more: { readonly limit?: number; readonly perShop?: number } = {}) =>
  leaseDue(shop.db.pool, { now: at(seconds), limit: 100, perShop: 100, leaseSeconds: 30, ...more });

type Owed = { readonly object: string; readonly version?: number; readonly target?: string; readonly dueIn?: number };

async function owe(shop: Shop, { object, version = 1, target = "storefront.mark-paid", dueIn = 0 }: Owed): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    shop,
    `INSERT INTO "deliveries" ("shop", "event", "target", "receiver", "object", "version", "at", "due_at") VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING "id"`,
    [shop.id, `${object}.${version}`, target, target.startsWith("storefront") ? "storefront" : target, object, version, START, at(dueIn)],
  );
  return row?.id ?? "";
}

const ids = (keys: readonly { readonly id: string }[]) => keys.map(({ id }) => id).sort();
const said = (now: Date) => ({ result: "sent", said: "Done.", now }) as const;

test("what is due is leased once, and again only when its lease lapsed", async () => {
  const shop = await openShop();
  const due = await owe(shop, { object: "ord_1" });
  await owe(shop, { object: "ord_2", dueIn: 60 });
  expect(ids(await lease(shop))).toEqual([due]);
  expect(await lease(shop, 29)).toEqual([]);
  expect(ids(await lease(shop, 30))).toEqual([due]);
  const [taken] = await takeUp(shop.db.pool, [{ shop: shop.id, id: due, attempts: 0 }], { now: at(50), leaseSeconds: 30 });
  expect(taken).toMatchObject({ attempts: 1, object: "ord_1", target: "storefront.mark-paid" });
  expect(ids(await lease(shop, 79, { limit: 1 }))).not.toContain(due);
});

test("an errand is in one hand at a time, however often it was offered and its reminder said", async () => {
  const shop = await openShop();
  await owe(shop, { object: "ord_1" });
  const [first] = await lease(shop);
  const [again] = await lease(shop, 30);
  if (!first || !again) throw new Error("nothing was offered");
  const take = (offer: typeof first, seconds: number) => takeUp(shop.db.pool, [offer], { now: at(seconds), leaseSeconds: 30 });
  const taken = (await Promise.all([take(first, 31), take(again, 31), take(first, 31)])).flat();
  expect(taken).toHaveLength(1);
  const [holder] = taken;
  if (!holder) throw new Error("nobody has it");
  await holdOn(shop.db.pool, holder, { now: at(50), leaseSeconds: 30 });
  expect(await lease(shop, 79)).toEqual([]);
  const [lapsed] = await lease(shop, 80);
  expect(lapsed).toMatchObject({ attempts: 1 });
  expect(await take(again, 81)).toEqual([]);
  expect(lapsed && (await take(lapsed, 81))).toMatchObject([{ attempts: 2 }]);
  await holdOn(shop.db.pool, holder, { now: at(900), leaseSeconds: 30 });
  expect(await lease(shop, 111)).toHaveLength(1);
});

test("whoever is told of the same errands in another order takes each once, and the rest is somebody else's", async () => {
  const shop = await openShop();
  for (let n = 0; n < 20; n += 1) await owe(shop, { object: `ord_${n}` });
  const offers = await lease(shop);
  const taken = await Promise.all([offers, offers.toReversed(), offers.slice(5), offers.toReversed().slice(3)].map((told) => takeUp(shop.db.pool, told, { now: at(1), leaseSeconds: 30 })));
  expect(ids(taken.flat())).toEqual(ids(offers));
});

test("callers at once never get the same errand", async () => {
  const shop = await openShop();
  for (let n = 0; n < 40; n += 1) await owe(shop, { object: `ord_${n}` });
  const leased = (await Promise.all(Array.from({ length: 12 }, () => lease(shop, 0, { limit: 10 })))).flat();
  expect(new Set(ids(leased)).size).toBe(leased.length);
  expect(leased.length).toBeLessThanOrEqual(40);
  expect(leased.length + (await lease(shop)).length).toBe(40);
});

test("a lower version of the same object at the same receiver goes first, leased, postponed or not", async () => {
  const shop = await openShop();
  const first = await owe(shop, { object: "ord_1", version: 2, target: "storefront.cancel" });
  const second = await owe(shop, { object: "ord_1", version: 5, target: "storefront.tag" });
  const elsewhere = await owe(shop, { object: "ord_1", version: 5, target: "callback:books" });
  expect(ids(await lease(shop))).toEqual([first, elsewhere].sort());
  await postpone(shop.db.pool, { shop: shop.id, id: first, attempts: 0 }, { error: "server", dueAt: at(600) });
  expect(await lease(shop, 10)).toEqual([]);
  expect(ids(await lease(shop, 600))).toContain(first);
  await finish(shop.db.pool, { shop: shop.id, id: first }, { result: "refused", said: "No.", now: at(601) });
  expect(ids(await lease(shop, 601))).toContain(second);
});

test("one shop's backlog leaves room for every other", async () => {
  const busy = await openShop();
  const other = await addShop(busy.db, "other.myshopify.com");
  for (let n = 0; n < 30; n += 1) await owe(busy, { object: `ord_${n}` });
  const theirs = await owe(other, { object: "ord_1", dueIn: 1 });
  const leased = await lease(busy, 1, { perShop: 3, limit: 10 });
  expect(leased.filter(({ shop }) => shop === busy.id)).toHaveLength(3);
  expect(ids(leased)).toContain(theirs);
  expect(await lease(busy, 2, { perShop: 3 })).toEqual([]);
  await finish(busy.db.pool, { shop: busy.id, id: leased.find(({ shop }) => shop === busy.id)?.id ?? "" }, said(at(2)));
  expect(await lease(busy, 2, { perShop: 3 })).toHaveLength(1);
});

test("a shop whose storefront is paused is left alone until then, its other receivers are not", async () => {
  const shop = await openShop();
  const there = await owe(shop, { object: "ord_1" });
  const elsewhere = await owe(shop, { object: "ord_1", target: "callback:books" });
  await pauseReceiver(shop.db.pool, { shop: shop.id, receiver: "storefront" }, { why: "throttled", until: at(20), tries: 1 });
  expect(ids(await lease(shop))).toEqual([elsewhere]);
  expect(ids(await lease(shop, 20))).toEqual([there]);
  await pauseReceiver(shop.db.pool, { shop: shop.id, receiver: "storefront" }, { why: "frozen", until: at(900), tries: 1 });
  await resumeReceiver(shop.db.pool, { shop: shop.id, receiver: "storefront" }, at(60));
  expect(ids(await lease(shop, 60))).toEqual([elsewhere, there].sort());
});

test("after a pause one errand goes ahead, and all others once it got an answer", async () => {
  const shop = await openShop();
  for (let n = 0; n < 5; n += 1) await owe(shop, { object: `ord_${n}` });
  const receiver = { shop: shop.id, receiver: "storefront" };
  await pauseReceiver(shop.db.pool, receiver, { why: "network: silence", until: at(10), tries: 3 });
  const [probe, ...others] = await lease(shop, 11);
  expect([probe?.attempts, others]).toEqual([0, []]);
  expect(await lease(shop, 12)).toEqual([]);
  expect(probe && (await takeUp(shop.db.pool, [probe], { now: at(12), leaseSeconds: 30 }))).toMatchObject([{ pauses: 3 }]);
  await resumeReceiver(shop.db.pool, receiver, at(13));
  expect(await lease(shop, 13)).toHaveLength(4);
});

test("a time the shop asked us to wait is waited even when another errand was answered; any other pause ends with the first answer", async () => {
  const shop = await openShop();
  await owe(shop, { object: "ord_1" });
  const receiver = { shop: shop.id, receiver: "storefront" };
  await pauseReceiver(shop.db.pool, receiver, { why: "throttled", until: at(10), tries: 1 });
  await resumeReceiver(shop.db.pool, receiver, at(5));
  expect(await lease(shop, 5)).toEqual([]);
  expect(await pauseReceiver(shop.db.pool, receiver, { why: "server: 503", until: at(10), tries: 1 })).toBe("throttled");
  await resumeReceiver(shop.db.pool, receiver, at(5));
  expect(await lease(shop, 5)).toHaveLength(1);
});

test("what is known of a shop decides how much of it is in hand at once", async () => {
  const swift = await openShop();
  const unknown = await addShop(swift.db, "other.myshopify.com");
  for (const shop of [swift, unknown]) for (let n = 0; n < 9; n += 1) await owe(shop, { object: `ord_${n}` });
  const leased = await leaseDue(swift.db.pool, { now: at(0), limit: 100, perShop: 2, slots: new Map([[swift.id, 7]]), leaseSeconds: 30 });
  expect([swift, unknown].map(({ id }) => leased.filter(({ shop }) => shop === id).length)).toEqual([7, 2]);
});

test("nothing is offered for a shop that removed the app", async () => {
  const shop = await openShop();
  await owe(shop, { object: "ord_1" });
  await rowsOf(shop, `UPDATE "shops" SET "uninstalled_at" = now()`);
  expect(await lease(shop)).toEqual([]);
});

test("the first word about an errand stays, and one taken up anew is not postponed by who had it before", async () => {
  const shop = await openShop();
  const id = await owe(shop, { object: "ord_1" });
  for (const seconds of [0, 30]) await takeUp(shop.db.pool, await lease(shop, seconds), { now: at(seconds), leaseSeconds: 30 });
  await postpone(shop.db.pool, { shop: shop.id, id, attempts: 1 }, { error: "late word", dueAt: at(900) });
  await finish(shop.db.pool, { shop: shop.id, id }, said(at(31)));
  await finish(shop.db.pool, { shop: shop.id, id }, { result: "refused", said: "No.", now: at(32) });
  expect(await takeUp(shop.db.pool, [{ shop: shop.id, id, attempts: 2 }], { now: at(33), leaseSeconds: 30 })).toEqual([]);
  expect(await rowsOf(shop, `SELECT "result", "said", "last_error", "leased_until" FROM "deliveries"`)).toEqual([{ result: "sent", said: "Done.", last_error: null, leased_until: null }]);
});

test("a refused errand is offered again when a person asks for it, a finished one is not", async () => {
  const shop = await openShop();
  const id = await owe(shop, { object: "ord_1" });
  await lease(shop);
  await finish(shop.db.pool, { shop: shop.id, id }, { result: "refused", said: "No.", now: at(1) });
  expect(await offerAgain(shop.db.pool, { shop: shop.id, id }, at(2))).toBe(true);
  expect(ids(await lease(shop, 2))).toEqual([id]);
  await finish(shop.db.pool, { shop: shop.id, id }, said(at(3)));
  expect(await offerAgain(shop.db.pool, { shop: shop.id, id }, at(4))).toBe(false);
});
