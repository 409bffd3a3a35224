import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { revokeWallet } from "#app/commands/set-up.ts";
import { walletId } from "#app/engine/ids.ts";
import { roomFor } from "#app/doors/room.ts";
import { freePort } from "#app/launch/ports.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { annsId } from "../setup/ann.ts";
import { claimWith, countOf, nextNonce, openDoors, openShop, paymentBody, place, post, purse, referenceFor, register, report, rows, statusOf, webhook, orderBody, type Shop } from "./world.ts";

const ann = purse("ann");
const hot = purse("hot-1");
const open = async (change: Readonly<Record<string, string>> = {}) => openShop(await openDoors(change));

const payment = { sender: toBase58(ann.address), amount: 5, txid: "tx-1" };
const auth = { address: toBase58(hot.address), nonce: 1, signature: "00".repeat(64) };
const claim = { address: toBase58(ann.address), order_id: "1", signature: "00".repeat(64) };

const wrongBodies: readonly (readonly [door: string, body: string, pointer: string])[] = [
  ["/order/claim", "{", "#"],
  ["/order/claim", "", "#"],
  ["/order/claim", "[]", "#"],
  ["/order/claim", '{"address":1,"address":2}', "#"],
  ["/order/claim", "\ud800", "#"],
  ["/order/claim", JSON.stringify({ ...claim, address: undefined }), "#/address"],
  ["/order/claim", JSON.stringify({ ...claim, address: 7 }), "#/address"],
  ["/order/claim", JSON.stringify({ ...claim, address: "nonsense" }), "#/address"],
  ["/order/claim", JSON.stringify({ ...claim, order_id: 1 }), "#/order_id"],
  ["/order/claim", JSON.stringify({ ...claim, order_id: "" }), "#/order_id"],
  ["/order/claim", JSON.stringify({ ...claim, signature: "00" }), "#/signature"],
  ["/wallet/incoming_payment", "not json", "#"],
  ["/wallet/incoming_payment", JSON.stringify({ payment }), "#/auth"],
  ["/wallet/incoming_payment", JSON.stringify({ auth }), "#/payment"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, sender: undefined }, auth }), "#/payment/sender"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, txid: undefined }, auth }), "#/payment/txid"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, amount: 0 }, auth }), "#/payment/amount"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, amount: -5 }, auth }), "#/payment/amount"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, amount: "5" }, auth }), "#/payment/amount"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, amount: 1.5 }, auth }), "#/payment/amount"],
  ["/wallet/incoming_payment", JSON.stringify({ payment, auth }).replace('"amount":5', '"amount":9223372036854775808'), "#/payment/amount"],
  ["/wallet/incoming_payment", JSON.stringify({ payment: { ...payment, memo: 5 }, auth }), "#/payment/memo"],
  ["/wallet/incoming_payment", JSON.stringify({ payment, auth: { ...auth, nonce: -1 } }), "#/auth/nonce"],
  ["/wallet/incoming_payment", JSON.stringify({ payment, auth: { ...auth, nonce: "1" } }), "#/auth/nonce"],
  ["/wallet/tx_confirmation", JSON.stringify({ auth }), "#/confirmation"],
  ["/wallet/tx_confirmation", JSON.stringify({ confirmation: { txid: 5 }, auth }), "#/confirmation/txid"],
  ["/wallet/tx_confirmation", JSON.stringify({ confirmation: { txid: "x", confirmations: -1 }, auth }), "#/confirmation/confirmations"],
  ["/wallet/tx_reversal", JSON.stringify({ reversal: {}, auth }), "#/reversal/txid"],
];

test("what is malformed, missing or mistyped is refused with its field, and stores nothing", async () => {
  const shop = await open();
  for (const [door, body, pointer] of wrongBodies) {
    const answer = await post(`${shop.url}${door}`, body);
    const told = `${door} ${body.slice(0, 80)}: ${answer.text}`;
    expect(answer.status, told).toBe(400);
    expect(answer.type, told).toBe("application/problem+json");
    expect(answer.json, told).toMatchObject({ status: 400, success: false, type: expect.any(String), title: expect.any(String), detail: expect.any(String), error: answer.json["detail"], message: answer.json["detail"], errors: [{ pointer, detail: expect.any(String) }] });
  }
  for (const table of ["inbox", "payments", "claims", "wallet_nonces"] as const) expect(await countOf(shop, table)).toBe(0);
});

describe("wallet messages", () => {
  test.each([...vectors.wallet_messages])("vector $id is heard: $valid", async ({ body, valid }) => {
    const shop = await open();
    await register(shop, purse("hot-2"));
    const door = "payment" in body ? "incoming_payment" : "tx_confirmation";
    const answer = await post(`${shop.url}/wallet/${door}`, JSON.stringify(body));
    // A vector of an unregistered wallet has a true signature and still nobody who vouches for it.
    const address = String((body["auth"] as Record<string, unknown>)["address"]);
    const isOurs = address === toBase58(hot.address) || address === toBase58(purse("hot-2").address);
    expect(answer.status).toBe(valid && isOurs ? 200 : 401);
  });

  test("a wrong signature, an unknown wallet and a foreign address are 401 with what to do, and consume nothing", async () => {
    const shop = await open();
    const nonce = nextNonce();
    const true_ = paymentBody("tx-1", { from: ann, units: 5n }, { nonce });
    expect(await post(`${shop.url}/wallet/incoming_payment`, true_.replace('"amount":5', '"amount":6'))).toMatchObject({ status: 401, json: { code: "signature_wrong", success: false, detail: expect.stringContaining("spend key") } });
    expect(await report(shop, "tx-1", { from: ann, units: 5n }, { by: purse("hot-2") })).toMatchObject({ status: 401, json: { code: "wallet_unknown", detail: expect.stringContaining("setup wallet") } });
    await register(shop, hot, { allowList: ["203.0.113.7"] });
    expect(await report(shop, "tx-1", { from: ann, units: 5n }, { nonce })).toMatchObject({ status: 401, json: { code: "address_not_allowed" } });
    await register(shop, hot, { allowList: [] });
    expect(await report(shop, "tx-1", { from: ann, units: 5n }, { nonce })).toMatchObject({ status: 401, json: { code: "address_not_allowed" } });
    for (const table of ["inbox", "payments", "wallet_nonces"] as const) expect(await countOf(shop, table)).toBe(0);
    await register(shop, hot, { allowList: ["0.0.0.0/0", "::/0"] });
    expect((await post(`${shop.url}/wallet/incoming_payment`, true_)).status).toBe(200);
  });

  test("a nonce serves once; the refusal tells the highest; the very same message is answered again", async () => {
    const shop = await open();
    await register(shop, hot, { initialNonce: 100n });
    expect(await report(shop, "tx-1", { from: ann, units: 5n }, { nonce: 100n })).toMatchObject({ status: 401, json: { code: "nonce_refused", highest_nonce: 100 } });
    const first = paymentBody("tx-1", { from: ann, units: 5n }, { nonce: 9007199254740993n });
    expect((await post(`${shop.url}/wallet/incoming_payment`, first)).status).toBe(200);
    const again = await report(shop, "tx-2", { from: ann, units: 5n }, { nonce: 9007199254740993n });
    expect(again).toMatchObject({ status: 401, json: { code: "nonce_refused", detail: expect.stringContaining("9007199254740993") } });
    expect(again.text).toContain('"highest_nonce":9007199254740993');
    // Its answer may have been lost on the way.
    expect(await post(`${shop.url}/wallet/incoming_payment`, first)).toMatchObject({ status: 200, json: { success: true, message: "Payment already exists." } });
    expect([await countOf(shop, "payments"), await countOf(shop, "wallet_nonces"), await countOf(shop, "inbox")]).toEqual([1, 1, 1]);
  });

  test("messages of one wallet may overtake each other", async () => {
    const shop = await open();
    const nonces = [30n, 10n, 20n].map((each) => each + 1000n);
    const answers = await Promise.all(nonces.map((nonce, index) => report(shop, `tx-${index}`, { from: ann, units: 5n }, { nonce })));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("a revoked wallet is refused from that moment on", async () => {
    const shop = await open();
    await revokeWallet(shop.context, shop.id, walletId(`wal_${payerKey(hot.address)}`));
    expect(await report(shop, "tx-1", { from: ann, units: 5n })).toMatchObject({ status: 401, json: { code: "wallet_unknown" } });
    expect(await (await fetch(`${shop.url}/wallet/send_to`)).json()).toEqual([]);
  });

  test("forwarded addresses are believed of trusted proxies only", async () => {
    const body = () => paymentBody(`tx-${nextNonce()}`, { from: ann, units: 5n });
    const forwarded = { "X-Forwarded-For": "203.0.113.7" };
    const open_ = async (change: Readonly<Record<string, string>>) => {
      const shop = await open(change);
      await register(shop, hot, { allowList: ["203.0.113.7"] });
      return (headers: Readonly<Record<string, string>>) => post(`${shop.url}/wallet/incoming_payment`, body(), headers);
    };
    const trusting = await open_({ TRUSTED_PROXIES: "127.0.0.1" });
    expect((await trusting(forwarded)).status).toBe(200);
    expect((await trusting({})).status).toBe(401);
    const wary = await open_({});
    expect((await wary(forwarded)).status).toBe(401);
  });
});

describe("claims", () => {
  test.each([...vectors.claims])("vector $id is signed: $valid", async ({ address, order_id, signature, valid }) => {
    const shop = await openShop(await openDoors(), { policy: { plainClaims: "on", strict: "off" } });
    await place(shop, "9000", { more: { name: order_id } });
    const answer = await post(`${shop.url}/order/claim`, JSON.stringify({ address, order_id, signature }));
    expect(answer).toMatchObject(valid ? { status: 200, json: { order_id: "9000" } } : { status: 401, json: { code: "signature_wrong", error: expect.any(String) } });
    expect(await countOf(shop, "claims")).toBe(valid ? 1 : 0);
  });

  test("a claim that no signature could save is refused before its signature is looked at", async () => {
    const shop = await open();
    const order = await place(shop, "41");
    const closed = await place(shop, "43");
    await claimWith(shop, ann, referenceFor(shop, closed));
    await webhook(shop, orderBody("43", { more: { cancelled_at: "2026-11-20T10:00:00Z" } }), { topic: "orders/cancelled" });
    const unsigned = (text: string, from = ann) => post(`${shop.url}/order/claim`, JSON.stringify({ ...claim, address: toBase58(from.address), order_id: text }));
    const other = "0".repeat(32);
    expect(await unsigned("4711")).toMatchObject({ status: 404, json: { code: "order_unknown" } });
    expect(await unsigned("41")).toMatchObject({ status: 403, json: { code: "plain_claims_off" } });
    expect(await unsigned(`${shop.id}/41/${other}`)).toMatchObject({ status: 404, json: { code: "reference_wrong" } });
    expect(await unsigned(`other.myshopify.com/41/${order.token}`)).toMatchObject({ status: 404, json: { code: "reference_wrong" } });
    expect(await unsigned(referenceFor(shop, closed), purse("ben"))).toMatchObject({ status: 409, json: { code: "order_not_open" } });
    expect(await unsigned(referenceFor(shop, order))).toMatchObject({ status: 401, json: { code: "signature_wrong" } });
    // Whoever claimed it before is answered again, so the signature decides.
    expect(await unsigned(referenceFor(shop, closed))).toMatchObject({ status: 401, json: { code: "signature_wrong" } });
    expect(await claimWith(shop, ann, referenceFor(shop, closed))).toMatchObject({ status: 200, json: { status: "Cancelled" } });
    const seen = shop.lines().filter(({ msg }) => msg === "claim.signature").map(({ signature }) => signature);
    expect(seen).toEqual(["valid", "not looked at: order_unknown", "not looked at: plain_claims_off", "not looked at: reference_wrong", "not looked at: reference_wrong", "not looked at: order_not_open", "wrong", "wrong", "valid"]);
  });

  test("a plain claim is refused with the hint to sign the reference; a wrong token names nothing", async () => {
    const shop = await open();
    const order = await place(shop, "42");
    expect(await claimWith(shop, ann, "42")).toMatchObject({ status: 403, json: { code: "plain_claims_off", error: expect.stringContaining("reference") } });
    const wrong = referenceFor(shop, { ...order, token: "0".repeat(32) });
    expect(await claimWith(shop, ann, wrong)).toMatchObject({ status: 404, json: { code: "reference_wrong" } });
    expect([await statusOf(shop, "42"), await countOf(shop, "claims")]).toEqual(["unclaimed", 0]);
  });

  test("a plain claimer learns id, due, status and deadline, and nothing else", async () => {
    const shop = await openShop(await openDoors(), { policy: { plainClaims: "on" } });
    const order = await place(shop, "43");
    const answer = await claimWith(shop, ann, "43");
    expect(Object.keys(answer.json).sort()).toEqual(["expires_at", "order_id", "send_to", "status", "total_price"]);
    for (const secret of [order.token, "Ann", "example", annsId]) expect(answer.text).not.toContain(secret);
  });

  test("amounts beyond what a float holds stay whole on the wire", async () => {
    const shop = await open();
    await place(shop, "44", { price: "300300300.30" });
    const order = await place(shop, "45", { price: "300300300300.31" });
    const answer = await claimWith(shop, ann, referenceFor(shop, order));
    expect(answer.text).toContain('"total_price":9009009009009300000');
  });
});

describe("bodies too large", () => {
  // It fits nothing, but it could be a signature: only that makes Shopify's doors read at all.
  const signed = { "X-Shopify-Hmac-Sha256": `${"A".repeat(43)}=` };

  test.each([["/order/claim", 16], ["/wallet/incoming_payment", 64], ["/webhooks/orders", 8192]])("%s takes %i KiB and no more", async (door, kibibytes) => {
    const shop = await open();
    const most = kibibytes * 1024;
    expect((await post(`${shop.url}${door}`, "x".repeat(most), signed)).status).not.toBe(413);
    expect(await begun(shop, door, { headers: { ...signed, "Content-Length": most + 1 } })).toBe(413);
    expect(await begun(shop, door, { headers: signed, bytes: most + 1 })).toBe(413);
    expect(await countOf(shop, "inbox")).toBe(0);
  });

  test("of a webhook that bears no signature nothing is read, however large", async () => {
    const shop = await open();
    for (const request of [{ headers: { "Content-Length": 900_000_000 } }, { headers: {}, bytes: 1 }]) expect(await begun(shop, "/webhooks/orders", request)).toBe(401);
  });

  test("bodies that were begun and never go on keep nobody out, and what is held at once is bounded", async () => {
    const shop = await open();
    const abandoned = Array.from({ length: 100 }, () => begin(shop, "/webhooks/orders", { headers: { ...signed, "Content-Length": 8_000_000 }, bytes: 1000 }));
    await Promise.all(abandoned.map(({ sent }) => sent));
    expect((await webhook(shop, orderBody("1", { more: { note_attributes: [{ name: "long", value: "x".repeat(300_000) }] } }))).status).toBe(200);
    for (const { leave } of abandoned) leave();
    const room = roomFor(100);
    room.take(60);
    expect(() => room.take(41)).toThrow("busy");
    room.giveBack(60);
    room.take(100);
  });
});

type Begun = { readonly headers: Readonly<Record<string, string | number>>; readonly bytes?: number };

/** Sends the head and so many bytes of a body that never ends. */
function begin(shop: Shop, door: string, { headers, bytes = 0 }: Begun) {
  const sending = request(`${shop.url}${door}`, { method: "POST", headers });
  sending.flushHeaders();
  const answered = new Promise<number | undefined>((resolve, reject) => sending.on("error", reject).on("response", (answer) => resolve(answer.resume().statusCode)));
  const sent = new Promise<void>((resolve) => sending.write(Buffer.alloc(bytes, 120), () => resolve()));
  const leave = () => {
    answered.catch(() => undefined);
    sending.destroy();
  };
  return { answered, sent, leave };
}

/** How what was only begun is answered. */
async function begun(shop: Shop, door: string, what: Begun): Promise<number | undefined> {
  const { answered, leave } = begin(shop, door, what);
  return answered.finally(leave);
}

test("a database that cannot be reached is a 503 that asks to send again", async () => {
  const world = await openDoors({ DATABASE_URL: `postgresql://127.0.0.1:${await freePort()}/away` });
  const wallet = paymentBody("tx-1", { from: ann, units: 5n });
  for (const [door, body] of [["/order/claim", JSON.stringify(claim)], ["/wallet/incoming_payment", wallet], ["/wallet/tx_confirmation", JSON.stringify({ confirmation: { txid: "x" }, auth })]] as const) {
    expect(await post(`${world.url}${door}`, body)).toMatchObject({ status: 503, json: { retryable: true, code: "try_again", success: false } });
  }
  const answer = await fetch(`${world.url}/wallet/send_to`);
  expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "5"]);
});

test("a path nobody answers is left to the screens, and a wrong method does nothing", async () => {
  const shop = await open();
  expect((await fetch(`${shop.url}/wallet/incoming_payment`)).status).toBe(404);
  expect((await fetch(`${shop.url}/s/unknown.myshopify.com/wallet/send_to`)).status).toBe(404);
  expect(await rows(shop, `SELECT 1 FROM "inbox"`)).toEqual([]);
});
