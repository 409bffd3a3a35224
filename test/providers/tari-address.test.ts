import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvariantError } from "#app/engine/error.ts";
import { addressFromBytes, networks, payerKey, withPaymentId, type TariAddress } from "#app/providers/tari/address.ts";
import { readStructural, toStructural } from "#app/providers/tari/address-json.ts";
import { parseAddress, toBase58, toEmoji, toHex } from "#app/providers/tari/address-text.ts";
import { dammSum } from "#app/providers/tari/damm.ts";
import { bytesToEmoji, emojiToBytes } from "#app/providers/tari/emoji.ts";
import { anyText } from "../hostile.ts";
import { key, vectors } from "./tari-vectors.ts";

const allBytes = Uint8Array.from({ length: 256 }, (_, value) => value);
const keys = Object.values(vectors.keys).map((pair) => pair.public);

const anyAddress: fc.Arbitrary<TariAddress> = fc
  .record({
    network: fc.constantFrom(...networks),
    features: fc.integer({ min: 0, max: 3 }),
    viewKey: fc.option(fc.constantFrom(...keys)),
    spendKey: fc.constantFrom(...keys),
    id: fc.option(fc.uint8Array({ minLength: 1, maxLength: 256 })),
  })
  .map(({ id, ...rest }) => {
    const address = { ...rest, paymentId: null };
    return id === null || address.viewKey === null ? address : withPaymentId(address, id);
  });

function parsed(text: string): TariAddress {
  const reading = parseAddress(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.address;
}

describe("the emoji table", () => {
  test("is the one of reference/tps.md §13", () => {
    const sum = createHash("sha256").update(bytesToEmoji(allBytes)).digest("hex");
    expect(sum).toBe("993865fde3ad66a36b51811eca899c55f7d8ebd4070352f5d34d4a38627f2c1f");
    expect([...bytesToEmoji(allBytes)]).toEqual(vectors.emoji);
  });

  test("reads back every symbol and refuses all others", () => {
    expect(emojiToBytes(bytesToEmoji(allBytes))).toEqual(allBytes);
    expect(emojiToBytes("🐢🦖")).toBeNull();
  });
});

test.each([
  [[0x00], 0],
  [[0x01], 2],
  [[0xff], 229],
])("DammSum of %j is %i", (bytes, sum) => expect(dammSum(Uint8Array.from(bytes))).toBe(sum));

describe("every address vector", () => {
  test.each(vectors.addresses)("$name reads the same in all three forms and prints all three", (vector) => {
    const address = parsed(vector.base58);
    expect(parsed(vector.hex)).toEqual(address);
    expect(parsed(vector.hex.toUpperCase())).toEqual(address);
    expect(parsed(vector.emoji)).toEqual(address);
    expect(parsed(`  ${[...vector.emoji].join("|")} \n`)).toEqual(address);
    expect([toBase58(address), toHex(address), toEmoji(address)]).toEqual([vector.base58, vector.hex, vector.emoji]);
    expect([address.spendKey, address.features]).toEqual([vector.spend_key, vector.features]);
    expect(Buffer.from(vector.hex, "hex")[0]).toBe(vector.network);
  });

  test.each(vectors.bad_addresses)("refuses: $why", ({ text }) => {
    expect(parseAddress(text)).toEqual({ ok: false, reason: expect.any(String) });
  });
});

// reference/tps.md §2.7 and §12.4
test.each([
  ["348KmWAi4EePXU5M6bAdi2q2nUvUQ2mJQb5RZUL9VqogmbrurtWRHvHcwjTTLu25TSKdakJQUDSjUFaRapph9oikDwB", "020352fd95bcee9e2d7eae016626740771298bf79fa053354c0bb91ae7f638af197fdece9d624190b03093bac736f9c58fccd909d271aad3d8e63a618f4a7eb5b047fe"],
  ["345UiW1KVM6L1KaffXbipcWV9c9BkFztDsyMEkj8fQABpYN8SXk7UCTLZfiZEArHNBtbcBsaUMD8q1yJG9X98J1TwoA", "020332be30d0ea6284284da7cde726755b25f0fd4a674718c81be77555535bb50d395835ea90f1a6dafddfe7bdd11f8e7b01473cf672be70337df005b6bec2380f197d"],
  ["142Eyn9FMCsBVRsFBc2zqfgBxPTTpX9dYjtrPABa9whREdia", "0003f24d7db13df4c0ece99b2c1821d6d6b195a4845268a0c46813c7ed4e7f495d3f83"],
  ["143UtnSymZykCAm95xAKKKe8nowL6zif8qb1h7yHxgtD9XZ", "00030859fb3d6696579310c220d204cb21437d6658d0a05af1c8cd54fffd872534433c"],
  ["13111eLuVvxBvAhWdTUMEKJRgpbFusby2KqBaGT5emkFzt", "0002000000ba5e4d0000b31de27536b81df7f005027d4f847667df13a0569b604803ad"],
])("%s is the address that TPS prints in hex", (base58, hex) => {
  expect(toHex(parsed(base58))).toBe(hex);
  expect(toBase58(parsed(hex))).toBe(base58);
});

describe("an address", () => {
  test("reads back from every form it is printed in", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        for (const form of [toBase58, toHex, toEmoji]) expect(parsed(form(address))).toEqual(address);
      }),
    );
  });

  test("is refused when any one byte of it is changed", () => {
    fc.assert(
      fc.property(anyAddress, fc.nat(), fc.integer({ min: 1, max: 255 }), (address, at, change) => {
        const bytes = Buffer.from(toHex(address), "hex");
        const place = at % bytes.length;
        bytes[place] = (bytes[place] ?? 0) ^ change;
        expect(addressFromBytes(bytes).ok).toBe(false);
      }),
    );
  });

  test("reads the structural form back, but for the payment id, for which that form has no room", () => {
    fc.assert(
      fc.property(anyAddress, (address) => {
        const wire: unknown = JSON.parse(JSON.stringify(toStructural(address)));
        expect(readStructural(wire)).toEqual({ ok: true, address: { ...address, paymentId: null } });
      }),
    );
  });

  test("of one key is one payer on one network: single, dual, with a payment id, in any form", () => {
    const ann = { network: "mainnet", features: 3, viewKey: null, spendKey: key("ann").public, paymentId: null } as const;
    const dual = { ...ann, features: 1, viewKey: key("ben").public };
    const forms = [ann, dual, withPaymentId(dual, Buffer.from("5674"))].flatMap((form) => [toBase58(form), toHex(form), toEmoji(form)]);
    expect(new Set(forms.map((form) => payerKey(parsed(form))))).toEqual(new Set([`tari:mainnet:${key("ann").public}`]));
    expect(payerKey({ ...ann, network: "esmeralda" })).not.toBe(payerKey(ann));
  });

  test("with a payment id says so in its features byte and keeps the id behind the keys", () => {
    const dual = { network: "mainnet", features: 3, viewKey: key("ann").public, spendKey: key("ben").public, paymentId: null } as const;
    const hex = toHex(withPaymentId(dual, Buffer.from("order-7")));
    expect(hex.slice(0, 4)).toBe("0007");
    expect(hex.slice(4 + 128, -2)).toBe(Buffer.from("order-7").toString("hex"));
    expect(toBase58(withPaymentId(dual, Buffer.from("order-7"))).slice(0, 2)).toBe("18");
  });

  test.each([
    ["a single address", { viewKey: null }, 4],
    ["an empty id", {}, 0],
    ["more than 256 bytes", {}, 257],
  ])("takes no payment id: %s", (_, change, length) => {
    const dual = { network: "mainnet", features: 3, viewKey: key("ann").public, spendKey: key("ben").public, paymentId: null } as const;
    expect(() => withPaymentId({ ...dual, ...change }, new Uint8Array(length))).toThrow(InvariantError);
  });

  test.each([
    ["the flag without an id", "0007", 0],
    ["an id without the flag", "0003", 4],
    ["a single address with the flag", "0007", -32],
    ["257 bytes of id", "0007", 257],
  ])("is refused with %s", (_, head, extra) => {
    const body = Buffer.from(head + key("ann").public + key("ben").public + "00".repeat(Math.max(extra, 0)), "hex");
    const bytes = extra < 0 ? body.subarray(0, body.length + extra) : body;
    expect(addressFromBytes(Buffer.concat([bytes, Buffer.from([dammSum(bytes)])])).ok).toBe(false);
  });

  test.each([
    ["145whe2zyqmYNbam92877Gqjb3sLCSWob2q1dAZqWeAYREo", /checksum/],
    ["070310a3d7917d2bf440eecac1c04c9b1b5e84c38788635d602accd9a27810cfeb4656", /unknown network \(byte 0x07\)/],
    ["00f810a3d7917d2bf440eecac1c04c9b1b5e84c38788635d602accd9a27810cfeb4680", /unknown features \(byte 0xf8\)/],
    ["0003ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa3", /canonical Ristretto point/],
    ["145whe2zyqmYNbBRY31opZfGiESC7R6UGYhjqY4a", /not a Tari address/],
    ["🐢🌊🌹", /has 3 bytes/],
    ["1".repeat(5000), /too long/],
  ])("%s is refused with words that help", (text, words) => {
    expect(parseAddress(text)).toEqual({ ok: false, reason: expect.stringMatching(words) });
  });

  test("of any text at all is an answer, never an exception", () => {
    const hostile = fc.oneof(
      anyText({ maxLength: 3000 }),
      fc.stringMatching(/^[1-9A-HJ-NP-Za-km-z]{40,460}$/),
      fc.uint8Array({ maxLength: 400 }).map((bytes) => Buffer.from(bytes).toString("hex")),
      fc.uint8Array({ maxLength: 400 }).map(bytesToEmoji),
    );
    fc.assert(
      fc.property(hostile, (text) => {
        const reading = parseAddress(text);
        // A stranger may hit upon an address, once in ten million tries; then it is one like any other.
        if (reading.ok) expect(parsed(toBase58(reading.address))).toEqual(reading.address);
        else expect(reading.reason).not.toBe("");
      }),
    );
    fc.assert(fc.property(fc.jsonValue(), (value) => { expect(readStructural(value).ok).toBe(false); }));
  });
});
