import { expect, test } from "vitest";
import { acknowledgeOrder } from "#app/commands/acknowledge-order.ts";
import { agreePayment } from "#app/commands/agree-payment.ts";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { keepAsCredit } from "#app/commands/keep-as-credit.ts";
import { linkPayer, unlinkPayer } from "#app/commands/link-payer.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { pickReport } from "#app/commands/pick-report.ts";
import { reassignOrder } from "#app/commands/reassign-order.ts";
import { requestAccountRefund, requestRefund, sendRefund, withdrawRefund } from "#app/commands/refund.ts";
import { reopenOrder } from "#app/commands/reopen-order.ts";
import { repriceOrder } from "#app/commands/reprice-order.ts";
import { requoteOrder } from "#app/commands/requote-order.ts";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { settleAccount, settleCustomer, settleOwn } from "#app/commands/settle.ts";
import type { Command, Letter } from "#app/commands/command.ts";
import { run } from "#app/commands/transact.ts";
import { useCredit } from "#app/commands/use-credit.ts";
import { accountId, orderId, type CustomerId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import type { Order } from "#app/engine/order.ts";
import { claim, confirm, hear, heard, openShop, payer, placed, report, rowsOf, START, statusOf, type Shop } from "./shop.ts";

const DUE = 477_000_000n;
const xtr = (units: bigint) => ({ asset: "XTR/6", units }) as const;
const accountOf = (who: string) => accountId("XTR/6", { kind: "payer", payer: payer(who) });
const because = (key = "k1") => ({ by: "mia", reason: "she called", key });

async function ask<Input, Answer>(shop: Shop, command: Command<Input, Answer>, input: Input): Promise<Answer> {
  return run(shop, command, { shop: shop.id, input });
}

async function paidBy(shop: Shop, who: string, id: string, units = DUE): Promise<Order> {
  const order = await placed(shop, id);
  await claim(shop, order, who);
  await report(shop, `tx-${id}`, { from: who, units });
  await confirm(shop, `tx-${id}`);
  return order;
}

const customerOf = (order: Order) => order.customer ?? ("nobody" as CustomerId);

test("marking paid books what is missing as a manual payment, and a repeat of the form is the same act", async () => {
  const shop = await openShop();
  const { id } = await placed(shop, "1");
  const letter: Letter = { source: "admin", topic: "mark-paid", eventId: "k1", body: Buffer.from("{}"), refusals: "forgotten" };
  const asked = { shop: shop.id, input: { order: id, ...because() }, letter };
  const told = [await run(shop, markPaid, asked), await run(shop, markPaid, asked)];
  expect(told.map(({ status }) => status)).toEqual(["paid", "paid"]);
  expect(await rowsOf(shop, `SELECT "provider", "units" FROM "payments"`)).toEqual([{ provider: "manual", units: DUE.toString() }]);
  expect(await rowsOf(shop, `SELECT "text", "by" FROM "remarks" WHERE "kind" = 'reason'`)).toEqual([{ text: "she called", by: "mia" }]);
});

test("a cancelled order is reopened, and its cancel errand, not yet on its way, is withdrawn", async () => {
  const shop = await openShop();
  const { id } = await placed(shop, "1");
  await ask(shop, cancelOrder, { order: id, ...because() });
  const order = await ask(shop, reopenOrder, { order: id, byHand: "no", ...because("k2") });
  expect(order.status).toBe("unclaimed");
  expect(await rowsOf(shop, `SELECT "target", "result" FROM "deliveries"`)).toEqual([{ target: "storefront.cancel", result: "withdrawn" }]);
});

test("an order whose cancel a worker has taken cannot be reopened meanwhile", async () => {
  const shop = await openShop();
  const { id } = await placed(shop, "1");
  await ask(shop, cancelOrder, { order: id, ...because() });
  await shop.db.pool.query(`UPDATE "deliveries" SET "attempts" = 1, "leased_until" = now() + interval '1 minute'`);
  await expect(ask(shop, reopenOrder, { order: id, byHand: "no", ...because("k2") })).rejects.toMatchObject({ code: "cancel_in_flight" });
});

test("credit waits for its customer's word, or the merchant's", async () => {
  const shop = await openShop();
  const first = await placed(shop, "1");
  const customer = customerOf(first);
  expect(await ask(shop, issueCredit, { customer, money: xtr(2n * DUE), ...because() })).toEqual({ held: 2n * DUE });
  expect(await statusOf(shop, "1")).toBe("unclaimed");
  await ask(shop, useCredit, { order: first.id, customer });
  expect(await statusOf(shop, "1")).toBe("paid");
  await placed(shop, "2");
  expect(await ask(shop, settleCustomer, { customer, ...because("k2") })).toEqual({ paid: 1 });
});

test("a linked payer pays its customer's order when it settles with its own key, and no longer once unlinked", async () => {
  const shop = await openShop();
  const dear = await placed(shop, "1", { price: "500.00" });
  await claim(shop, dear, "ann");
  await ask(shop, linkPayer, { order: dear.id, account: accountOf("ann"), ...because() });
  await report(shop, "tx-1", { from: "ann", units: 2n * DUE });
  await confirm(shop, "tx-1");
  await placed(shop, "2");
  expect(await statusOf(shop, "2")).toBe("unclaimed");
  expect(await ask(shop, settleOwn, { account: accountOf("ann") })).toEqual({ paid: 1 });
  await ask(shop, unlinkPayer, { customer: customerOf(dear), account: accountOf("ann"), ...because("k2") });
  await placed(shop, "3");
  expect(await ask(shop, settleAccount, { account: accountOf("ann"), ...because("k3") })).toEqual({ paid: 0 });
  await expect(ask(shop, linkPayer, { order: dear.id, account: accountOf("ann"), ...because("k4") })).rejects.toMatchObject({ code: "link_needs_proof" });
});

test("a refund is asked for, sent once, and never exceeds what came", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, "ann", "1");
  const asked = { order: order.id, money: xtr(100n), provider: "tari" };
  const refund = await ask(shop, requestRefund, { ...asked, ...because() });
  expect(refund?.status).toBe("requested");
  const sent = { refund: refund?.id ?? ("" as never), transaction: "out-1" };
  expect([(await ask(shop, sendRefund, sent)).status, (await ask(shop, sendRefund, sent)).status]).toEqual(["sent", "sent"]);
  await expect(ask(shop, requestRefund, { ...asked, money: xtr(DUE), ...because("k2") })).rejects.toMatchObject({ code: "refund_too_large" });
  const second = await ask(shop, requestRefund, { ...asked, money: xtr(DUE - 100n), ...because("k3") });
  await ask(shop, withdrawRefund, { refund: second?.id ?? ("" as never), ...because("k4") });
  expect(await rowsOf(shop, `SELECT "held", "refunded" FROM "orders"`)).toEqual([{ held: (DUE - 100n).toString(), refunded: "100" }]);
});

test("late money is refunded from the account it waits on", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await ask(shop, cancelOrder, { order: order.id, ...because() });
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  expect(await rowsOf(shop, `SELECT count(*)::int AS "late" FROM "events" WHERE "type" = 'payment.late'`)).toEqual([{ late: 1 }]);
  const refund = await ask(shop, requestAccountRefund, { account: accountOf("ann"), order: order.id, money: xtr(DUE), provider: "tari", ...because("k2") });
  expect(refund.status).toBe("requested");
  expect(await rowsOf(shop, `SELECT "held" FROM "accounts"`)).toEqual([{ held: "0" }]);
});

test("the rest of a manual deposit becomes the customer's credit", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await ask(shop, markPaid, { order: order.id, ...because() });
  await expect(ask(shop, keepAsCredit, { order: order.id, ...because("k2") })).rejects.toMatchObject({ code: "credit_missing" });
});

test("an order is repriced, moved to another customer, and quoted anew at the day's rate", async () => {
  const shop = await openShop({ quoteSeconds: 3600 });
  const order = await placed(shop, "1");
  const other = await placed(shop, "2", { customer: "7002" });
  const price = { currency: "USD", amount: parseDecimal("10") ?? { digits: 0n, scale: 0 } };
  expect((await ask(shop, repriceOrder, { order: order.id, price, ...because() })).quote?.due.units).toBe(300_000_000n);
  expect((await ask(shop, reassignOrder, { order: order.id, customer: other.customer, ...because("k2") })).customer).toBe(other.customer);
  await setRate(shop, shop.id, { currency: "USD", perUnit: { digits: 20n, scale: 0 }, source: "test", asOf: START }, "mia");
  shop.setTime(new Date(START.getTime() + 3_600_001));
  expect((await ask(shop, requoteOrder, { order: order.id })).quote?.due.units).toBe(200_000_000n);
});

test("reports that differ are no money until the merchant picks one", async () => {
  const shop = await openShop();
  const second = await registerWallet(shop, shop.id, { provider: "tari", address: "second", payer: payer("hot-2"), allowList: [], initialNonce: 0n, perPayment: null, perDay: null });
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ben", units: 1n, wallet: second });
  const { payment } = await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1", { wallet: second });
  await confirm(shop, "tx-1");
  expect(await statusOf(shop, "1")).toBe("claimed");
  await expect(ask(shop, agreePayment, { payment: payment.id, ...because() })).rejects.toMatchObject({ code: "payment_contested" });
  const right = { wallet: shop.wallet, money: xtr(DUE), sender: payer("ann") };
  await ask(shop, pickReport, { payment: payment.id, report: right, ...because("k2") });
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("a payment deeper than the wallet can tell waits until the merchant agrees", async () => {
  const shop = await openShop({ depth: [{ fromUnits: 0n, confirmations: 3 }] });
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  const { payment } = await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  expect(await statusOf(shop, "1")).toBe("claimed");
  await ask(shop, agreePayment, { payment: payment.id, ...because() });
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("a wallet beyond its limit waits for a second wallet's word", async () => {
  const shop = await openShop();
  const wallets = await Promise.all(["a", "b"].map((name) =>
    registerWallet(shop, shop.id, { provider: "tari", address: name, payer: payer(name), allowList: [], initialNonce: 0n, perPayment: 100n, perDay: null })));
  const [first, second] = wallets;
  if (!first || !second) throw new Error("two wallets");
  await report(shop, "tx-1", { from: "ann", units: DUE, wallet: first, order: "9" });
  await report(shop, "tx-1", { from: "ann", units: DUE, wallet: second });
  await confirm(shop, "tx-1", { wallet: first });
  expect(await rowsOf(shop, `SELECT "status" FROM "payments"`)).toEqual([{ status: "received" }]);
  await confirm(shop, "tx-1", { wallet: second });
  expect(await rowsOf(shop, `SELECT "status" FROM "payments"`)).toEqual([{ status: "confirmed" }]);
});

test("what changed after an order was paid is flagged until the merchant has seen it, and again only by a new change", async () => {
  const shop = await openShop();
  const { id } = await paidBy(shop, "ann", "1");
  const flags = `SELECT "short_after_paid" AS "short", "refund_suggested" AS "refund" FROM "orders"`;
  const later = (minutes: number) => new Date(START.getTime() + minutes * 60_000);
  await hear(shop, heard("1", { price: "20.00", updatedAt: later(1) }));
  expect(await rowsOf(shop, flags)).toEqual([{ short: true, refund: false }]);
  expect(await ask(shop, acknowledgeOrder, { order: id, ...because() })).toMatchObject({ status: "paid", shortAfterPaid: false });
  await hear(shop, heard("1", { price: "20.00", updatedAt: later(2) }));
  expect(await rowsOf(shop, flags)).toEqual([{ short: false, refund: false }]);
  await hear(shop, heard("1", { price: "19.00", updatedAt: later(3) }));
  expect(await rowsOf(shop, flags)).toEqual([{ short: false, refund: true }]);
  expect(await rowsOf(shop, `SELECT "text", "by" FROM "remarks" WHERE "kind" = 'reason'`)).toEqual([{ text: "she called", by: "mia" }]);
});

test("an order without a rate waits unpriced, and is priced and paid when one is set", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1", { ask: () => ({ price: { currency: "EUR", amount: { digits: 10n, scale: 0 } } }) });
  expect([order.quote, order.claimBy]).toEqual([null, null]);
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: 400_000_000n });
  await confirm(shop, "tx-1");
  const { priced } = await setRate(shop, shop.id, { currency: "EUR", perUnit: { digits: 40n, scale: 0 }, source: "test", asOf: START }, "mia");
  expect(priced).toBe(1);
  expect(await statusOf(shop, "1")).toBe("paid");
  expect(orderId("1")).toBe(order.id);
});

test("a tolerance widened pays what waited within it", async () => {
  const shop = await openShop();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE - 5n });
  await confirm(shop, "tx-1");
  expect(await statusOf(shop, "1")).toBe("claimed");
  await setUpShop(shop, shop.id, { policy: { tolerance: { units: 5n, basisPoints: 0n } } });
  expect(await statusOf(shop, "1")).toBe("paid");
  expect(await rowsOf(shop, `SELECT "units" FROM "transfers" WHERE "via" = 'write-off'`)).toEqual([{ units: "5" }]);
});
