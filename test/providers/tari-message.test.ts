import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress, toEmoji, toHex } from "#app/providers/tari/address-text.ts";
import { confirmationPayload, messageText, paymentPayload, reversalPayload, signMessage, verifyMessage } from "#app/providers/tari/message.ts";
import { readConfirmation, readIncomingPayment, readReversal } from "#app/providers/tari/message-read.ts";
import { key, vectors } from "./tari-vectors.ts";

const [paymentVector, confirmationVector] = vectors.wallet_messages;
const paymentBody = structuredClone(paymentVector?.body ?? {});
const confirmationBody = structuredClone(confirmationVector?.body ?? {});

function address(name: string) {
  const reading = parseAddress(vectors.addresses.find((vector) => vector.name === name)?.base58 ?? "");
  if (!reading.ok) throw new Error(reading.reason);
  return reading.address;
}

describe("every wallet message vector", () => {
  test.each(vectors.wallet_messages)("$id: valid is $valid", ({ message, body, valid, id }) => {
    const reading = "payment" in body ? readIncomingPayment(body) : readConfirmation(body);
    if (!reading.ok) throw new Error(`${reading.field} ${reading.reason}`);
    expect(verifyMessage(reading)).toBe(valid);
    if (!id.includes("tampered")) expect(messageText(reading.auth, reading.payload)).toBe(message);
  });

  test.each(vectors.wallet_messages.filter(({ valid }) => valid))("$id: verifies with every address in another form", ({ body }) => {
    const respelled = structuredClone(body) as Record<string, Record<string, unknown>>;
    for (const [part, field, form] of [["auth", "address", toEmoji], ["payment", "sender", toHex]] as const) {
      const reading = parseAddress(String(respelled[part]?.[field] ?? ""));
      if (reading.ok && respelled[part]) respelled[part][field] = form(reading.address);
    }
    const reading = "payment" in body ? readIncomingPayment(respelled) : readConfirmation(respelled);
    expect(reading.ok && verifyMessage(reading)).toBe(true);
  });
});

// reference/tps.md §12.3, the hot wallet of TPS's own fixtures; nonce scalar 5.
test("TPS's deterministic payment message verifies", () => {
  const reading = readIncomingPayment({
    payment: { sender: "14wqR3rjyVbjgXDyLVaL97p3CksHc84cz9hLLMMTMYDjtBt", amount: 2500000000, txid: "payment001" },
    auth: {
      address: "🐢🌊💰⭐🎷🎨💄🏰🔩📖⭐🏈😈🔬👀🐴🍦🎿🐞🥊🐣🎯👗🎧🍬🏆🐨👢🐙🔋🔦📟🍆🎒🚫",
      nonce: 1,
      signature: "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e49c0a7e0aae80e2b12690f5c867c52988a966c4c9f064800441cefb58827300f",
    },
  });
  expect(reading.ok && verifyMessage(reading)).toBe(true);
});

test("a payment id that is told is signed, and one that is not changes nothing of TPS's text", () => {
  const payment = { sender: address("ann"), amount: 5n, txid: "t", memo: null, orderId: null };
  expect(paymentPayload({ ...payment, paymentId: null })).toBe(paymentPayload(payment));
  expect(paymentPayload({ ...payment, paymentId: "6f31" })).toBe(paymentPayload(payment).replace(/}$/, ',"payment_id":"6f31"}'));
  const said = (payment_id: unknown) => readIncomingPayment({ ...paymentBody, payment: { ...paymentBody["payment"], payment_id } });
  expect(said("6F31")).toMatchObject({ ok: true, payment: { paymentId: "6f31" } });
  expect(said("6f3")).toMatchObject({ ok: false, field: "payment.payment_id" });
  expect(said("ab".repeat(257))).toMatchObject({ ok: false, field: "payment.payment_id" });
});

describe("a wallet message", () => {
  const wallet = { address: address("hot-1"), secret: key("hot-1").secret };
  const txid = fc.stringMatching(/^[ -~]{1,128}$/);
  const money = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
  const words = fc.option(fc.string({ unit: "grapheme", maxLength: 60 }));

  test("signed by us verifies, and under no other nonce, payload or wallet", () => {
    fc.assert(
      fc.property(txid, money, words, words, fc.bigInt({ min: 0n, max: 2n ** 63n - 2n }), (id, amount, memo, orderId, nonce) => {
        const payment = { sender: address("ann"), amount, txid: id, memo, orderId };
        const payload = paymentPayload(payment);
        const auth = signMessage({ ...wallet, nonce, payload });
        expect(verifyMessage({ auth, payload })).toBe(true);
        expect(verifyMessage({ auth: { ...auth, nonce: nonce + 1n }, payload })).toBe(false);
        expect(verifyMessage({ auth: { ...auth, address: address("hot-2") }, payload })).toBe(false);
        expect(verifyMessage({ auth, payload: paymentPayload({ ...payment, txid: `${id}0` }) })).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  test("has a payload that says every field, and is JSON", () => {
    fc.assert(
      fc.property(txid, fc.bigInt({ min: 1n, max: 2n ** 53n - 1n }), words, words, (id, amount, memo, orderId) => {
        const payload = paymentPayload({ sender: address("ann"), amount, txid: id, memo, orderId });
        const said: unknown = JSON.parse(payload);
        expect(payload).toBe(JSON.stringify(said));
        expect(Object.keys(said ?? {})).toEqual(["sender", "amount", "txid", "memo", "order_id"]);
        expect(said).toMatchObject({ amount: Number(amount), txid: id, memo, order_id: orderId });
      }),
    );
  });

  test("of a confirmation without a depth is TPS's own; a depth and a reversal are signed as well", () => {
    expect(confirmationPayload({ txid: "tx-1", confirmations: null })).toBe('{"txid":"tx-1"}');
    expect(confirmationPayload({ txid: "tx-1", confirmations: 6 })).toBe('{"txid":"tx-1","confirmations":6}');
    expect(reversalPayload({ txid: "tx-1" })).toBe('{"txid":"tx-1","reversed":true}');
  });

  test("signed as a confirmation is no reversal, nor one with a depth", () => {
    const payload = confirmationPayload({ txid: "tx-1", confirmations: null });
    const auth = signMessage({ ...wallet, nonce: 1n, payload });
    const wire = { address: toHex(auth.address), nonce: 1, signature: auth.signature };
    const verdict = (reading: ReturnType<typeof readReversal | typeof readConfirmation>) => reading.ok && verifyMessage(reading);
    expect(verdict(readConfirmation({ confirmation: { txid: "tx-1" }, auth: wire }))).toBe(true);
    expect(verdict(readConfirmation({ confirmation: { txid: "tx-1", confirmations: null }, auth: wire }))).toBe(true);
    expect(verdict(readConfirmation({ confirmation: { txid: "tx-1", confirmations: 3 }, auth: wire }))).toBe(false);
    expect(verdict(readReversal({ reversal: { txid: "tx-1" }, auth: wire }))).toBe(false);
  });

  test("keeps a depth, and takes a signed reversal", () => {
    const read = readConfirmation({ confirmation: { txid: "tx-1", confirmations: 6 }, auth: confirmationBody["auth"] });
    expect(read).toMatchObject({ ok: true, confirmation: { txid: "tx-1", confirmations: 6 } });
    const payload = reversalPayload({ txid: "tx-1" });
    const { signature } = signMessage({ ...wallet, nonce: 9n, payload });
    const reversal = readReversal({ reversal: { txid: "tx-1" }, auth: { address: toHex(wallet.address), nonce: 9, signature } });
    expect(reversal.ok && verifyMessage(reversal)).toBe(true);
  });

  test("takes the largest amount and nonce as bigint, as our JSON reader gives them", () => {
    const reading = readIncomingPayment(changed({ "payment.amount": 2n ** 63n - 1n, "auth.nonce": 2n ** 63n - 1n }));
    expect(reading).toMatchObject({ ok: true, payment: { amount: 2n ** 63n - 1n }, auth: { nonce: 2n ** 63n - 1n } });
  });

  test("keeps a memo that the database cannot, without U+0000, and still knows what was signed", () => {
    const memo = "a\0b";
    const payload = paymentPayload({ sender: address("ann"), amount: 1n, txid: "t", memo, orderId: null });
    const auth = signMessage({ ...wallet, nonce: 3n, payload });
    const reading = readIncomingPayment({
      payment: { sender: toHex(address("ann")), amount: 1, txid: "t", memo },
      auth: { ...auth, address: toHex(auth.address) },
    });
    expect(reading).toMatchObject({ ok: true, payment: { memo: "a\ufffdb" } });
    expect(reading.ok && verifyMessage(reading)).toBe(true);
  });
});

describe("a payment is refused naming the field", () => {
  test.each([
    ["payment", undefined, /missing/],
    ["payment", [], /object/],
    ["payment.sender", undefined, /missing/],
    ["payment.sender", "145whe2zyqmYNbam92877Gqjb3sLCSWob2q1dAZqWeAYREo", /checksum/],
    ["payment.amount", undefined, /missing/],
    ["payment.amount", 0, /from 1 to 9223372036854775807/],
    ["payment.amount", -1, /from 1/],
    ["payment.amount", 1.5, /whole number/],
    ["payment.amount", "1", /whole number/],
    ["payment.amount", 2 ** 53, /whole number/],
    ["payment.amount", Number.NaN, /whole number/],
    ["payment.amount", 2n ** 63n, /from 1/],
    ["payment.amount", null, /whole number/],
    ["payment.txid", undefined, /missing/],
    ["payment.txid", "", /empty/],
    ["payment.txid", "x".repeat(129), /128/],
    ["payment.txid", "a\nb", /control/],
    ["payment.txid", "\udc00", /surrogate/],
    ["payment.txid", 7, /text/],
    ["payment.memo", 7, /text/],
    ["payment.memo", "é".repeat(2049), /4096 bytes/],
    ["payment.memo", "x\ud800", /surrogate/],
    ["payment.order_id", 1001, /text/],
    ["auth", undefined, /missing/],
    ["auth.address", undefined, /missing/],
    ["auth.address", "nobody", /not a Tari address/],
    ["auth.nonce", undefined, /missing/],
    ["auth.nonce", -1, /from 0/],
    ["auth.nonce", 2n ** 63n, /from 0/],
    ["auth.signature", undefined, /missing/],
    ["auth.signature", "00", /128 hex/],
  ])("%s = %o", (field, value, reason) => {
    const reading = readIncomingPayment(changed({ [field]: value }));
    expect(reading).toEqual({ ok: false, field, reason: expect.stringMatching(reason) });
  });

  test.each([
    ["confirmation", undefined],
    ["confirmation.txid", ""],
    ["confirmation.confirmations", -1],
    ["confirmation.confirmations", 1.5],
    ["confirmation.confirmations", "6"],
  ])("%s = %j, of a confirmation", (field, value) => {
    expect(readConfirmation(changed({ [field]: value }, confirmationBody))).toMatchObject({ ok: false, field });
  });

  test("of anything at all, without an exception", () => {
    const part = fc.oneof(fc.anything(), fc.record({ sender: fc.anything(), amount: fc.anything(), txid: fc.anything(), address: fc.anything() }));
    const body = fc.oneof(fc.anything(), fc.record({ payment: part, confirmation: part, reversal: part, auth: part }));
    fc.assert(
      fc.property(body, (value) => {
        for (const read of [readIncomingPayment, readConfirmation, readReversal]) {
          expect(read(value)).toEqual({ ok: false, field: expect.any(String), reason: expect.any(String) });
        }
      }),
    );
  });
});

function changed(changes: Readonly<Record<string, unknown>>, from: typeof paymentBody = paymentBody): unknown {
  const body: Record<string, unknown> = structuredClone(from);
  for (const [path, value] of Object.entries(changes)) {
    const [part = "", field] = path.split(".");
    body[part] = field === undefined ? value : { ...Object(body[part]), [field]: value };
  }
  return body;
}
