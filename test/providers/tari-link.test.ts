import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { networks, withPaymentId, type TariAddress } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { parsePaymentLink, parseTpsLink, paymentLink, tpsLink } from "#app/providers/tari/link.ts";
import { anyText } from "../hostile.ts";
import { key } from "./tari-vectors.ts";

const address: TariAddress = { network: "esmeralda", features: 3, viewKey: key("ann").public, spendKey: key("ben").public, paymentId: null };
const base58 = toBase58(address);
const amount = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n });
const anyAddress = fc.record({ network: fc.constantFrom(...networks), id: fc.uint8Array({ minLength: 1, maxLength: 20 }) });

describe("Tari's own link", () => {
  test("has the form wallets expect: the network, that path, µT", () => {
    const link = paymentLink({ address, amount: 477_000_000n, note: "demo.myshopify.com/5674/0123" });
    expect(link).toBe(`tari://esmeralda/transactions/send?tariAddress=${base58}&amount=477000000&note=demo.myshopify.com%2F5674%2F0123`);
    expect(paymentLink({ address, amount: null, note: null })).toBe(`tari://esmeralda/transactions/send?tariAddress=${base58}`);
  });

  test("reads back what was written", () => {
    fc.assert(
      fc.property(anyAddress, fc.option(amount), fc.option(fc.string({ unit: "grapheme" })), ({ network, id }, units, note) => {
        const link = { address: withPaymentId({ ...address, network }, id), amount: units, note };
        expect(parsePaymentLink(paymentLink(link))).toEqual(link);
      }),
    );
  });

  test.each([
    ["another scheme", `https://esmeralda/transactions/send?tariAddress=${base58}`],
    ["no network", `tari://pay/transactions/send?tariAddress=${base58}`],
    ["another network than the address's", `tari://mainnet/transactions/send?tariAddress=${base58}`],
    ["another path", `tari://esmeralda/contacts?tariAddress=${base58}`],
    ["no address", "tari://esmeralda/transactions/send?amount=1"],
    ["a broken address", `tari://esmeralda/transactions/send?tariAddress=${base58.slice(0, -1)}x`],
    ["amount zero", `tari://esmeralda/transactions/send?tariAddress=${base58}&amount=0`],
    ["a negative amount", `tari://esmeralda/transactions/send?tariAddress=${base58}&amount=-1`],
    ["a decimal amount", `tari://esmeralda/transactions/send?tariAddress=${base58}&amount=1.5`],
    ["amount 2^63", `tari://esmeralda/transactions/send?tariAddress=${base58}&amount=9223372036854775808`],
    ["no URL", "tari"],
    ["nothing", ""],
  ])("is refused with %s", (_, text) => expect(parsePaymentLink(text)).toBeNull());
});

describe("the link of TPS", () => {
  const link = { shop: "demo.myshopify.com", orderId: "#1001 & more", amount: 1n, address };

  test("has the form of TPS", () => {
    expect(tpsLink({ ...link, orderId: "5674" })).toBe(`tari://pay?shop=demo.myshopify.com&order_id=5674&amount=1&send_to=${base58}`);
  });

  test("reads back what was written", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: "grapheme" }), amount, (orderId, units) => {
        expect(parseTpsLink(tpsLink({ ...link, orderId, amount: units }))).toEqual({ ...link, orderId, amount: units });
      }),
    );
  });

  test.each([
    ["no shop", `tari://pay?order_id=1&amount=1&send_to=${base58}`],
    ["no order", `tari://pay?shop=s&amount=1&send_to=${base58}`],
    ["no amount", `tari://pay?shop=s&order_id=1&send_to=${base58}`],
    ["no address", "tari://pay?shop=s&order_id=1&amount=1"],
    ["the other link", paymentLink({ address, amount: 1n, note: null })],
  ])("is refused with %s", (_, text) => expect(parseTpsLink(text)).toBeNull());
});

test("links are read from any text without an exception", () => {
  fc.assert(
    fc.property(fc.oneof(anyText(), fc.webUrl(), fc.string().map((rest) => `tari://${rest}`)), (text) => {
      expect([parsePaymentLink(text), parseTpsLink(text)]).toEqual([null, null]);
    }),
  );
});
