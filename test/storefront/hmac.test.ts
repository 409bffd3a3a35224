import { createHmac } from "node:crypto";
import { expect, test } from "vitest";
import { verifyHmac } from "#app/storefront/hmac.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const sign = (body: Uint8Array, secret: string) => createHmac("sha256", secret).update(body).digest("base64");

// reference: Tari Payment Server's own vector; the three dots are part of the data.
const vector = bytes(`{"id":5621189509332,..."source":"shopify"}`);
const mac = "1JKXEbaNTtaw8EyjOKhDEJL/hE/SKH1ZZADWGD36m6k=";

test("the known vector verifies", () => {
  expect(verifyHmac(vector, mac, ["my_secret"])).toBe(0);
});

test.each([
  ["the first of two secrets", ["new", "old"], "new", 0],
  ["the old secret during a rotation", ["new", "old"], "old", 1],
  ["the first of two equal secrets", ["same", "same"], "same", 0],
  ["a secret that is not ours", ["new", "old"], "stranger", null],
])("says which secret signed: %s", (_, secrets, signer, index) => {
  expect(verifyHmac(vector, sign(vector, signer), secrets)).toBe(index);
});

test.each([
  ["no header", null],
  ["an empty header", ""],
  ["another MAC of the same length", "2JKXEbaNTtaw8EyjOKhDEJL/hE/SKH1ZZADWGD36m6k="],
  ["the MAC without its padding", mac.slice(0, -1)],
  ["the MAC with a blank", `${mac} `],
  ["the MAC in base64url", mac.replaceAll("/", "_")],
  ["the MAC in hex", Buffer.from(mac, "base64").toString("hex")],
  ["text beyond ASCII", "é".repeat(22)],
])("refuses %s", (_, header) => {
  expect(verifyHmac(vector, header, ["my_secret"])).toBeNull();
});

test("an empty secret signs nothing, even where a configuration has one", () => {
  expect(verifyHmac(vector, sign(vector, ""), ["", "my_secret"])).toBeNull();
});

test("without secrets nothing verifies", () => {
  expect(verifyHmac(vector, mac, [])).toBeNull();
});

test("bytes count, not the text they may stand for", () => {
  const latin = Uint8Array.of(0x7b, 0xe9, 0x7d);
  expect(verifyHmac(latin, sign(latin, "s"), ["s"])).toBe(0);
  expect(verifyHmac(bytes(new TextDecoder().decode(latin)), sign(latin, "s"), ["s"])).toBeNull();
});
