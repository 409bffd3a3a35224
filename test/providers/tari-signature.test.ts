import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "#app/engine/error.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import type { TariAddress } from "#app/providers/tari/address.ts";
import { claimMessage, readClaim, signClaim, verifyClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { isPoint, isScalar, publicKey } from "#app/providers/tari/ristretto.ts";
import { challenge, sign, verify, type Domain } from "#app/providers/tari/schnorr.ts";
import { anyText } from "../hostile.ts";
import { key, vectors } from "./tari-vectors.ts";

const identity = "00".repeat(32);
const order = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";
const domains = ["MemoSignature", "WalletSignature", "com.tari.jwt-ristretto"] as const;

function addressOf(name: string): TariAddress {
  const found = vectors.addresses.find((vector) => vector.name === name);
  const reading = parseAddress(found?.base58 ?? "");
  if (!reading.ok) throw new Error(reading.reason);
  return reading.address;
}

// reference/tps.md §12.2 and §12.3: nonce scalar 5.
const worked = {
  key: "a8d523755de41b9c14de709ca59d52bc1772658258962ef5bbefa8c59082e547",
  nonce: "e882b131016b52c1d3337080187cf768423efccbb517bb495ab812c4160ff44e",
  message: "14s9vDTwrweZvWEgQ9gNhXXPX68DPXSSAHNFWYEPi5JsBQY:oid554432",
};

describe("the challenge and the signature of reference/tps.md §12.3", () => {
  test.each([
    ["MemoSignature", "b2d0978f2fb70f06a3163428e662d32ae66b02bfb7e105de5d4a12d6ef90bf0b", "289253639c5131006649da195437ae9533ecf36c901661dbc6ede180f88db20e"],
    ["WalletSignature", "d2c91f67a698ee81e069f9c83412963998f346dced36a2a96a8f81f20d94370d", "a940f32e629f0335940242fbbcc403566b9edad0dbb2c4aafd7eb1585b58410c"],
    ["com.tari.jwt-ristretto", "abe0e345afd04c16f7f77a0cd01415e81a0caf73a27c58f61a268864e6f41a02", "fe8d04c5d964b2798734cecd0fe08285a3f8263a87cadbb0582142801e6f6203"],
  ] as const)("in the domain %s", (domain, e, s) => {
    const [nonce, point] = [Buffer.from(worked.nonce, "hex"), Buffer.from(worked.key, "hex")];
    const scalar = challenge({ domain, nonce, key: point, message: worked.message });
    expect(Buffer.from(scalar).toString("hex")).toBe(e);
    expect(verify({ domain, key: worked.key, message: worked.message, signature: worked.nonce + s })).toBe(true);
    for (const other of domains.filter((name) => name !== domain)) {
      expect(verify({ domain: other, key: worked.key, message: worked.message, signature: worked.nonce + s })).toBe(false);
    }
  });

  test("TPS's own claim verifies", () => {
    const claim = readClaim({
      address: "14s9vDTwrweZvWEgQ9gNhXXPX68DPXSSAHNFWYEPi5JsBQY",
      order_id: "oid554432",
      signature: "74236918f5815383ad7a889fa2c26037418b217f983575b5b5cfde21c7bcf3094ca6ff09c43fca8d4040a38e60b57fea622d5919979fae4ccfea93883df6bd00",
    });
    expect(claim.ok && verifyClaim(claim.claim)).toBe(true);
  });
});

test.each(Object.entries(vectors.keys))("the public key of %s follows from the secret one", (_, pair) => {
  expect(publicKey(pair.secret)).toBe(pair.public);
});

describe("a signature", () => {
  const signed = fc.record({
    domain: fc.constantFrom<Domain>(...domains),
    pair: fc.constantFrom(...Object.values(vectors.keys)),
    message: fc.string({ unit: "grapheme" }),
  });

  test("verifies for what was signed, and for nothing in which one bit differs", () => {
    fc.assert(
      fc.property(signed, fc.nat({ max: 511 }), ({ domain, pair, message }, bit) => {
        const signature = sign({ domain, secret: pair.secret, message });
        const good = { domain, key: pair.public, message, signature };
        expect(verify(good)).toBe(true);
        expect(verify({ ...good, signature: flipped(signature, bit) })).toBe(false);
        expect(verify({ ...good, key: flipped(pair.public, bit % 256) })).toBe(false);
        expect(verify({ ...good, message: `${message} ` })).toBe(false);
      }),
    );
  });

  test("is made with a fresh nonce each time", () => {
    const once = () => sign({ domain: "MemoSignature", secret: key("ann").secret, message: "1" });
    expect(once()).not.toBe(once());
  });

  test("of a scalar that is not canonical is refused, though it satisfies the equation", () => {
    const message = "1";
    const signature = sign({ domain: "MemoSignature", secret: key("ann").secret, message });
    const twin = signature.slice(0, 64) + plusOrder(signature.slice(64));
    expect(verify({ domain: "MemoSignature", key: key("ann").public, message, signature: twin })).toBe(false);
  });

  test.each([
    ["identity as key", identity, worked.nonce + order.replace("ed", "ec")],
    ["identity as key and as R, s zero", identity, identity + identity],
    ["identity as R", worked.key, identity + "01".padEnd(64, "0")],
    ["s zero", worked.key, worked.nonce + identity],
    ["s the order", worked.key, worked.nonce + order],
    ["s all ones", worked.key, worked.nonce + "ff".repeat(32)],
    ["R no point", worked.key, "ff".repeat(32) + "01".padEnd(64, "0")],
    ["key no point", "ff".repeat(32), worked.nonce + "01".padEnd(64, "0")],
    ["key too short", worked.key.slice(2), worked.nonce + "01".padEnd(64, "0")],
    ["signature too short", worked.key, worked.nonce],
    ["signature no hex", worked.key, "zz".repeat(64)],
    ["nothing at all", "", ""],
  ])("is refused without an exception: %s", (_, point, signature) => {
    for (const domain of domains) expect(verify({ domain, key: point, message: worked.message, signature })).toBe(false);
  });

  test("of hostile input never throws", () => {
    const hex = (length: number) => fc.oneof(anyText(), fc.uint8Array({ minLength: length, maxLength: length }).map(hexOf));
    fc.assert(
      fc.property(hex(32), anyText(), hex(64), (point, message, signature) => {
        expect(verify({ domain: "MemoSignature", key: point, message, signature })).toBe(false);
      }),
    );
  });

  test.each([["zero", identity], ["the order", order], ["short", "01"], ["no hex", "z".repeat(64)]])(
    "is not made with a secret key that is %s",
    (_, secret) => {
      expect(() => sign({ domain: "MemoSignature", secret, message: "" })).toThrow(InvariantError);
    },
  );
});

test.each([
  ["zero", identity, false],
  ["one", "01".padEnd(64, "0"), true],
  ["the order less one", order.replace("ed", "ec"), true],
  ["the order", order, false],
  ["the order and one", order.replace("ed", "ee"), false],
  ["2^255", "80".padStart(64, "0"), false],
])("the scalar %s is canonical and not zero: %s %s", (_, hex, expected) => {
  expect(isScalar(Buffer.from(hex, "hex"))).toBe(expected);
});

test("no encoding but the canonical one of a point is a point", () => {
  expect(isPoint(Buffer.from(worked.key, "hex"))).toBe(true);
  expect(isPoint(Buffer.from("01".padEnd(64, "0"), "hex"))).toBe(false);
  expect(isPoint(new Uint8Array(31))).toBe(false);
});

describe("a claim", () => {
  test.each(vectors.claims)("vector $id: valid is $valid", ({ valid, ...wire }) => {
    const reading = readClaim(wire);
    expect(reading.ok && verifyClaim(reading.claim)).toBe(valid);
  });

  test("signed by us verifies when it comes back in any spelling", () => {
    const address = addressOf("dual ann view, ben spend");
    const claim = signClaim({ address, text: "demo.myshopify.com/5674/0123456789abcdef0123456789abcdef", secret: key("ben").secret });
    const wire = writeClaim(claim);
    const spellings = [wire, { ...wire, signature: wire.signature.toUpperCase() }, { ...wire, extra: 1 }];
    for (const spelling of spellings) expect(readClaim(spelling)).toEqual({ ok: true, claim });
    expect(verifyClaim(claim)).toBe(true);
    expect(claimMessage(claim)).toBe(`${toBase58(address)}:${claim.text}`);
  });

  test("of the view key's owner is not the payer's", () => {
    const claim = signClaim({ address: addressOf("dual ann view, ben spend"), text: "1", secret: key("ann").secret });
    expect(verifyClaim(claim)).toBe(false);
  });

  const good = vectors.claims[0] ?? { address: "", order_id: "", signature: "" };

  test.each([
    ["", null, /object/],
    ["", "text", /object/],
    ["", [good], /object|missing/],
    ["address", { ...good, address: undefined }, /missing/],
    ["address", { ...good, address: 7 }, /text/],
    ["address", { ...good, address: "145whe" }, /not a Tari address/],
    ["order_id", { ...good, order_id: 5674593747156 }, /text/],
    ["order_id", { ...good, order_id: "" }, /empty/],
    ["order_id", { ...good, order_id: "1\u0000" }, /control/],
    ["order_id", { ...good, order_id: "\ud800" }, /surrogate/],
    ["order_id", { ...good, order_id: "1".repeat(513) }, /512/],
    ["signature", { ...good, signature: good.signature.slice(1) }, /128 hex/],
    ["signature", { ...good, signature: "é".repeat(128) }, /128 hex/],
  ])("is refused naming the field %j: %j", (field, value, reason) => {
    const reading = readClaim(value);
    expect(reading).toEqual({ ok: false, field: expect.any(String), reason: expect.stringMatching(reason) });
    if (field !== "") expect(reading).toMatchObject({ field });
  });

  test("of any JSON at all is an answer, never an exception", () => {
    const almost = fc.record({ address: fc.anything(), order_id: fc.anything(), signature: fc.anything() });
    fc.assert(fc.property(fc.oneof(fc.anything(), almost), (value) => { expect(readClaim(value).ok).toBe(false); }));
  });
});

function flipped(hex: string, bit: number): string {
  const bytes = Buffer.from(hex, "hex");
  bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return hexOf(bytes);
}

function plusOrder(hex: string): string {
  const number = (text: string) => BigInt(`0x${hexOf(Buffer.from(text, "hex").reverse())}`);
  const sum = (number(hex) + number(order)).toString(16).padStart(64, "0");
  return hexOf(Buffer.from(sum, "hex").reverse());
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("hex");
}
