import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDecimal } from "#app/engine/money.ts";
import { digits, gidDigits } from "#app/storefront/ids.ts";
import { isOurs, type Asks } from "#app/storefront/order.ts";
import { readOrderPayload } from "#app/storefront/order-payload.ts";
import { askedPrice } from "#app/storefront/price.ts";
import { readBody } from "./world.ts";

const sample = JSON.parse(readFileSync(new URL("../fixtures/webhooks/orders-create.json", import.meta.url), "utf8")) as object;
const sent = (over: object) => ({ ...sample, ...over });

function orderOf(value: unknown) {
  const reading = readOrderPayload(value);
  if ("unreadable" in reading) throw new Error(reading.unreadable);
  return reading.order;
}

test("Shopify's sample order reads as an order in our words", () => {
  expect(orderOf(sample)).toMatchObject({
    storefrontId: "820982911946154508",
    name: "#9999",
    buyer: { customer: "115310627314723954", personal: { name: "John Smith", email: "jon@example.com", phone: null } },
    note: null,
    updatedAt: new Date("2022-01-01T00:00:00Z"),
    cancelledAt: new Date("2022-01-01T00:00:00Z"),
    cancelReason: "customer",
    closedAt: null,
    financialStatus: "voided",
    gatewayNames: ["visa", "bogus"],
    isTest: true,
    sourceName: "web",
  });
});

test.each<[Asks, string]>([
  ["outstanding", "414.95"],
  ["total", "414.95"],
  ["subtotal", "414.95"],
  ["lines", "414.95"],
])("the sample asks %s", (asks, amount) => {
  expect(askedPrice(orderOf(sample), asks)).toEqual({ price: { currency: "USD", amount: parseDecimal(amount) } });
});

test.each<[string, unknown, string | null]>([
  ["a safe number", 450789469, "450789469"],
  ["a bigint beyond 2^53", 820982911946154508n, "820982911946154508"],
  ["text", "820982911946154508", "820982911946154508"],
  ["a number that lost digits", 820982911946154500, null],
  ["a fraction", 1.5, null],
  ["a negative", -1n, null],
  ["zero", 0, null],
  ["leading zeros", "007", null],
  ["blanks", " 7", null],
  ["nothing", undefined, null],
  ["an object", {}, null],
])("digits of %s", (_, value, expected) => expect(digits(value)).toBe(expected));

test.each([
  ["gid://shopify/Order/820982911946154508", "820982911946154508"],
  ["gid://shopify/Order/1?key=x", "1"],
  ["gid://shopify/DraftOrder/1", null],
  ["gid://shopify/Order/1/2", null],
  ["gid://evil/Order/1", null],
])("an order's gid %s", (gid, expected) => expect(gidDigits(gid, "Order")).toBe(expected));

test("an id beyond 2^53 keeps every digit, with and without its gid", () => {
  const text = JSON.stringify(sample).replace("820982911946154500", "820982911946154509");
  expect(orderOf(readBody(text)).storefrontId).toBe("820982911946154508");
  expect(orderOf(readBody(text.replace(/"admin_graphql_api_id":"gid:\/\/shopify\/Order\/\d+",/, ""))).storefrontId).toBe("820982911946154509");
});

test("a guest has no customer, and an empty e-mail is none", () => {
  expect(orderOf(sent({ customer: null, billing_address: null, shipping_address: null, email: "" })).buyer).toEqual({
    customer: null,
    personal: { name: null, email: null, phone: null },
  });
});

test.each<[string, object, string]>([
  ["without an id", { id: undefined, admin_graphql_api_id: undefined }, "id is missing"],
  ["with an id that lost digits and no gid", { admin_graphql_api_id: undefined }, "id is missing or has lost digits"],
  ["with another thing's gid and no id", { id: undefined, admin_graphql_api_id: "gid://shopify/Product/1" }, "id is missing"],
  ["without a word about cancellation", { cancelled_at: undefined }, "cancelled_at"],
  ["with a mistyped time", { updated_at: "yesterday" }, "updated_at"],
  ["with a name that is no text", { name: 7 }, "name"],
  ["with gateways that are no list", { payment_gateway_names: "visa" }, "payment_gateway_names"],
  ["with a currency that is none", { currency: "usd" }, "currency"],
  ["with a customer without an id", { customer: {} }, "customer.id"],
])("an order %s is refused by field", (_, over, field) => {
  expect(readOrderPayload(sent(over))).toEqual({ unreadable: expect.stringContaining(field) });
});

test.each<[string, unknown, string | null]>([
  ["two digits", "15.90", "15.90"],
  ["one digit", "15.9", "15.9"],
  ["none", "1200", "1200"],
  ["three", "0.005", "0.005"],
  ["nothing owed", "0.00", "0.00"],
  ["the shop owes", "-3.50", "0"],
  ["a JSON number", 15.9, null],
  ["a comma", "15,90", null],
  ["an exponent", "1e3", null],
  ["thousands", "1,200.00", null],
  ["a blank", " 15.90", null],
  ["hex", "0x10", null],
  ["two signs", "--1", null],
  ["no number", "NaN", null],
  ["other digits", "１５.９０", null],
])("an outstanding amount with %s", (_, amount, exact) => {
  const asked = askedPrice(orderOf(sent({ total_outstanding: amount })), "outstanding");
  if (exact === null) expect(asked).toEqual({ unreadable: expect.stringContaining("not an exact decimal") });
  else expect(asked).toEqual({ price: { currency: "USD", amount: parseDecimal(exact) } });
});

test("a field the policy does not read is not parsed", () => {
  const order = orderOf(sent({ total_outstanding: "15.90", current_total_price_set: { presentment_money: { amount: "rubbish", currency_code: 7 } } }));
  expect(askedPrice(order, "outstanding")).toHaveProperty("price");
  expect(askedPrice(order, "total")).toHaveProperty("unreadable");
});

const bag = (shop: string, presentment: string) => ({
  shop_money: { amount: shop, currency_code: "USD" },
  presentment_money: { amount: presentment, currency_code: "JPY" },
});
const inYen = { presentment_currency: "JPY", current_total_price: "15.90", current_total_price_set: bag("15.90", "2385") };

test.each<[string, object, unknown]>([
  ["nothing paid: the whole presentment price", { total_outstanding: "15.90" }, { price: { currency: "JPY", amount: parseDecimal("2385") } }],
  ["the same sum written shorter", { total_outstanding: "15.9" }, { price: { currency: "JPY", amount: parseDecimal("2385") } }],
  ["all paid: nothing", { total_outstanding: "0.00" }, { price: { currency: "JPY", amount: parseDecimal("0") } }],
  ["part paid: only Shopify knows", { total_outstanding: "5.90" }, { unstated: "outstanding" }],
  ["no shop total: only Shopify knows", { total_outstanding: "15.90", current_total_price: null, total_price: null }, { unstated: "outstanding" }],
])("paid in another currency than the shop's, %s", (_, over, expected) => {
  expect(askedPrice(orderOf(sent({ ...inYen, ...over })), "outstanding")).toEqual(expected);
});

test("without the current total the first total counts", () => {
  const order = orderOf(sent({ current_total_price_set: undefined, total_price_set: bag("404.95", "60000") }));
  expect(askedPrice(order, "total")).toEqual({ price: { currency: "JPY", amount: parseDecimal("60000") } });
});

test.each([
  [["Pay with Tari"], "Pay with Tari", true],
  [["gift_card", " pay WITH tari "], "Pay with Tari", true],
  [["PAY IN DER STRASSE"], "pay in der straße", true],
  [["Pay with Tari (beta)"], "Pay with Tari", false],
  [["Tari"], "Pay with Tari", false],
  [["Pay  with Tari"], "Pay with Tari", false],
  [[], "Pay with Tari", false],
  [[""], "", false],
  [["  "], " ", false],
])("gateways %j are ours by the method %j: %s", (names, method, expected) => expect(isOurs(names, method)).toBe(expected));
