import { beforeAll, describe, expect, test } from "vitest";
import { claim, confirm, openShopForFile, placed, report, rowsOf, type Shop } from "../commands/shop.ts";

const DUE = 477_000_000n;
let shop: Shop;

beforeAll(async () => {
  shop = await openShopForFile();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE + 5n });
  await confirm(shop, "tx-1");
  await placed(shop, "2");
});

const ACCOUNT = "acc_tari:mainnet:ann.XTR";

function transferRow(id: string, from: string, to: string, units: string, via: string | null = null): string {
  const quoted = via === null ? "NULL" : `'${via}'`;
  return `INSERT INTO "transfers" ("shop", "id", "from_place", "to_place", "asset", "units", "at", "cause", "via") VALUES ('tally.myshopify.com', '${id}', '${from}', '${to}', 'XTR/6', ${units}, now(), '${id}', ${quoted})`;
}

describe("the database itself refuses", () => {
  test.each([
    ["a changed transfer", `UPDATE "transfers" SET "units" = 1`, /never changed or deleted/],
    ["a deleted transfer", `DELETE FROM "transfers"`, /never changed or deleted/],
    ["an emptied ledger", `TRUNCATE "transfers"`, /never changed or deleted/],
    ["a changed event", `UPDATE "events" SET "type" = 'order.paid'`, /never changed or deleted/],
    ["a deleted event", `DELETE FROM "events"`, /never changed or deleted/],
    ["a changed quote", `UPDATE "quotes" SET "due" = 1`, /never changed or deleted/],
    ["a changed rate", `UPDATE "rates" SET "per_unit" = 1`, /never changed or deleted/],
    ["a transfer of nothing", transferRow("t0", "shop/credit", `account/${ACCOUNT}`, "0"), /transfers_units/],
    ["a transfer of less than nothing", transferRow("t0", "shop/credit", `account/${ACCOUNT}`, "-5"), /transfers_units/],
    ["a transfer to where it came from", transferRow("t0", `account/${ACCOUNT}`, `account/${ACCOUNT}`, "1"), /transfers_go_somewhere/],
    ["a place that is none", transferRow("t0", "pocket/mine", `account/${ACCOUNT}`, "1"), /transfers_places/],
    ["an account nobody opened", transferRow("t0", "shop/credit", "account/acc_nobody.XTR", "1"), /needs its place/],
    ["the same transfer twice", transferRow("ord_1.settled.acc_tari:mainnet:ann.XTR", "shop/credit", `account/${ACCOUNT}`, "1"), /transfers_pkey/],
    ["an account below zero", transferRow("t0", `account/${ACCOUNT}`, "order/ord_1", "6"), /below zero/],
    ["money settled into an order that is not paid", transferRow("t0", `account/${ACCOUNT}`, "order/ord_2", "5", "claim"), /ord_2 is unclaimed with 5/],
    ["more settled into a paid order", transferRow("t0", `account/${ACCOUNT}`, "order/ord_1", "5", "claim"), /ord_1 is paid with 477000005/],
    ["a held that no transfer made, on an account", `UPDATE "accounts" SET "held" = 1000000`, /written by transfers only/],
    ["a held that no transfer made, on an order", `UPDATE "orders" SET "held" = 1000000`, /written by transfers only/],
    ["a paid order becoming unclaimed", `UPDATE "orders" SET "status" = 'unclaimed', "closed_at" = NULL WHERE "id" = 'ord_1'`, /cannot move from paid/],
    ["a paid order's due changing", `UPDATE "orders" SET "due" = 1 WHERE "id" = 'ord_1'`, /frozen/],
    ["an order called paid without money", `UPDATE "orders" SET "status" = 'paid', "closed_at" = now() WHERE "id" = 'ord_2'`, /ord_2 is paid with 0/],
    ["a status of its own making", `UPDATE "orders" SET "status" = 'settled' WHERE "id" = 'ord_2'`, /cannot move from unclaimed to settled/],
    ["an order of another shop's", `UPDATE "orders" SET "shop" = 'other.myshopify.com' WHERE "id" = 'ord_2'`, /cannot move to another shop/],
    ["two events of one version", `INSERT INTO "events" SELECT "shop", 'again', "type", "object", "version", "at", "cause", "fields" FROM "events" LIMIT 1`, /events_shop_object_version_key/],
    ["a payment of nothing", `UPDATE "payments" SET "units" = 0`, /payments_units/],
    ["a contested payment as money", `UPDATE "payments" SET "contested" = true`, /contested_is_no_money/],
    ["a token that can be guessed", `UPDATE "orders" SET "token" = '1' WHERE "id" = 'ord_2'`, /orders_token/],
  ])("%s", async (_what, sql, why) => {
    await expect(shop.db.pool.query(sql)).rejects.toThrow(why);
  });
});

test("a transfer moves the held of both its places", async () => {
  await shop.db.pool.query(transferRow("gift", "shop/credit", `account/${ACCOUNT}`, "7"));
  const [row] = await rowsOf<{ held: string }>(shop, `SELECT "held" FROM "accounts" WHERE "id" = $1`, [ACCOUNT]);
  expect(row?.held).toBe("12");
});

test("every transfer and event waits for its seal, with the hash of its own content", async () => {
  const [row] = await rowsOf<{ waiting: string; rows: string; right: boolean }>(
    shop,
    `SELECT (SELECT count(*) FROM "unsealed") AS "waiting", (SELECT count(*) FROM "transfers") + (SELECT count(*) FROM "events") AS "rows",
      (SELECT bool_and("hash" = "transfer_hash"(t)) FROM "transfers" t) AND (SELECT bool_and("hash" = "event_hash"(e)) FROM "events" e) AS "right"`,
  );
  expect(row?.waiting).toBe(row?.rows);
  expect(row?.right).toBe(true);
});
