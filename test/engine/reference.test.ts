import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "#app/engine/error.ts";
import { findReference, makeReference, parseReference } from "#app/engine/reference.ts";

const token = "0123456789abcdef0123456789abcdef";
const parts = { shop: "demo-1.myshopify.com", orderId: "5674593747156", token };
const text = `demo-1.myshopify.com/5674593747156/${token}`;

describe("a reference", () => {
  test("is written as shop, order and token, and read back", () => {
    expect(makeReference(parts)).toBe(text);
    expect(parseReference(text)).toEqual(parts);
  });

  test("reads back whatever order id it was made for", () => {
    const reference = fc.record({
      shop: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,40}\.myshopify\.com$/),
      orderId: fc.stringMatching(/^[A-Za-z0-9#_.:-]{1,60}$/),
      token: fc.stringMatching(/^[0-9a-f]{32}$/),
    });
    fc.assert(
      fc.property(reference, (made) => {
        expect(parseReference(makeReference(made))).toEqual(made);
        expect(findReference(`pay "${makeReference(made)}", please`)).toEqual(made);
      }),
    );
  });

  test.each([
    ["another domain", `demo.example.com/1/${token}`],
    ["a domain that goes on", `demo.myshopify.com.evil.com/1/${token}`],
    ["no order id", `demo.myshopify.com//${token}`],
    ["a space in the order id", `demo.myshopify.com/1 2/${token}`],
    ["a slash more", `demo.myshopify.com/1/2/${token}`],
    ["a short token", `demo.myshopify.com/1/${token.slice(1)}`],
    ["an upper-case token", `demo.myshopify.com/1/${token.toUpperCase()}`],
    ["no token", "demo.myshopify.com/1/"],
    ["upper-case shop", `Demo.myshopify.com/1/${token}`],
    ["nothing", ""],
  ])("is none: %s", (_, other) => {
    expect(parseReference(other)).toBeNull();
    expect(findReference(other)).toBeNull();
  });

  test.each([
    ["at the end of a sentence", `I pay ${text}.`],
    ["in JSON", JSON.stringify({ order_id: text })],
    ["after a scheme", `https://${text}`],
    ["in brackets", `(${text})`],
    ["with another behind it", `${text} ${text.replace("5674593747156", "1")}`],
  ])("is found %s", (_, around) => {
    expect(findReference(around)).toEqual(parts);
    expect(parseReference(around)).toBeNull();
  });

  test("is not found where its token or its shop goes on", () => {
    expect(findReference(`${text}0`)).toBeNull();
    expect(findReference(`x.${text}`)).toBeNull();
  });

  test.each([
    ["shop", { shop: "demo.example.com" }],
    ["token", { token: "0" }],
    ["order", { orderId: "1/2" }],
  ])("is not made of a wrong %s", (_, wrong) => {
    expect(() => makeReference({ ...parts, ...wrong })).toThrow(InvariantError);
  });
});
