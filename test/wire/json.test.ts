import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readJson, readPlainly, writeJson } from "#app/doors/json.ts";
import { anyText } from "../hostile.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const value = (text: string) => {
  const reading = readJson(text);
  if (!reading.ok) throw new Error(reading.reason);
  return reading.value;
};

function parsesOtherwise(input: string | Uint8Array): boolean {
  try {
    JSON.parse(typeof input === "string" ? input : Buffer.from(input).toString());
    return true;
  } catch {
    return false;
  }
}

const isBeyondFloats = (part: unknown) => Number.isInteger(part) && !Number.isSafeInteger(part);

describe("our JSON reader", () => {
  test("reads ordinary values as JSON.parse does, however they are laid out", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), fc.constantFrom(undefined, 1, "\t"), (ordinary, indent) => {
        const text = JSON.stringify(ordinary, (_, part: unknown) => (isBeyondFloats(part) ? 0 : part), indent);
        expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
        expect(readJson(bytes(text))).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });

  test("writes back what it read, whole numbers of any size included", () => {
    const number = fc.oneof(fc.bigInt(-(2n ** 200n), 2n ** 200n), fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true }).filter((float) => !Number.isInteger(float)));
    const { any } = fc.letrec((tie) => ({
      any: fc.oneof({ depthSize: "small" }, number, fc.string({ unit: "grapheme" }), fc.boolean(), fc.constant(null), fc.array(tie("any")), fc.dictionary(fc.string({ unit: "grapheme" }), tie("any"))),
    }));
    fc.assert(
      fc.property(any, (any) => {
        const text = writeJson(any);
        expect(writeJson(value(text))).toBe(text);
      }),
    );
  });

  test.each([
    ["9007199254740991", 9007199254740991],
    ["9007199254740992", 9007199254740992n],
    ["-9007199254740993", -9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["820982911946154508", 820982911946154508n],
    ["1.0", 1],
    ["1e3", 1000],
    ["12.5e1", 125],
    ["9007199254740993.0", 9007199254740993n],
    ["1e20", 100000000000000000000n],
    ["0e999999999", 0],
    ["0.1", 0.1],
    ["-1.5", -1.5],
    ["0", 0],
  ])("reads the number %s without losing a digit", (text, number) => {
    expect(value(text)).toBe(number);
    expect(value(`{"a":[${text}]}`)).toEqual({ a: [number] });
  });

  test.each([
    ["0.99999999999999999999", /more digits than can be kept/],
    ["9007199254740993.5", /more digits than can be kept/],
    ["1e-400", /more digits than can be kept/],
    ["1e400", /too large/],
    ["-1e999999999", /too large/],
    ["1".repeat(401), /too large/],
    ['{"a":1,"a":1}', /the key "a" twice/],
    ['{"a":1,"\\u0061":1}', /the key "a" twice/],
    ['[{"b":{"a":1 , "x":[],"a" : 2}}]', /the key "a" twice/],
    ['{"__proto__":1,"__proto__":2}', /twice/],
    ['"\\ud800"', /half a character/],
    ['{"\\udc00":1}', /half a character/],
    ['"\\ud83d\\u0041"', /half a character/],
    ['"\ud800"', /half a character/],
    ["[".repeat(33) + "]".repeat(33), /deeper than 32/],
    ['{"a":'.repeat(33) + "1" + "}".repeat(33), /deeper than 32/],
    ["[".repeat(1_000_000), /deeper than 32/],
    ["", /not JSON/],
    ["{", /not JSON/],
    ['"', /not JSON/],
    ['"\\', /not JSON/],
    ['"\\x"', /not JSON/],
    ["{'a':1}", /not JSON/],
    ["[1,]", /not JSON/],
    ["01", /not JSON/],
    ["NaN", /not JSON/],
    ["nul", /not JSON/],
    ["truefalse", /not JSON/],
    ["1 2", /not JSON/],
    ["-", /not JSON/],
    ["1.", /not JSON/],
    [".5", /not JSON/],
    ["1e", /not JSON/],
    ["+1", /not JSON/],
    ['{"a" 1}', /not JSON/],
    ['{"a":1 "b":2}', /not JSON/],
    ['{"a":1,}', /not JSON/],
    ["{1:1}", /not JSON/],
    ["{12345678901234567:1}", /not JSON/],
    ["[012345678901234567]", /not JSON/],
    ["[1 2]", /not JSON/],
    ["[1}", /not JSON/],
    ['"a\nb"', /not JSON/],
    ['"\\n\tb"', /not JSON/],
    ["\u00a01", /not JSON/],
    ['{"a":1}x', /not JSON/],
    ["\ufeff{}", /not JSON/],
  ])("refuses %j", (text, reason) => {
    expect(readJson(text)).toEqual({ ok: false, reason: expect.stringMatching(reason) });
  });

  test.each([
    ["the same key in two objects", '[{"a":1},{"a":1},{"b":{"a":1},"a":1}]'],
    ["a value that looks like a key", '{"a":"a","b":"a"}'],
    ["a key inside a string", '{"a":"{\\"b\\":1,\\"b\\":1}"}'],
    ["brackets inside a string", `"${"[".repeat(99)}"`],
    ["a whole pair of surrogates", '"\\ud83d\\ude00"'],
    ["32 levels", "[".repeat(32) + "]".repeat(32)],
  ])("takes %s", (_, text) => expect(readJson(text)).toEqual({ ok: true, value: JSON.parse(text) }));

  test("counts letters, not bytes, on its way to a long number", () => {
    for (const before of ["é", "€", "😀", "é€😀\\n"]) expect(value(`{"${before}":"${before}","n":820982911946154508,"m":-0.25e-3}`)).toMatchObject({ n: 820982911946154508n, m: -0.25e-3 });
  });

  test("refuses bytes that are not UTF-8, also a byte order mark", () => {
    expect(readJson(Uint8Array.from([0x22, 0xff, 0x22]))).toEqual({ ok: false, reason: "is not UTF-8" });
    expect(readJson(Uint8Array.from([0x22, 0xed, 0xa0, 0x80, 0x22]))).toEqual({ ok: false, reason: "is not UTF-8" });
    expect(readJson(bytes("\ufeff{}"))).toEqual({ ok: false, reason: "is not JSON" });
  });

  test("takes the depth it is told", () => {
    expect(readJson("[[1]]", { maxDepth: 1 }).ok).toBe(false);
    expect(readJson("[[1]]", { maxDepth: 2 }).ok).toBe(true);
  });

  test("keeps a key named __proto__ a key", () => {
    expect(Object.getPrototypeOf(value('{"__proto__":{"isAdmin":true}}'))).toBe(Object.prototype);
  });

  test("of any bytes is an answer, never an exception, and the same one as JSON.parse's but for what it refuses by name", () => {
    const almost = fc.tuple(fc.json(), fc.nat(), fc.constantFrom(..."{}[]\",:\\u0e.-")).map(([text, at, char]) => text.slice(0, at % (text.length + 1)) + char + text.slice(at % (text.length + 1)));
    fc.assert(
      fc.property(fc.oneof(anyText(), almost, fc.uint8Array()), (input) => {
        const reading = readJson(input);
        if (!reading.ok) expect(reading.reason).toMatch(/^(is|has|contains) /);
        if (reading.ok || reading.reason === "is not JSON") expect(parsesOtherwise(input)).toBe(reading.ok);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("our plain reader", () => {
  test("reads what the careful one reads, but for the digits a float cannot hold", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (ordinary) => {
        const text = JSON.stringify(ordinary, (_, part: unknown) => (isBeyondFloats(part) ? 0 : part));
        const careful = readJson(bytes(text));
        expect(careful.ok && readPlainly(bytes(text))?.value).toEqual(careful.ok && careful.value);
      }),
    );
    expect(readPlainly(bytes(`{"id":820982911946154509}`))).toEqual({ value: { id: Number("820982911946154509") } });
  });

  test.each([
    ["half a character", String.raw`{"note":"\ud83d"}`],
    ["a whole one written in halves, to be on the safe side", String.raw`{"note":"\uD83D\uDE00"}`],
    ["no JSON", `{"note":`],
    ["nothing", ""],
  ])("leaves %s to the careful one", (_, text) => expect(readPlainly(bytes(text))).toBeNull());

  test("takes the last of a key that stands twice", () => expect(readPlainly(bytes(`{"id":1,"id":2}`))).toEqual({ value: { id: 2 } }));

  test("leaves bytes that are not UTF-8 to the careful one", () => expect(readPlainly(Uint8Array.of(0x22, 0xff, 0x22))).toBeNull());
});

test("our JSON writer prints bigint as whole numbers", () => {
  expect(writeJson({ amount: 2n ** 63n - 1n, list: [1n, "1"], at: new Date(0) })).toBe('{"amount":9223372036854775807,"list":[1,"1"],"at":"1970-01-01T00:00:00.000Z"}');
});
