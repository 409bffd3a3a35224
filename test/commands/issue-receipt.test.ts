import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { issueReceipt } from "#app/commands/issue-receipt.ts";
import { hashedText } from "#app/engine/receipt.ts";
import { seal } from "#app/store/sealing.ts";
import { DUE, never, paidBy, published, receiptFor, verified } from "../cli/receipts.ts";
import { annsId } from "../setup/ann.ts";
import { testConfig } from "../setup/config.ts";
import { claim, confirm, openShop, placed, report, rowsOf } from "./shop.ts";

test("a receipt tells nothing personal", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1", { note: "please ring at Ann's", buyer: { customer: annsId, name: "Ann Example", email: "ann@example.com", phone: "+49 1" } });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE, memo: "for my order, Ann Example" });
  await confirm(shop, "tx-1");
  const text = JSON.stringify(await receiptFor(shop, order));
  for (const personal of ["Example", "@", annsId, "+49", "ring", "my order", order.token, order.customer ?? "cus_"]) expect(text).not.toContain(personal);
});

test("a receipt waits for the seals of its rows, and where none comes says that they are not sealed", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, DUE);
  let waits = 0;
  const desk = { ...shop, config: testConfig("postgresql://127.0.0.1/none") };
  const unsealed = await issueReceipt({ ...desk, wait: () => Promise.resolve(++waits) }, order.token);
  expect([waits > 3, typeof unsealed !== "string" && unsealed.receipt.ledger.every(({ seal }) => seal === null)]).toEqual([true, true]);
  const told = await verified(JSON.stringify(typeof unsealed !== "string" && unsealed.receipt), await published(shop));
  expect(told).toEqual({ code: 0, said: expect.stringContaining("2 of its 2 rows were not sealed yet") });
  const sealed = await issueReceipt({ ...desk, wait: () => seal(shop.db.pool, shop.id, { now: shop.clock(), most: 1000 }) }, order.token);
  expect(typeof sealed !== "string" && sealed.receipt.ledger.map(({ seal }) => seal?.number)).toEqual(["1", "1"]);
});

test("an order has no receipt before it is paid, and a token that opens nothing none at all", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  const ask = (token: string) => issueReceipt({ ...shop, wait: never, config: testConfig("postgresql://127.0.0.1/none") }, token);
  expect([await ask(order.token), await ask("0".repeat(32)), await ask("\0"), await ask("")]).toEqual(["unpaid", "unknown", "unknown", "unknown"]);
});

test("the hash of a row is spelled as the database spells it, whatever is in its texts", async () => {
  const shop = await openShop();
  const odd = `"quoted" \\ back / slash \n\t\u0001\u007f é 漢 \u{1F600} \u2028`;
  const row = { id: `x.${odd}`, from: `outside/${odd}`, to: "account/acc_x.XTR", asset: "XTR/6", units: "12345678901234567890", at: "2026-11-20T10:00:00.007Z", cause: odd, via: null };
  const columns = { shop: odd, id: row.id, from_place: row.from, to_place: row.to, asset: row.asset, units: row.units, at: row.at, cause: row.cause, via: null };
  const [found] = await rowsOf<{ hash: string }>(shop, `SELECT encode("transfer_hash"(jsonb_populate_record(NULL::"transfers", $1)), 'hex') AS "hash"`, [JSON.stringify(columns)]);
  expect(createHash("sha256").update(hashedText(odd, row)).digest("hex")).toBe(found?.hash);
});
