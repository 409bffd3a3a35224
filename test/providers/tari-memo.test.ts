import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { orderInWords } from "#app/providers/tari/memo-number.ts";
import { readWords, type Words, type WordsPolicy } from "#app/providers/tari/memo.ts";
import { orderInPaymentId, ownIdIn, ownPaymentId, textInPaymentId } from "#app/providers/tari/payment-id.ts";
import { anyText } from "../hostile.ts";
import { key, vectors } from "./tari-vectors.ts";

const strict: WordsPolicy = { claimPlace: "whole", memoNumbers: "off", orderIdField: "id" };
const guessing: WordsPolicy = { claimPlace: "anywhere", memoNumbers: "first", orderIdField: "name" };
const token = "0123456789abcdef0123456789abcdef";
const reference = `demo.myshopify.com/5674593747156/${token}`;
const named = { by: "reference", reference: { shop: "demo.myshopify.com", orderId: "5674593747156", token } };

const ann = parseAddress(vectors.addresses[0]?.base58 ?? "");
if (!ann.ok) throw new Error(ann.reason);
const annClaims = (text: string) => JSON.stringify(writeClaim(signClaim({ address: ann.address, text, secret: key("ann").secret })));
const forged = (text: string) => JSON.stringify(writeClaim(signClaim({ address: ann.address, text, secret: key("ben").secret })));

const hexOf = (text: string) => Buffer.from(text).toString("hex");
const own = { by: "payment-id", orderId: "5674", tag: "0123" };

const words = (given: Partial<Words>): Words => ({ paymentId: null, memo: null, orderId: null, ...given });

describe("what a payment's words name, the surest first", () => {
  test.each([
    ["nothing", {}, null],
    ["plain words", { memo: "thank you 2 times" }, null],
    ["an order's own payment id before all", { paymentId: hexOf("5674~0123"), memo: reference, orderId: "7" }, own],
    ["an order's own payment id in the order id, as TPS's notifier passes it on", { orderId: "5674~0123" }, own],
    ["an order's own payment id as the console wallet prints it", { memo: `data(${hexOf("5674~0123")})` }, own],
    ["an order's own payment id before a claim", { memo: annClaims("7"), orderId: "5674~0123" }, own],
    ["no order by a payment id that only looks like ours", { paymentId: hexOf("5674~01234") }, null],
    ["what the payer wrote, where the wallet reports it as payment id", { paymentId: hexOf(`for ${reference}`) }, named],
    ["what the payer wrote, where the wallet prints it as payment id", { memo: `data(${hexOf(reference)})` }, named],
    ["the order id, printed so", { orderId: `data(${hexOf("5674")})` }, { by: "order_id", text: "5674" }],
    ["nothing in a payment id of bytes that are no text", { paymentId: "ff00" }, null],
    ["a reference in the memo", { memo: `for ${reference}, thanks` }, named],
    ["a reference in the order id", { memo: "hello", orderId: reference }, named],
    ["a reference in the memo before another order id", { memo: reference, orderId: "7" }, named],
    ["a reference in the order id before a memo claim", { memo: annClaims("7"), orderId: reference }, named],
    ["a reference in a memo claim", { memo: annClaims(reference) }, named],
    ["a memo claim before the order id", { memo: annClaims("7"), orderId: "8" }, { by: "claim", text: "7" }],
    ["a wrapped memo claim", { memo: `{"claim":${annClaims("#1001")}}` }, { by: "claim", text: "#1001" }],
    ["the order id where the memo claim is forged", { memo: forged("7"), orderId: "8" }, { by: "order_id", text: "8" }],
    ["nothing where the memo claim is forged", { memo: forged("7") }, null],
    ["the order id, trimmed", { orderId: " 5674593747156\n" }, { by: "order_id", text: "5674593747156" }],
    ["no blank order id", { orderId: "  " }, null],
  ])("%s", (_, given, naming) => {
    expect(readWords(words(given), strict).naming).toEqual(naming);
  });

  test.each([
    ["the first number", { memo: "2 shirts" }, { by: "number", text: "#2" }],
    ["the order id before a number", { memo: "2 shirts", orderId: "#7" }, { by: "order_id", text: "#7" }],
    ["no number out of a forged claim's signature", { memo: forged("7") }, null],
    ["a claim with words around it", { memo: `pay: ${annClaims("7")} thanks` }, { by: "claim", text: "7" }],
  ])("where a shop guesses: %s", (_, given, naming) => {
    expect(readWords(words(given), guessing).naming).toEqual(naming);
  });

  test("words around a claim make it none where a shop is strict", () => {
    expect(readWords(words({ memo: `pay: ${annClaims("7")}` }), strict)).toEqual({ claim: null, naming: null });
  });
});

describe("the claim in a memo", () => {
  test("says who promised, what, and whether it is signed", () => {
    const payer = payerKey(ann.address);
    expect(readWords(words({ memo: annClaims("7") }), strict).claim).toMatchObject({ payer, text: "7", valid: true });
    expect(readWords(words({ memo: forged("7") }), strict).claim).toMatchObject({ payer, text: "7", valid: false });
  });

  test.each([
    "null", "7", "[]", '"claim"', '{"claim":null}', '{"claim":{}}', '{"address":1}', "{", "[".repeat(4000), '{"a":'.repeat(800),
  ])("is none in %s", (memo) => {
    expect(readWords(words({ memo }), strict)).toEqual({ claim: null, naming: null });
    expect(readWords(words({ memo }), { ...guessing, memoNumbers: "off" })).toEqual({ claim: null, naming: null });
  });

  test("is looked for in any text at all without an exception", () => {
    const text = fc.oneof(anyText(), fc.json(), fc.constantFrom(annClaims("1"), reference), fc.jsonValue().map((claim) => JSON.stringify({ claim })));
    fc.assert(
      fc.property(text, text, (memo, orderId) => {
        for (const policy of [strict, guessing]) expect(readWords(words({ memo, orderId }), policy)).toHaveProperty("naming");
      }),
    );
  });
});

test("an order's own payment id says which order it is, and is short enough for a QR code", () => {
  const id = ownPaymentId({ orderId: "5674593747156", token });
  expect(Buffer.from(id ?? []).toString()).toBe("5674593747156~0123");
  expect(ownIdIn(Buffer.from(id ?? []).toString())).toEqual({ orderId: "5674593747156", tag: "0123" });
  expect(ownPaymentId({ orderId: "a merchant's own id", token })).toBeNull();
  expect(ownPaymentId({ orderId: "7".repeat(33), token })).toBeNull();
});

// reference/tps.md §8: the vectors of taritools, where the order-id field is the name.
test.each([
  ["Order ID is 1234", "#1234"],
  ["#5674. Phone 555-666-1111", "#5674"],
  ["order 123 456", "#123"],
  ["Order#", null],
  ["phone: 555-888-9995", null],
  ["Order#1080 ", "#1080"],
  ["", null],
])("the first number of %j is the order %s", (memo, order) => {
  expect(orderInWords(memo, "first", "name")).toBe(order);
  expect(orderInWords(memo, "first", "id")).toBe(order?.slice(1) ?? null);
  expect(orderInWords(memo, "off", "name")).toBeNull();
});

test.each([
  ["#1001", "1001"],
  ["for #1001, thanks", "1001"],
  ["order 1001", "1001"],
  ["Order: #1001.", "1001"],
  ["order=1001", "1001"],
  ["ORDER#1080 ", "1080"],
  ["(#7)", "7"],
  ["2 shirts", null],
  ["1001", null],
  ["Order ID is 1234", null],
  ["order 12.50", null],
  ["#12b", null],
  ["reorder 5", null],
  ["order in 2 days", null],
  ["call 555-888-9995", null],
])("the marked number of %j is %s", (memo, order) => {
  expect(orderInWords(memo, "marked", "id")).toBe(order);
  expect(orderInWords(memo, "marked", "name")).toBe(order && `#${order}`);
});

describe("a payment id as the console wallet prints it", () => {
  test.each([
    ["data(48656c6c6f20576f726c64)", "Hello World"],
    ["address_and_data(145whe2zyqmYNbBRY31opZfGiESC7R6UGYhjqY4aZvvxavT,4f72646572233130383020)", "Order#1080 "],
    ["None", null],
    ["data()", null],
    ["data(4)", null],
    ["data(zz)", null],
    ["data(ff)", null],
    ["", null],
  ])("%s holds the text %j", (printed, text) => expect(textInPaymentId(printed)).toBe(text));

  test.each([
    ["Hello World", "Hello World"],
    ["Order#1080 ", "Order#1080"],
    ["order_id: 12345", "12345"],
    ["order id: 12345", "12345"],
    ['order_id="12345', "12345"],
    ["order_id=126dbsa", "126dbsa"],
    ["order_id=", null],
    [" ab123456cd ", "ab123456cd"],
    ['" ab123456cd "', "ab123456cd"],
    ["order_id=order_id#12345", "order_id#12345"],
    ["phone: 555-888-9995", null],
    ["", null],
  ])("%j names by id the order %j", (text, order) => expect(orderInPaymentId(text, "id")).toBe(order));

  test("names by name the first number", () => {
    expect(orderInPaymentId("Order ID is 1234", "name")).toBe("#1234");
    expect(orderInPaymentId("phone: 555-888-9995", "name")).toBeNull();
  });
});
