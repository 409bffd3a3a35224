import { exactNumber } from "./json-number.ts";

/** What is wrong with a text that should have been JSON. */
export class JsonFault extends Error {}

type Place = { readonly text: string; readonly maxDepth: number; at: number };

const special = /[\\\u0000-\u001f]/;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const words = { t: ["true", true], f: ["false", false], n: ["null", null] } as const;

/**
 * JSON.parse with the checks it lacks, in one pass. A reviver could tell the digits of a number, but neither a
 * key that stands twice nor depth, and calling one for every value takes a second for a megabyte of them.
 */
export function parseJson(text: string, maxDepth: number): unknown {
  const place = { text, maxDepth, at: 0 };
  const value = valueAt(place, 0);
  if (next(place) !== "") throw notJson();
  return value;
}

function valueAt(place: Place, depth: number): unknown {
  const char = next(place);
  if (char === '"') return textAt(place);
  if (char === "{" || char === "[") {
    if (depth === place.maxDepth) throw new JsonFault(`is nested deeper than ${place.maxDepth} levels`);
    place.at++;
    return char === "{" ? objectAt(place, depth + 1) : arrayAt(place, depth + 1);
  }
  return char === "t" || char === "f" || char === "n" ? wordAt(place, char) : numberAt(place);
}

function objectAt(place: Place, depth: number): unknown {
  const object: Record<string, unknown> = {};
  if (skip(place, "}")) return object;
  do {
    if (next(place) !== '"') throw notJson();
    const key = textAt(place);
    if (Object.hasOwn(object, key)) throw new JsonFault(`has the key ${JSON.stringify(key.slice(0, 64))} twice in one object`);
    if (!skip(place, ":")) throw notJson();
    put(object, key, valueAt(place, depth));
  } while (skip(place, ","));
  if (!skip(place, "}")) throw notJson();
  return object;
}

function arrayAt(place: Place, depth: number): unknown {
  const array: unknown[] = [];
  if (skip(place, "]")) return array;
  do array.push(valueAt(place, depth));
  while (skip(place, ","));
  if (!skip(place, "]")) throw notJson();
  return array;
}

function textAt(place: Place): string {
  const start = place.at;
  const quote = place.text.indexOf('"', start + 1);
  const plain = place.text.slice(start + 1, quote);
  if (quote !== -1 && !special.test(plain)) {
    place.at = quote + 1;
    return plain;
  }
  place.at = endOfText(place.text, start);
  const value = String(JSON.parse(place.text.slice(start, place.at)));
  if (!value.isWellFormed()) throw new JsonFault("contains half a character (a lone surrogate)");
  return value;
}

function numberAt(place: Place): number | bigint {
  number.lastIndex = place.at;
  if (!number.test(place.text)) throw notJson();
  const source = place.text.slice(place.at, number.lastIndex);
  place.at = number.lastIndex;
  return exactNumber(Number(source), source);
}

function wordAt(place: Place, first: keyof typeof words): boolean | null {
  const [word, value] = words[first];
  if (!place.text.startsWith(word, place.at)) throw notJson();
  place.at += word.length;
  return value;
}

// Assigning to __proto__ would change the object's nature instead of giving it a key.
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === '"') return at + 1;
  }
  throw notJson();
}

/** The next character that is no space, or nothing at the end. */
function next(place: Place): string {
  while (isSpace(place.text.charCodeAt(place.at))) place.at++;
  return place.text.charAt(place.at);
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

function skip(place: Place, char: string): boolean {
  if (next(place) !== char) return false;
  place.at++;
  return true;
}

function notJson(): JsonFault {
  return new JsonFault("is not JSON");
}
