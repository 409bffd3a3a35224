import { createHash } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { markPaid } from "#app/commands/mark-paid.ts";
import { requestAccountRefund, requestRefund, sendRefund, withdrawRefund } from "#app/commands/refund.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { run } from "#app/commands/transact.ts";
import { accountId, customerId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { hashedText, type AmountName, type SignedReceipt } from "#app/engine/receipt.ts";
import { claim, confirm, hear, heard, openShop, openShopForFile, payer, placed, report, reverse, type Shop } from "../commands/shop.ts";
import { DUE, paidBy, published, receiptFor, verified } from "./receipts.ts";

const HOUR = 3_600_000;

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
