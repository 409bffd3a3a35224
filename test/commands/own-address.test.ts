import { expect, test } from "vitest";
import { hearOrder } from "#app/commands/hear-order.ts";
import { reportPayment } from "#app/commands/report-payment.ts";
import { run } from "#app/commands/transact.ts";
import type { PaymentId } from "#app/engine/ids.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { attention } from "#app/store/reads/attention.ts";
import { paymentPage } from "#app/store/reads/payment.ts";
import type { Order } from "#app/engine/order.ts";
import { key, vectors } from "../providers/tari-vectors.ts";
import { confirm, heard, openShop, placed, report, rowsOf, START, statusOf, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const ownId = (order: Order) => `${order.storefrontId}~${order.token.slice(0, 4)}`;
const hexOf = (text: string) => Buffer.from(text).toString("hex");

const accounts = (shop: Shop) => rowsOf<{ account: string; naming_by: string | null; names: string | null }>(shop, `SELECT "account", "naming_by", "names" FROM "payments" ORDER BY "id"`);

test("money that came to the order's own address pays it, with no memo and no claim", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await report(shop, "tx1", { from: "stranger", units: DUE, order: ownId(order) });
  await confirm(shop, "tx1");
  expect(await statusOf(shop, "1")).toBe("paid");
  expect(await accounts(shop)).toEqual([{ account: "acc_ord_1.XTR", naming_by: "payment-id", names: "ord_1" }]);
});

test("it comes before the order, too, and in parts, printed by the wallet in whatever way", async () => {
  const shop = await openShop();
  const token = "ab12".repeat(8);
  await report(shop, "tx1", { from: "a", units: 200_000_000n, memo: `data(${hexOf("1~ab12")})` });
  await confirm(shop, "tx1");
  await run(shop, hearOrder, { shop: shop.id, input: { ...heard("1"), token } });
  expect(await statusOf(shop, "1")).toBe("claimed");
  await run(shop, reportPayment, { shop: shop.id, input: { speaking: null, provider: "tari", network: "mainnet", transaction: "tx2", output: "0", money: { asset: "XTR/6", units: 277_000_000n }, sender: null, memo: null, orderText: null, paymentId: hexOf("1~ab12") } });
  expect((await accounts(shop)).map(({ account, names }) => [account, names])).toEqual([["acc_ord_1.XTR", "ord_1"], ["acc_ord_1.XTR", "ord_1"]]);
});

test("money for an order that never comes is shown as nobody's, and pays the order when it comes after all", async () => {
  const shop = await openShop();
  const token = "ab12".repeat(8);
  const unowned = async () => (await attention(shop.db.pool, shop.id, START)).unowned.map(({ money }) => money.units);
  const pageOf = async (transaction: string) => {
    const [row] = await rowsOf<{ id: PaymentId }>(shop, `SELECT "id" FROM "payments" WHERE "transaction" = $1`, [transaction]);
    return row && paymentPage(shop.db.pool, shop.id, row.id);
  };
  await report(shop, "tx1", { from: "a", units: 200_000_000n, order: "1~ab12" });
  await report(shop, "tx2", { from: "b", units: 300_000_000n, order: "1~ab12" });
  await report(shop, "tx3", { from: "c", units: 7n, order: "2~ab12" });
  expect(await unowned()).toEqual([]);
  for (const transaction of ["tx1", "tx2", "tx3"]) await confirm(shop, transaction);
  expect((await unowned()).toSorted((a, b) => Number(a - b))).toEqual([7n, 500_000_000n]);
  expect(await pageOf("tx1")).toMatchObject({ unowned: { units: 500_000_000n }, awaits: "1", order: null });
  expect(await pageOf("tx3")).toMatchObject({ unowned: { units: 7n }, awaits: "2" });

  shop.setTime(new Date(START.getTime() + 3 * 86_400_000));
  await run(shop, hearOrder, { shop: shop.id, input: { ...heard("1"), token } });
  expect([await statusOf(shop, "1"), await unowned()]).toEqual(["paid", [7n]]);
  expect(await pageOf("tx1")).toMatchObject({ unowned: null, awaits: null, order: { id: "ord_1" } });
  expect(await rowsOf(shop, `SELECT "via", "units"::text FROM "transfers" WHERE "to_place" = 'order/ord_1'`)).toEqual([{ via: "deposit", units: DUE.toString() }]);
  // What was left lies with an order that is known: it is that shopper's.
  expect((await rowsOf<{ held: string }>(shop, `SELECT "held"::text FROM "accounts" WHERE "id" = 'acc_ord_1.XTR'`))[0]?.held).toBe((500_000_000n - DUE).toString());
});

test("an order that was cancelled before it was heard of is not kept, so its money stays nobody's", async () => {
  const shop = await openShop();
  await report(shop, "tx1", { from: "a", units: DUE, order: "1~ab12" });
  await confirm(shop, "tx1");
  await run(shop, hearOrder, { shop: shop.id, input: { ...heard("1", { state: "cancelled" }), token: "ab12".repeat(8) } });
  expect(await statusOf(shop, "1")).toBeUndefined();
  expect((await attention(shop.db.pool, shop.id, START)).unowned.map(({ money }) => money.units)).toEqual([DUE]);
});

test("a payment id whose end is another order's names nothing, and the money stays its sender's", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  const wrong = order.token.startsWith("0000") ? "1~ffff" : "1~0000";
  await report(shop, "tx1", { from: "stranger", units: DUE, order: wrong });
  await confirm(shop, "tx1");
  expect(await statusOf(shop, "1")).toBe("unclaimed");
  expect(await accounts(shop)).toEqual([{ account: "acc_tari:mainnet:stranger.XTR", naming_by: null, names: null }]);
});

test("a repeat that adds the payment id names the order, once", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await report(shop, "tx1", { from: "a", units: DUE });
  await confirm(shop, "tx1");
  expect(await statusOf(shop, "1")).toBe("unclaimed");
  await report(shop, "tx1", { from: "a", units: DUE, order: ownId(order) });
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("an old claim is bound to what it signed, whatever reference is written beside it", async () => {
  const shop = await openShop({ plainClaims: "on" });
  const mine = await placed(shop, "1");
  const ann = parseAddress(vectors.addresses[0]?.base58 ?? "");
  if (!ann.ok) throw new Error(ann.reason);
  const claim = writeClaim(signClaim({ address: ann.address, text: "99", secret: key("ann").secret }));
  const memo = JSON.stringify({ ...claim, note: `tally.myshopify.com/1/${mine.token}` });
  const sender = payerKey(ann.address);
  await run(shop, reportPayment, { shop: shop.id, input: { speaking: null, provider: "tari", network: "mainnet", transaction: "tx1", output: "0", money: { asset: "XTR/6", units: 1n }, sender, memo, orderText: null } });
  expect(await rowsOf(shop, `SELECT "kind" FROM "claims"`)).toEqual([]);
  expect((await accounts(shop)).map(({ naming_by }) => naming_by)).toEqual(["reference"]);
});
