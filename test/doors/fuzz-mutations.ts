import fc from "fast-check";

/** What trips readers up: other spellings of the same, characters nobody sees, ends of ranges, nature of objects. */
export const traps = [
  "", "0", "-1", "1e400", "9223372036854775808", "0.1e-999", "١٢٣", "４２", "42\u200b", "\u202e24", "\u0000", "4\u00002", "é", "e\u0301", "Å", "\ufeff42", "\ufffd", "\ud83d\ude00", "😀".repeat(40),
  "__proto__", "constructor", "toString", "../../etc/passwd", "%00", "%ff", "%", "' OR 1=1 --", "$1", "{{7*7}}", "\r\nX-Injected: 1", "null", "true", "[]", "{}", "a".repeat(600), "🙈".repeat(700),
] as const;

/** In a path or a query; what no URL can hold becomes something that it can. */
export const safely = (text: string): string => (text.isWellFormed() ? encodeURIComponent(text) : "x");

export const trap = fc.constantFrom(...traps);

/** JSON that is well-formed and means nothing, deep or wide or with keys of another nature. */
const nested = fc.constantFrom("[".repeat(33) + "]".repeat(33), '{"a":'.repeat(40) + "1" + "}".repeat(40), `[${"0,".repeat(999)}0]`, '{"__proto__":{"auth":1},"constructor":{}}', '{"a":1,"a":2}', "1".repeat(420), '"\\ud800"', '"\\u0000"', "-0", "1e308");
export const odd = fc.oneof({ weight: 3, arbitrary: trap.map((text) => JSON.stringify(text)) }, { weight: 2, arbitrary: nested }, fc.constantFrom("null", "true", "[]", "{}", "7", "-7", "1.5", "18446744073709551616"));

export const rawBytes = fc.uint8Array({ maxLength: 160 });

type Change = (text: string) => string;

const at = (text: string, place: number) => (text.length === 0 ? 0 : place % text.length);

/** One thing done to a text, anywhere in it. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.tuple(fc.nat(), fc.nat({ max: 6 })).map(([place, bit]): Change => (text) => text.slice(0, at(text, place)) + String.fromCharCode(text.charCodeAt(at(text, place)) ^ (1 << bit)) + text.slice(at(text, place) + 1)),
  fc.nat().map((place): Change => (text) => text.slice(0, at(text, place))),
  fc.tuple(fc.nat(), trap).map(([place, piece]): Change => (text) => text.slice(0, at(text, place)) + piece + text.slice(at(text, place))),
  fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 60 })).map(([from, to, length]): Change => (text) => text.slice(0, at(text, to)) + text.slice(at(text, from), at(text, from) + length) + text.slice(at(text, to))),
  fc.tuple(fc.nat(), fc.nat({ max: 60 })).map(([place, length]): Change => (text) => text.slice(0, at(text, place)) + text.slice(at(text, place) + length)),
);

/** Some value of a JSON text becomes something else. */
const swapValue: fc.Arbitrary<Change> = fc.tuple(fc.nat(), odd).map(([which, value]) => (text) => {
  const values = [...text.matchAll(/(?<=":)("(?:[^"\\]|\\.)*"|-?\d+|null|true|false)/g)];
  const found = values[which % Math.max(values.length, 1)];
  return found ? text.slice(0, found.index) + value + text.slice(found.index + found[0].length) : value;
});

const dropField: fc.Arbitrary<Change> = fc.nat().map((which) => (text) => {
  const fields = [...text.matchAll(/"\w+":("(?:[^"\\]|\\.)*"|-?\d+|null|true|false),?/g)];
  const found = fields[which % Math.max(fields.length, 1)];
  return found ? text.slice(0, found.index) + text.slice(found.index + found[0].length) : "{}";
});

/** One to three changes to a text. */
export function changed(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const some = fc.array(fc.oneof({ weight: 3, arbitrary: change }, { weight: 3, arbitrary: swapValue }, dropField), { minLength: 1, maxLength: 3 });
  return fc.tuple(text, some).map(([start, changes]) => changes.reduce((now, apply) => apply(now), start));
}
