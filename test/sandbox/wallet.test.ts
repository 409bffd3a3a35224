import { afterEach, beforeEach, expect, test } from "vitest";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { withPaymentId } from "#app/providers/tari/address.ts";
import { readClaim, verifyClaim } from "#app/providers/tari/claim.ts";
import { readConfirmation, readIncomingPayment, readReversal } from "#app/providers/tari/message-read.ts";
import { verifyMessage } from "#app/providers/tari/message.ts";
import { paymentLink, tpsLink } from "#app/providers/tari/link.ts";
import { addressOf, makePurse } from "#app/sandbox/wallet/keys.ts";
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
  const bound = { shop: domain, orderId: id, reference, memo: reference, paymentId: null };
  expect(await sandbox.wallet.scan(paymentLink({ address, amount: 477_000_000n, note: reference }))).toEqual({ ...bound, units: 477_000_000n });
  expect(await sandbox.wallet.scan(tpsLink({ address, amount: 5n, shop: domain, orderId: reference }))).toEqual({ ...bound, units: 5n });
  expect(await sandbox.wallet.scan(`please pay ${reference}`)).toEqual({ ...bound, units: null });
  expect(await sandbox.wallet.scan("#1001")).toEqual({ shop: domain, orderId: id, reference: null, units: null, memo: id, paymentId: null });
  const own = withPaymentId(address, Buffer.from(`${id}~cccc`));
  const carried = { ...bound, memo: null, paymentId: own.paymentId };
  expect(await sandbox.wallet.scan(paymentLink({ address: own, amount: 477_000_000n, note: reference }))).toEqual({ ...carried, units: 477_000_000n });
  expect(await sandbox.wallet.scan(toBase58(own))).toEqual({ ...carried, orderId: null, reference: null, units: null });
  const foreign = `another.myshopify.com/${id}/${"c".repeat(32)}`;
  expect(await sandbox.wallet.scan(paymentLink({ address, amount: 5n, note: foreign }))).toEqual({ ...bound, orderId: null, reference: null, units: 5n, memo: foreign });
});

test("what was sent to an order's own address is reported as the console wallet prints it, and with no memo", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const paymentId = Buffer.from("5678~3f9a").toString("hex");
  await sandbox.wallet.pay({ shop: domain, orderId: "5678", units: 1n, memo: null, paymentId, when: "now" });
  expect(said("/wallet/incoming_payment")[0].payment).toMatchObject({ memo: `data(${paymentId})`, order_id: null });
  const read = readIncomingPayment(said("/wallet/incoming_payment")[0]);
  expect(read.ok && verifyMessage(read)).toBe(true);
  await expect(sandbox.wallet.pay({ shop: domain, orderId: null, units: 1n, memo: "both", paymentId, when: "now" })).rejects.toThrow("not both");
});

const somebody = () => makePurse({ now: () => new Date(0), random: (bytes) => Uint8Array.from({ length: bytes }, (_, index) => index + 1) }).address;

test.each([
  ["a page of somebody else", () => "http://example.com/pay/1", "opens no pages but the app's own"],
  ["another coin's link", () => "bitcoin:bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq?amount=1", "begins with bitcoin: is for another kind of wallet"],
  ["a link with a letter wrong", () => `tari://esmeralda/transactions/send?tariAddress=${somebody().slice(0, -1)}1&amount=1`, "The link's address "],
  ["a link to nobody of this world", () => `tari://esmeralda/transactions/send?tariAddress=${somebody()}&amount=1`, "of no shop in this sandbox"],
  ["a link of another network", () => `tari://mainnet/transactions/send?tariAddress=${somebody()}&amount=1`, "is for mainnet, but its address is for esmeralda"],
  ["a link of nothing", () => `tari://esmeralda/transactions/send?tariAddress=${somebody()}&amount=0`, "no whole number of µT"],
  ["an older link without an order", () => `tari://pay?send_to=${somebody()}&amount=1`, "does not say which order"],
  ["a link that does something else", () => "tari://esmeralda/base_nodes/add?name=x", "Of Tari's links this wallet opens"],
  ["an address with a letter missing", () => somebody().slice(0, -1), "looks like an address, but it"],
  ["an order nobody placed", () => "#1009", "No shop in this sandbox has an order #1009."],
  ["anything else", () => "nothing at all", "no payment link, address, reference or order"],
])("the wallet says why it cannot open %s", async (_, text, why) => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  expect(await sandbox.wallet.scan(text())).toEqual({ why: expect.stringContaining(why) });
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
