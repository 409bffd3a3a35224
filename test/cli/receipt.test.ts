import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { issueReceipt } from "#app/commands/issue-receipt.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { requestAccountRefund, requestRefund, sendRefund, withdrawRefund } from "#app/commands/refund.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { run } from "#app/commands/transact.ts";
import { canonical } from "#app/engine/canonical.ts";
import { accountId, customerId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { hashedText, thumbprintText, type AmountName, type SignedReceipt } from "#app/engine/receipt.ts";
import { receiptKeys, receiptSigner } from "#app/store/receipt-keys.ts";
import { resealAll } from "#app/store/reseal.ts";
import { seal } from "#app/store/sealing.ts";
import { claim, confirm, hear, heard, openShop, openShopForFile, payer, placed, report, reverse, rowsOf, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";

const DUE = 477_000_000n;
const HOUR = 3_600_000;
const keys = testConfig("postgresql://127.0.0.1/none").encryptionKeys;

/** The receipt as a shopper gets it, after the sealer came by. */
async function receiptFor(shop: Shop, order: Order): Promise<SignedReceipt> {
  await seal(shop.db.pool, shop.id, { now: shop.clock(), most: 1000 });
  const issued = await issueReceipt({ ...shop, wait: never, config: testConfig("postgresql://127.0.0.1/none") }, order.token);
  if (typeof issued === "string") throw new Error(`no receipt: ${issued}`);
  return issued.receipt;
}

const never = () => Promise.reject(new Error("it had nothing to wait for"));

/** What the server publishes, as somebody saved it. */
async function published(shop: Shop): Promise<string> {
  const own = await receiptKeys(shop.db.pool, shop.id);
  return JSON.stringify({ shop: shop.id, keys: own.map(({ id, x, withdrawnAt }) => ({ kty: "OKP", crv: "Ed25519", kid: id, x, ...(withdrawnAt && { withdrawnAt: withdrawnAt.toISOString() }) })) });
}

type Ran = { readonly code: number; readonly said: string };

/** The operator's command, without any database or settings. */
async function verified(receipt: string, keySet: string, ...more: readonly string[]): Promise<Ran> {
  const folder = mkdtempSync(join(tmpdir(), "receipt-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [file, key] = [join(folder, "receipt.json"), join(folder, "keys.json")];
  writeFileSync(file, receipt);
  writeFileSync(key, keySet);
  const said: string[] = [];
  const speak = (line: string) => void said.push(line);
  const unconfigured = () => {
    throw new Error("a receipt is checked without settings");
  };
  const code = await tally(["verify", "receipt", file, "--key", key, ...more], unconfigured, { say: speak, complain: speak });
  return { code, said: said.join("\n") };
}

async function paidBy(shop: Shop, units: bigint, id = "1"): Promise<Order> {
  const order = await placed(shop, id);
  await claim(shop, order, "ann");
  await report(shop, `tx-${id}`, { from: "ann", units });
  await confirm(shop, `tx-${id}`);
  return order;
}

const act = (key: string) => ({ key, reason: "because", by: "Ben Boss" });

type Case = readonly [what: string, amounts: Partial<Record<AmountName, bigint>>, said: RegExp, tell: (shop: Shop) => Promise<Order>];

const anns = accountId("XTR/6", { kind: "payer", payer: payer("ann") });

describe("a receipt adds up, and its words say", () => {
  test.each<Case>([
    ["an exact payment", { received: DUE, applied: DUE, credit: 0n }, /477\.000000 XTR received = 477\.000000 XTR paid/, (shop) => paidBy(shop, DUE)],
    ["too much", { received: DUE + 5n, applied: DUE, credit: 5n }, /0\.000005 XTR left as credit/, (shop) => paidBy(shop, DUE + 5n)],
    ["two halves, of which one names the order", { received: DUE, applied: DUE }, /Every transaction \(2\)/, async (shop) => {
      const order = await placed(shop, "1");
      await claim(shop, order, "ann");
      await report(shop, "tx-a", { from: "ann", units: DUE - 100n });
      await confirm(shop, "tx-a");
      await report(shop, "tx-b", { from: "ben", units: 100n, order: "1" });
      await confirm(shop, "tx-b");
      return order;
    }],
    ["credit of before", { received: 100n, fromCredit: DUE - 100n, applied: DUE }, /476\.999900 XTR from credit of before/, async (shop) => {
      await report(shop, "tx-early", { from: "ann", units: DUE - 100n });
      await confirm(shop, "tx-early");
      shop.setTime(new Date(shop.clock().getTime() + HOUR));
      return paidBy(shop, 100n);
    }],
    ["a credit note of the merchant's, let in by the policy", { received: 0n, fromCredit: DUE, applied: DUE }, /Every transaction \(0\)/, async (shop) => {
      const order = await placed(shop, "1");
      await run(shop, issueCredit, { shop: shop.id, input: { ...act("note"), customer: order.customer ?? customerId(""), money: { asset: "XTR/6", units: DUE } } });
      return order;
    }],
    ["what the shop forgoes", { received: DUE - 7n, writtenOff: 7n, applied: DUE }, /0\.000007 XTR forgone by the shop/, (shop) => paidBy(shop, DUE - 7n)],
    ["the merchant's word", { received: DUE, applied: DUE }, /by manual/, async (shop) => {
      const order = await placed(shop, "1");
      await run(shop, markPaid, { shop: shop.id, input: { ...act("paid"), order: order.id } });
      return order;
    }],
    ["an order that cost nothing in the end", { asked: 0n, received: 0n, applied: 0n }, /Nothing was due, so nothing moved/, async (shop) => {
      const order = await placed(shop, "1");
      shop.setTime(new Date(shop.clock().getTime() + HOUR));
      await hear(shop, heard("1", { price: "0.00", updatedAt: shop.clock() }));
      return order;
    }],
    ["money the chain took back, unspent", { received: DUE + 5n + DUE, takenBack: DUE + 5n, applied: DUE, credit: 0n, missing: 0n }, /taken back by the chain/, async (shop) => {
      const order = await placed(shop, "1");
      await claim(shop, order, "ann");
      await report(shop, "tx-1", { from: "ann", units: DUE });
      await confirm(shop, "tx-1");
      await report(shop, "tx-2", { from: "ann", units: DUE + 5n, order: "1" });
      await confirm(shop, "tx-2");
      await reverse(shop, "tx-2");
      return order;
    }],
    ["money the chain took back after it paid", { received: DUE + 5n, takenBack: DUE + 5n, missing: DUE, fromCredit: 0n, applied: DUE, credit: 0n }, /LATER {2}The chain took back money/, async (shop) => {
      const order = await paidBy(shop, DUE + 5n);
      await reverse(shop, "tx-1");
      return order;
    }],
    ["money taken back and sent anew", { received: 2n * DUE, takenBack: DUE, missing: 0n, fromCredit: 0n, applied: DUE }, /taken back by the chain/, async (shop) => {
      const order = await paidBy(shop, DUE);
      await reverse(shop, "tx-1");
      await report(shop, "tx-1", { from: "ann", units: DUE, order: "1" });
      await confirm(shop, "tx-1");
      return order;
    }],
    ["a refund that was sent, and one withdrawn", { applied: DUE, refunded: 77n }, /LATER {2}0\.000077 XTR of it were refunded/, async (shop) => {
      const order = await paidBy(shop, DUE);
      const refund = (key: string, units: bigint) => run(shop, requestRefund, { shop: shop.id, input: { ...act(key), order: order.id, money: { asset: "XTR/6", units }, provider: "tari" } });
      const [sent, kept] = [await refund("one", 77n), await refund("two", 33n)];
      if (!sent || !kept) throw new Error("outside money is refunded outside");
      await run(shop, sendRefund, { shop: shop.id, input: { refund: sent.id, transaction: "out-1" } });
      await run(shop, withdrawRefund, { shop: shop.id, input: { ...act("three"), refund: kept.id } });
      return order;
    }],
    ["a rest that is sent back", { received: DUE + 9n, returned: 9n, applied: DUE, credit: 0n, refunded: 0n }, /0\.000009 XTR sent back/, async (shop) => {
      const order = await paidBy(shop, DUE + 9n);
      await run(shop, requestAccountRefund, { shop: shop.id, input: { ...act("rest"), account: anns, order: order.id, money: { asset: "XTR/6", units: 9n }, provider: "tari" } });
      return order;
    }],
  ])("%s", async (_what, amounts, said, tell) => {
    const shop = await openShop({ creditPays: "automatic", tolerance: { units: 7n, basisPoints: 0n } });
    const receipt = await receiptFor(shop, await tell(shop));
    expect(receipt.amounts).toMatchObject(Object.fromEntries(Object.entries(amounts).map(([name, units]) => [name, units.toString()])));
    const ran = await verified(JSON.stringify(receipt, null, 2), await published(shop));
    expect(ran).toEqual({ code: 0, said: expect.stringMatching(said) });
    expect(ran.said).not.toContain("WRONG");
  });
});

describe("a receipt that was tampered with is not trusted, and it is said what is wrong", () => {
  let receipt: SignedReceipt;
  let keySet: string;

  beforeAll(async () => {
    const shop = await openShopForFile({ tolerance: { units: 7n, basisPoints: 0n } });
    receipt = await receiptFor(shop, await paidBy(shop, DUE + 5n));
    keySet = await published(shop);
  });

  /** Rewritten, with every hash recomputed, as somebody would who knows how they are made. */
  const rehashed = (each: SignedReceipt): SignedReceipt => ({ ...each, ledger: each.ledger.map((row) => ({ ...row, hash: createHash("sha256").update(hashedText(each.shop.domain, row)).digest("hex") })) });
  const withRow = (each: SignedReceipt, from: "outside" | "account", change: object): SignedReceipt => ({ ...each, ledger: each.ledger.map((row) => (row.from.startsWith(from) ? { ...row, ...change } : row)) });
  const withAmount = (each: SignedReceipt, change: Partial<Record<AmountName, string>>): SignedReceipt => ({ ...each, amounts: { ...each.amounts, ...change } });

  const signature = /WRONG {2}The signature does not fit/;

  test.each<[string, (receipt: SignedReceipt) => object, ...RegExp[]]>([
    ["another order's name", (each) => ({ ...each, order: { ...each.order, name: "#2" } }), signature],
    ["another time of payment", (each) => ({ ...each, order: { ...each.order, paidAt: "2026-11-19T10:00:00.000Z" } }), signature],
    ["another price", (each) => ({ ...each, price: { ...each.price, amount: "1590.00" } }), signature, /WRONG {2}1590\.00 USD at 30 .* is 47700\.000000 XTR, and not the 477\.000000 XTR/],
    ["another rate", (each) => ({ ...each, rate: { ...each.rate, perUnit: "31" } }), signature, /WRONG {2}15\.90 USD at 31/],
    ["another source of the rate", (each) => ({ ...each, rate: { ...each.rate, source: "elsewhere" } }), signature],
    ["more asked and paid", (each) => withAmount(each, { asked: "478000000", applied: "478000000" }), signature, /WRONG {2}It says that 478\.000000 XTR were paid; its rows come to 477\.000000 XTR/],
    ["more left as credit", (each) => withAmount(each, { credit: "6" }), signature, /WRONG {2}It says that 0\.000006 XTR were left as credit/, /WRONG {2}477\.000005 XTR received is not/],
    ["credit from nowhere", (each) => withAmount(each, { fromCredit: "1" }), signature, /came from other credit or are missing/],
    ["a row that moved more", (each) => withRow(each, "outside", { units: "500000000" }), signature, /WRONG {2}The row \S+ of the ledger is not what its hash says/],
    ["the same, hashed anew", (each) => rehashed(withRow(each, "outside", { units: "500000000" })), signature, /ok {5}The hash of every row/, /WRONG {2}It says that 477\.000005 XTR were received; its rows come to 500\.000000 XTR/, /WRONG {2}The transaction tx-1 /],
    ["a row of another shop's", (each) => rehashed({ ...each, shop: { ...each.shop, domain: "other.myshopify.com" } }), /WRONG {2}It is a receipt of other\.myshopify\.com, and the keys from .* are those of tally\.myshopify\.com/],
    ["a row of another order's", (each) => rehashed(withRow(each, "account", { to: "order/ord_2" })), signature, /has nothing to do with this order/],
    ["a row left out", (each) => ({ ...each, ledger: each.ledger.filter(({ from }) => from.startsWith("outside")) }), signature, /It says that 477\.000000 XTR were paid; its rows come to 0\.000000 XTR/],
    ["a row twice", (each) => ({ ...each, ledger: [...each.ledger, ...each.ledger.slice(0, 1)] }), signature, /is listed twice/],
    ["a row of a payment that is not listed", (each) => ({ ...each, payments: [] }), signature, /belongs to no payment that is listed/],
    ["another transaction", (each) => ({ ...each, payments: each.payments.map((payment) => ({ ...payment, transaction: "tx-2" })) }), signature],
    ["a larger transaction", (each) => ({ ...each, payments: each.payments.map((payment) => ({ ...payment, units: "999000000" })) }), signature, /WRONG {2}The transaction tx-1 of 999\.000000 XTR/],
    ["a refund hidden", (each) => ({ ...withAmount(each, { refunded: "0" }), since: { ...each.since, atRisk: true } }), signature],
    ["another seal", (each) => withRow(each, "outside", { seal: { number: "1", hash: "0".repeat(64), position: 1 } }), signature, /WRONG {2}The seal of the row/],
    ["another key's name", (each) => ({ ...each, key: createHash("sha256").update("another").digest("base64url") }), /which is none of the keys/],
    ["a signature cut short", (each) => ({ ...each, signature: each.signature.slice(0, 60) }), signature],
    ["a field that nobody checks", (each) => ({ ...each, note: "paid twice" }), /no receipt that can be checked: it is not written as tallystick-receipt\/1 is/],
    ["an amount that is no whole number", (each) => withAmount(each, { credit: "5.5" }), /amounts\/credit/],
    ["another format", (each) => ({ ...each, format: "tallystick-receipt/2" }), /format/],
  ])("%s", async (_what, tamper, ...said) => {
    const ran = await verified(JSON.stringify(tamper(receipt)), keySet);
    expect(ran.code).toBe(1);
    for (const each of said) expect(ran.said).toMatch(each);
  });

  test.each<[string, (text: string) => string, RegExp]>([
    ["a field that stands twice", (text) => text.replace('"name":"#1"', '"name":"#9","name":"#1"'), /something is said twice/],
    ["no JSON", (text) => text.slice(1), /is not JSON/],
    ["an empty file", () => "", /is not JSON/],
    ["a list", () => "[]", /the whole/],
  ])("%s", async (_what, tamper, said) => {
    expect(await verified(tamper(JSON.stringify(receipt)), keySet)).toEqual({ code: 1, said: expect.stringMatching(said) });
  });

  test("as it was downloaded, without spaces, or with its fields in another order, it is the same receipt", async () => {
    for (const text of [JSON.stringify(receipt, null, 2), JSON.stringify(receipt), JSON.stringify(Object.fromEntries(Object.entries(receipt).reverse()))]) {
      expect(await verified(text, keySet)).toMatchObject({ code: 0 });
    }
  });

  test("a server's answer that holds another key under the right name does not pass", async () => {
    const { keys: [own] } = JSON.parse(keySet) as { keys: [{ kid: string; x: string }] };
    const x = Buffer.alloc(32, 7).toString("base64url");
    const forged = JSON.stringify({ shop: receipt.shop.domain, keys: [{ ...own, kty: "OKP", crv: "Ed25519", x }] });
    expect(await verified(JSON.stringify(receipt), forged)).toEqual({ code: 1, said: expect.stringContaining("none of the keys") });
    expect(await verified(JSON.stringify(receipt), "{}")).toEqual({ code: 2, said: expect.stringContaining("holds no keys") });
  });

  test("what it says can do nothing to the terminal it is read on", async () => {
    const ran = await verified(JSON.stringify({ ...receipt, shop: { ...receipt.shop, name: "Shop\u001b[2Jok   Signed\u202e" } }), keySet);
    expect(ran.code).toBe(1);
    expect(ran.said).not.toMatch(/[\u001b\u202e]/);
  });
});

test("a receipt tells nothing personal", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1", { note: "please ring at Ann's", buyer: { customer: "7700100170017", name: "Ann Example", email: "ann@example.com", phone: "+49 1" } });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE, memo: "for my order, Ann Example" });
  await confirm(shop, "tx-1");
  const text = JSON.stringify(await receiptFor(shop, order));
  for (const personal of ["Example", "@", "7700100170017", "+49", "ring", "my order", order.token, order.customer ?? "cus_"]) expect(text).not.toContain(personal);
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

test("twenty pages at once make one key, and a lost one gives way to a new one while the old stays published", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, DUE);
  const signers = await Promise.all(Array.from({ length: 20 }, () => receiptSigner(shop.db.pool, keys, shop.id, shop.clock())));
  const [first] = await receiptKeys(shop.db.pool, shop.id);
  expect(new Set(signers.map(({ id }) => id))).toEqual(new Set([first?.id]));
  const old = await receiptFor(shop, order);

  const lost: readonly [Buffer] = [Buffer.alloc(32, 9)];
  shop.setTime(new Date(shop.clock().getTime() + HOUR));
  const next = await receiptSigner(shop.db.pool, lost, shop.id, shop.clock());
  expect((await receiptKeys(shop.db.pool, shop.id)).map(({ id }) => id)).toEqual([next.id, first?.id]);
  expect(await verified(JSON.stringify(old), await published(shop))).toMatchObject({ code: 0 });
  for (const change of [`DELETE FROM "receipt_keys"`, `UPDATE "receipt_keys" SET "public" = 'x'`, `UPDATE "receipt_keys" SET "id" = 'x'`, `UPDATE "receipt_keys" SET "shop" = 'other'`]) {
    await expect(shop.db.pool.query(change)).rejects.toThrow(/never changed or deleted/);
  }
  await rowsOf(shop, `UPDATE "shops" SET "uninstalled_at" = now()`);
  expect([await rowsOf(shop, `SELECT "forget_shop"($1) AS "gone"`, [shop.id]), await receiptKeys(shop.db.pool, shop.id)]).toEqual([[{ gone: true }], []]);
});

test("after a rotation of the encryption key the shop signs with the same key as before", async () => {
  const shop = await openShop();
  const before = await receiptSigner(shop.db.pool, keys, shop.id, shop.clock());
  const fresh = Buffer.alloc(32, 3);
  expect(await resealAll(shop.db.pool, [fresh, ...keys])).toMatchObject({ lost: [] });
  expect((await receiptSigner(shop.db.pool, [fresh], shop.id, shop.clock())).id).toBe(before.id);
});

test("the operator starts a new key: receipts of before hold, unless the old key was withdrawn", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, DUE);
  const url = shop.db.pool.options.connectionString ?? "";
  const said: string[] = [];
  const speak = (line: string) => void said.push(line);
  const renew = (...more: readonly string[]) => tally(["setup", "receipt-key", ...more], () => testConfig(url), { say: speak, complain: speak });
  const first = await receiptFor(shop, order);
  expect(await renew()).toBe(0);
  const second = await receiptFor(shop, order);
  expect(said.join()).toContain(`are signed with the key ${second.key} from now on`);
  expect(second.key).not.toBe(first.key);
  for (const receipt of [first, second]) expect(await verified(JSON.stringify(receipt), await published(shop))).toMatchObject({ code: 0 });

  expect(await renew("--withdraw")).toBe(0);
  const third = await receiptFor(shop, order);
  expect(await verified(JSON.stringify(second), await published(shop))).toEqual({ code: 1, said: expect.stringMatching(/WRONG {2}tally\.myshopify\.com withdrew the key/) });
  expect(await verified(JSON.stringify(third), await published(shop))).toMatchObject({ code: 0 });
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

test.each([
  // The names and the order of the second are RFC 8785's own example of sorting.
  ["an empty object", {}, "{}"],
  ["names by their code units", { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1F600}": 5, "\u0080": 6, "\u00f6": 7 }, `{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1F600}":5,"\ufb33":3}`],
  ["lists and literals in their order", { b: [true, null, -1, "\u000f"], a: "é" }, `{"a":"é","b":[true,null,-1,"\\u000f"]}`],
])("the canonical spelling has %s", (_what, value, text) => expect(canonical(value)).toBe(text));

test("a key's thumbprint is that of RFC 8037's example", () => {
  const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  expect(createHash("sha256").update(thumbprintText(x)).digest("base64url")).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});
