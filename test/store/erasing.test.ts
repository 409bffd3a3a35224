import type { PoolClient } from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import { judgeErasure } from "#app/commands/erase-shop.ts";
import { seal } from "#app/store/sealing.ts";
import { claim, confirm, openShopForFile, placed, report, rowsOf, type Shop } from "../commands/shop.ts";

const DUE = 477_000_000n;

let shop: Shop;

beforeAll(async () => {
  shop = await openShopForFile();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await seal(shop.db.pool, shop.id, { now: new Date(), most: 2000 });
  await shop.db.pool.query(`UPDATE "shops" SET "uninstalled_at" = now()`);
});

/** All of it in one transaction; what the database says to it. */
async function attempt(statements: readonly string[]): Promise<string> {
  const client: PoolClient = await shop.db.pool.connect();
  try {
    for (const statement of ["BEGIN", ...statements, "COMMIT"]) await client.query(statement);
    return "done";
  } catch (error) {
    await client.query("ROLLBACK");
    return error instanceof Error ? error.message : String(error);
  } finally {
    await client.query(`DISCARD ALL`);
    client.release();
  }
}

const INSTALLED = `UPDATE "shops" SET "uninstalled_at" = NULL`;
const BEGIN_ERASURE = `INSERT INTO "erasures" ("shop") VALUES ('tally.myshopify.com')`;
const LEDGER = `SELECT (SELECT count(*)::int FROM "transfers") AS "transfers", (SELECT count(*)::int FROM "events") AS "events", (SELECT count(*)::int FROM "seals") AS "seals"`;
const ALL_BUT = (kept: string) => `DO $$ DECLARE each text; BEGIN FOR each IN SELECT "tables_of_shops"() LOOP IF each <> '${kept}' THEN EXECUTE format('DELETE FROM %I', each); END IF; END LOOP; DELETE FROM "shops"; END $$`;

describe("nothing but a whole erasure takes a row of the ledger", () => {
  test.each<[string, readonly string[], RegExp]>([
    ["a delete", [`DELETE FROM "transfers"`], /never changed or deleted/],
    ["a delete of seals", [`DELETE FROM "seals"`], /never changed or deleted/],
    ["a delete of what is sealed", [`DELETE FROM "sealed"`], /never changed or deleted/],
    ["a setting made by hand", [`SET LOCAL tally.erasing = 'tally.myshopify.com'`, `SET LOCAL session.erasing = 'on'`, `DELETE FROM "events"`], /never changed or deleted/],
    ["a function of the same name", [`CREATE FUNCTION pg_temp.forget_shop(text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN DELETE FROM "transfers"; RETURN true; END $$`, `SELECT pg_temp.forget_shop('tally.myshopify.com')`], /never changed or deleted/],
    ["a statement that says it is the function", [`DO $$ BEGIN EXECUTE E'DELETE FROM "transfers" /*\\nPL/pgSQL function forget_shop(text) line 1 at SQL statement*/'; END $$`], /never changed or deleted/],
    ["a temporary table in the place of ours", [`CREATE TEMP TABLE "erasures" ("shop" text, "transaction" text)`, `INSERT INTO "erasures" VALUES ('tally.myshopify.com', pg_current_xact_id()::text)`, `DELETE FROM "transfers"`], /never changed or deleted/],
    ["an erasure begun by hand for one row", [BEGIN_ERASURE, `DELETE FROM "transfers"`], /leaves nothing of tally.myshopify.com: it is still known/],
    ["an erasure of all but the orders", [BEGIN_ERASURE, ALL_BUT("orders")], /there are rows of orders/],
    ["an erasure that takes the last seal too", [BEGIN_ERASURE, ALL_BUT(""), `DELETE FROM "seals"`], /leaves the last seal/],
    ["an erasure that leaves every seal but the last", [`INSERT INTO "seals" SELECT "shop", "number" + 1, "hash", now() FROM "seals"`, BEGIN_ERASURE, ALL_BUT(""), `DELETE FROM "seals" WHERE "number" = 2`], /leaves the last seal/],
    ["an erasure that is taken back after the row is gone", [BEGIN_ERASURE, `DELETE FROM "transfers"`, `DELETE FROM "erasures"`], /never changed or deleted/],
    ["a changed row within an erasure", [BEGIN_ERASURE, `UPDATE "transfers" SET "units" = 1`], /never changed or deleted/],
    ["an emptied table within an erasure", [BEGIN_ERASURE, `TRUNCATE "transfers"`], /never changed or deleted/],
    ["an erasure of another shop", [`INSERT INTO "erasures" ("shop") VALUES ('other.myshopify.com')`, `DELETE FROM "transfers"`], /never changed or deleted/],
    ["the function, while the app is installed", [INSTALLED, `SELECT "forget_shop"('tally.myshopify.com')`], /the app is installed/],
    ["an erasure begun while the app is installed", [INSTALLED, BEGIN_ERASURE, ALL_BUT("")], /the app is installed/],
  ])("%s", async (_what, statements, why) => {
    const before = await rowsOf(shop, LEDGER);
    expect(await attempt(statements)).toMatch(why);
    expect(await rowsOf(shop, LEDGER)).toEqual(before);
  });

  test("a rolled-back erasure leaves nothing open for the next statement", async () => {
    expect(await attempt(["SAVEPOINT s", BEGIN_ERASURE, "ROLLBACK TO s", `DELETE FROM "transfers"`])).toMatch(/never changed or deleted/);
  });

  test("the function erases an uninstalled shop, once", async () => {
    const erase = async () => rowsOf(shop, `SELECT "forget_shop"('tally.myshopify.com') AS "gone"`);
    expect([await erase(), await erase()]).toEqual([[{ gone: true }], [{ gone: false }]]);
    expect(await rowsOf(shop, LEDGER)).toEqual([{ transfers: 0, events: 0, seals: 1 }]);
    expect(await rowsOf(shop, `SELECT e."seal" = s."number" AND e."hash" = s."hash" AS "same" FROM "erasures" e, "seals" s`)).toEqual([{ same: true }]);
  });
});

const at = (hours: number) => new Date(Date.parse("2026-11-20T10:00:00Z") + hours * 3_600_000);

// Hours since the app was installed at first.
test.each<[string, { installed: number; uninstalled: number | null; seen?: number; asked: number; now: number }, string]>([
  ["asked 48 hours after the uninstall", { installed: 0, uninstalled: 10, asked: 58, now: 58 }, "erase"],
  ["asked too soon: an old message come back", { installed: 0, uninstalled: 10, asked: 11, now: 11 }, "wait"],
  ["the same, two days later", { installed: 0, uninstalled: 10, asked: 11, now: 58 }, "erase"],
  ["installed again before it was asked", { installed: 30, uninstalled: null, asked: 58, now: 58 }, "the app is installed again"],
  ["installed again before we acted", { installed: 60, uninstalled: null, asked: 58, now: 61 }, "the app is installed again"],
  ["back before we heard that it was gone", { installed: 0, uninstalled: null, seen: 30, asked: 58, now: 58 }, "the app is installed again"],
  ["opened after it was asked", { installed: 0, uninstalled: null, seen: 59, asked: 58, now: 60 }, "the app is installed again"],
  ["last opened long before", { installed: 0, uninstalled: null, seen: 9, asked: 58, now: 60 }, "wait"],
  ["installed and uninstalled again since it was asked", { installed: 60, uninstalled: 70, asked: 58, now: 200 }, "the app was installed again, and uninstalled after this was asked"],
  ["heard before its uninstall", { installed: 0, uninstalled: null, asked: 58, now: 58 }, "wait"],
  ["its uninstall never heard", { installed: 0, uninstalled: null, asked: 58, now: 58 + 30 * 24 }, "no uninstall was heard of"],
])("an erasure %s", (_, { installed, uninstalled, seen, asked, now }, end) => {
  const judged = judgeErasure({ installedAt: at(installed), uninstalledAt: uninstalled === null ? null : at(uninstalled), seenAt: seen === undefined ? null : at(seen) }, at(asked), at(now));
  expect(typeof judged === "string" ? judged : judged.ignored).toBe(end);
});
