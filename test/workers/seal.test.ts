import { expect, test } from "vitest";
import { seal, shopsToSeal } from "#app/store/sealing.ts";
import { verify } from "#app/store/verify.ts";
import { addShop, claim, confirm, openShop, placed, report, rowsOf, START, type Shop } from "../commands/shop.ts";

const DUE = 477_000_000n;

async function pay(shop: Shop, id: string): Promise<void> {
  const order = await placed(shop, id);
  await claim(shop, order, "ann");
  await report(shop, `tx-${id}`, { from: "ann", units: DUE });
  await confirm(shop, `tx-${id}`);
}

async function sealAll(shop: Shop, most = 1000): Promise<void> {
  while (await seal(shop.db.pool, shop.id, { now: START, most }));
}

/** What a hand at the prompt could do with the rights of a superuser: all our triggers look away. */
async function tamper(shop: Shop, sql: string): Promise<void> {
  const hand = await shop.db.pool.connect();
  await hand.query("SET session_replication_role = replica");
  await hand.query(sql);
  await hand.query("RESET session_replication_role");
  hand.release();
}

test("a paid order's rows are sealed in one chain, and everything holds", async () => {
  const shop = await openShop();
  await pay(shop, "1");
  expect(await shopsToSeal(shop.db.pool)).toEqual([shop.id]);
  await sealAll(shop, 3);
  expect(await shopsToSeal(shop.db.pool)).toEqual([]);
  await pay(shop, "2");
  await sealAll(shop, 3);
  const verdict = await verify(shop.db.pool, shop.id);
  expect(verdict.faults).toEqual([]);
  expect(verdict.seals).toBeGreaterThan(2);
  const feed = await rowsOf<{ row: string }>(shop, `SELECT "row" FROM "sealed" WHERE "row" LIKE 'e:ord_1.%' ORDER BY "number"`);
  expect(feed.map(({ row }) => row)).toEqual(["e:ord_1.1", "e:ord_1.2", "e:ord_1.3"]);
});

test("sealers at once make one chain without a gap", async () => {
  const shop = await openShop();
  for (const id of ["1", "2", "3"]) await pay(shop, id);
  await Promise.all(Array.from({ length: 8 }, () => sealAll(shop, 2)));
  await sealAll(shop, 2);
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
});

test("the chains of two shops do not touch", async () => {
  const shop = await openShop();
  const other = await addShop(shop.db, "other.myshopify.com");
  await pay(shop, "1");
  await pay(other, "1");
  await sealAll(other);
  expect(await shopsToSeal(shop.db.pool)).toEqual([shop.id]);
  await tamper(shop, `UPDATE "transfers" SET "units" = "units" + 1 WHERE "shop" = '${other.id}' AND "id" LIKE 'ord_1.settled%'`);
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
  expect((await verify(shop.db.pool, other.id)).faults[0]).toMatchObject({ row: expect.stringMatching(/^t:ord_1\.settled/) });
});

const settled = `(SELECT "id" FROM "transfers" WHERE "to_place" = 'order/ord_1')`;

test.each([
  ["one unit more in a transfer", `UPDATE "transfers" SET "units" = "units" + 1 WHERE "id" = ${settled}`, /^t:ord_1\.settled/, "its content is not what its hash says"],
  ["a byte of a hash", `UPDATE "events" SET "hash" = set_byte("hash", 0, get_byte("hash", 0) # 1) WHERE "id" = 'ord_1.2'`, /^e:ord_1\.2$/, "its content is not what its hash says"],
  ["another status in an event", `UPDATE "events" SET "fields" = "fields" || '{"status":"expired"}' WHERE "id" = 'ord_1.3'`, /^e:ord_1\.3$/, "its content is not what its hash says"],
  ["a changed row with a hash to match", `UPDATE "events" e SET "cause" = 'x', "hash" = event_hash((e."shop", e."id", e."type", e."object", e."version", e."at", 'x', e."fields", e."hash")::"events") WHERE "id" = 'ord_1.2'`, /^seal 1$/, "the seal is not that of its rows"],
  ["a row that is gone", `DELETE FROM "events" WHERE "id" = 'ord_1.1'`, /^e:ord_1\.1$/, "it is sealed but gone"],
  ["a row slipped in", `INSERT INTO "events" SELECT "shop", 'ord_1.4', "type", "object", 4, "at", "cause", "fields", "hash" FROM "events" WHERE "id" = 'ord_1.3'`, /^e:ord_1\.4$/, "its content is not"],
  ["a seal", `UPDATE "seals" SET "hash" = sha256('x') WHERE "number" = 1`, /^seal 1$/, "the seal is not that of its rows"],
  ["a seal that is gone", `DELETE FROM "seals" WHERE "number" = 1`, /./, "seal"],
  ["what an account holds", `UPDATE "accounts" SET "held" = "held" + 5`, /^acc_/, "what the account holds"],
  ["what an order holds", `UPDATE "orders" SET "held" = 0`, /^ord_1$/, "what the order holds"],
  ["an order paid by decree", `UPDATE "orders" SET "due" = "due" - 1`, /^ord_1$/, "not settled with its due"],
  ["a status by decree", `UPDATE "orders" SET "status" = 'cancelled'`, /^ord_1$/, "not settled with its due, or settled and not paid"],
  ["an errand that is gone", `DELETE FROM "deliveries"`, /^ord_1\.3$/, "owes the storefront no mark-paid"],
  ["a row nobody seals", `INSERT INTO "unsealed" SELECT "shop", 'e:' || "id", "hash", now() - interval '61 seconds' FROM "events" WHERE "id" = 'ord_1.1'`, /^e:ord_1\.1$/, "waits for its seal"],
])("verify names the first bad row after tampering with %s", async (_what, sql, row, wrong) => {
  const shop = await openShop();
  await pay(shop, "1");
  await sealAll(shop);
  await tamper(shop, sql);
  const { faults } = await verify(shop.db.pool, shop.id);
  expect(faults[0]?.wrong).toContain(wrong);
  expect(faults[0]?.row).toMatch(row);
});

test("verify waits a minute for a seal, and no longer", async () => {
  const shop = await openShop();
  await placed(shop, "1");
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([]);
  await rowsOf(shop, `UPDATE "unsealed" SET "at" = now() - interval '61 seconds'`);
  expect((await verify(shop.db.pool, shop.id)).faults).toEqual([{ wrong: "it has waited for its seal for more than 60 seconds", row: "e:ord_1.1" }]);
});

test("verify finds an open order that credit within its reach would pay", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await tamper(shop, `DELETE FROM "transfers" WHERE "to_place" = 'order/ord_1'`);
  await tamper(shop, `UPDATE "orders" SET ("status", "held", "closed_at") = ROW('claimed', 0, NULL)`);
  await tamper(shop, `UPDATE "accounts" SET "held" = ${DUE} WHERE "id" LIKE 'acc_tari%'`);
  const { faults } = await verify(shop.db.pool, shop.id);
  expect(faults).toContainEqual({ wrong: "could be paid from what is within its reach", row: "ord_1" });
});
