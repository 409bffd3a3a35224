import { afterEach, beforeEach, expect, test } from "vitest";
import { readClaim, verifyClaim } from "#app/providers/tari/claim.ts";
import { readConfirmation, readIncomingPayment, readReversal } from "#app/providers/tari/message-read.ts";
import { verifyMessage } from "#app/providers/tari/message.ts";
import { paymentLink, tpsLink } from "#app/providers/tari/link.ts";
import { addressOf } from "#app/sandbox/wallet/keys.ts";
import { domain, listen, openWorld, postJson, type Ear } from "./world.ts";

let ear: Ear;
beforeEach(async () => { ear = await listen(); });
afterEach(() => ear.close());

const said = (path: string) => ear.heard.filter((one) => one.path === path).map(({ body }) => JSON.parse(body));

test("a claim is signed by the shopper's key over the order's reference", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  const text = `${domain}/${id}/${"b".repeat(32)}`;
  expect((await sandbox.wallet.claim({ shop: domain, orderId: id, text })).status).toBe(200);
  const read = readClaim(said("/order/claim")[0]);
  expect(read.ok && verifyClaim(read.claim)).toBe(true);
  expect(read.ok && read.claim.text).toBe(text);
  expect(said("/order/claim")[0].address).toBe(sandbox.wallet.shopper());
});

test("a payment is reported, confirmed and reversed by the shop's receiving wallet with rising nonces", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const { txid } = await sandbox.wallet.pay({ shop: domain, orderId: null, units: 477_000_000n, memo: "a memo", when: "now" });
  expect((await sandbox.wallet.confirm(txid)).state).toBe("confirmed");
  expect((await sandbox.wallet.reverse(txid)).answers.map(({ what, status }) => [what, status])).toEqual([
    ["incoming payment", 200], ["confirmation", 200], ["reversal", 200],
  ]);
  const reads = [
    readIncomingPayment(said("/wallet/incoming_payment")[0]),
    readConfirmation(said("/wallet/tx_confirmation")[0]),
    readReversal(said("/wallet/tx_reversal")[0]),
  ];
  expect(reads.map((read) => read.ok && verifyMessage(read))).toEqual([true, true, true]);
  const nonces = reads.map((read) => (read.ok ? read.auth.nonce : 0n));
  expect(nonces.every((nonce, index) => index === 0 || nonce > (nonces[index - 1] ?? 0n))).toBe(true);
  expect(said("/wallet/incoming_payment")[0]).toMatchObject({
    payment: { sender: sandbox.wallet.shopper(), amount: 477_000_000, txid, memo: "a memo", order_id: null },
    auth: { address: sandbox.wallet.receiver(domain) },
  });
});

test("amounts beyond what a JSON number keeps are printed digit by digit", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  await sandbox.wallet.pay({ shop: domain, orderId: null, units: 9_007_199_254_740_993n, memo: null, when: "now" });
  expect(ear.heard[0]?.body).toContain('"amount":9007199254740993,');
});

test("another shop's wallet speaks at that shop's own doors", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  sandbox.openShop({ domain: "test-two.myshopify.com" });
  await sandbox.wallet.pay({ shop: "test-two.myshopify.com", orderId: null, units: 1n, memo: null, when: "now" });
  expect(ear.heard[0]?.path).toBe("/s/test-two.myshopify.com/wallet/incoming_payment");
});

test("a late payment waits until the order was cancelled", async () => {
  const { sandbox, shop, pass } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  const { txid } = await sandbox.wallet.pay({ shop: domain, orderId: id, units: 1n, memo: null, when: "late" });
  await sandbox.deliverPending();
  expect(said("/wallet/incoming_payment")).toEqual([]);
  shop.cancel(id);
  pass(1_000);
  await sandbox.deliverPending();
  expect(said("/wallet/incoming_payment")).toHaveLength(1);
  expect(sandbox.wallet.payments().find((one) => one.txid === txid)?.state).toBe("in mempool");
});

test("the wallet understands links, references, order numbers and the app's own pay page", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  const reference = `${domain}/${id}/${"c".repeat(32)}`;
  const address = addressOf(sandbox.wallet.receiver(domain));
  const bound = { shop: domain, orderId: id, reference, memo: reference };
  expect(await sandbox.wallet.scan(paymentLink({ address, amount: 477_000_000n, note: reference }))).toEqual({ ...bound, units: 477_000_000n });
  expect(await sandbox.wallet.scan(tpsLink({ address, amount: 5n, shop: domain, orderId: reference }))).toEqual({ ...bound, units: 5n });
  expect(await sandbox.wallet.scan(`please pay ${reference}`)).toEqual({ ...bound, units: null });
  expect(await sandbox.wallet.scan("#1001")).toEqual({ shop: domain, orderId: id, reference: null, units: null, memo: id });
  expect(await sandbox.wallet.scan("http://example.com/pay/1")).toBeNull();
  expect(await sandbox.wallet.scan("nothing at all")).toBeNull();
});

test("the wallet's remote control does what its page does", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  const paid = await postJson(sandbox, "/control/wallet/payments", { shop: domain, orderId: id, units: "477000000", memo: id });
  expect(paid.json).toMatchObject({ state: "in mempool", units: "477000000" });
  expect((await postJson(sandbox, `/control/wallet/payments/${paid.json.txid}/confirm`, {})).json.state).toBe("confirmed");
  expect((await postJson(sandbox, "/control/wallet/claims", { shop: domain, orderId: id, text: id })).json.status).toBe(200);
  expect((await postJson(sandbox, "/control/wallet/payments", { shop: domain, units: "0" })).status).toBe(400);
  expect((await postJson(sandbox, "/control/wallet/payments/none/confirm", {})).status).toBe(409);
});
