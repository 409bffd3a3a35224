import { exactNumber } from "./json-number.ts";

/** What is wrong with a text that should have been JSON. */
export class JsonFault extends Error {}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const [COMMA, COLON] = [0x2c, 0x3a];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const SPACE = 0x20;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const words = [["true", true], ["false", false], ["null", null]] as const;

/**
 * JSON.parse with the checks it lacks, in one pass. A reviver could tell the digits of a number, but neither a
 * key that stands twice nor depth, and calling one for every value takes a second for a megabyte of them.
 * It works on character codes: webhooks pass through here, and texts compared letter by letter took a sixth of their time.
 */
export function parseJson(text: string, maxDepth: number): unknown {
  let at = 0;

  const next = (): number => {
    let code = text.charCodeAt(at);
    while (code === SPACE || code === 0x0a || code === 0x0d || code === 0x09) code = text.charCodeAt(++at);
    return code;
  };
  const skip = (code: number): boolean => {
    if (next() !== code) return false;
    at++;
    return true;
  };

  const valueAt = (depth: number): unknown => {
    const code = next();
    if (code === QUOTE) return textAt();
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (depth === maxDepth) throw new JsonFault(`is nested deeper than ${maxDepth} levels`);
      at++;
      return code === OPEN_OBJECT ? objectAt(depth + 1) : arrayAt(depth + 1);
    }
    return code === 0x2d || (code >= 0x30 && code <= 0x39) ? numberAt() : wordAt();
  };

  const objectAt = (depth: number): unknown => {
    const object: Record<string, unknown> = {};
    if (skip(CLOSE_OBJECT)) return object;
    do {
      if (next() !== QUOTE) throw notJson();
      const key = textAt();
      if (Object.hasOwn(object, key)) throw new JsonFault(`has the key ${JSON.stringify(key.slice(0, 64))} twice in one object`);
      if (!skip(COLON)) throw notJson();
      put(object, key, valueAt(depth));
    } while (skip(COMMA));
    if (!skip(CLOSE_OBJECT)) throw notJson();
    return object;
  };

  const arrayAt = (depth: number): unknown => {
    const array: unknown[] = [];
    if (skip(CLOSE_ARRAY)) return array;
    do array.push(valueAt(depth));
    while (skip(COMMA));
    if (!skip(CLOSE_ARRAY)) throw notJson();
    return array;
  };

  const textAt = (): string => {
    const start = at;
    for (at++; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) return text.slice(start + 1, at++);
      if (code === BACKSLASH || code < SPACE) return escapedFrom(start);
    }
    throw notJson();
  };

  const escapedFrom = (start: number): string => {
    while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
    if (at >= text.length) throw notJson();
    at++;
    const value = String(JSON.parse(text.slice(start, at)));
    if (!value.isWellFormed()) throw new JsonFault("contains half a character (a lone surrogate)");
    return value;
  };

  const numberAt = (): number | bigint => {
    number.lastIndex = at;
    if (!number.test(text)) throw notJson();
    const source = text.slice(at, number.lastIndex);
    at = number.lastIndex;
    return exactNumber(Number(source), source);
  };

  const wordAt = (): boolean | null => {
    const found = words.find(([word]) => text.startsWith(word, at));
    if (!found) throw notJson();
    at += found[0].length;
    return found[1];
  };

  const value = valueAt(0);
  next();
  if (at < text.length) throw notJson();
  return value;
}

// Assigning to __proto__ would change the object's nature instead of giving it a key.
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
  else object[key] = value;
}

function notJson(): JsonFault {
  return new JsonFault("is not JSON");
}
