import { randomBytes } from "node:crypto";
import { exactNumber } from "./json-number.ts";

/** What is wrong with a text that should have been JSON. */
export class JsonFault extends Error {}

const [QUOTE, BACKSLASH, COLON, MINUS, SMALL_U] = [0x22, 0x5c, 0x3a, 0x2d, 0x75];
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_ARRAY, CLOSE_ARRAY] = [0x7b, 0x7d, 0x5b, 0x5d];
const number = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const anyNumber = /[-+.0-9eE]+/y;
const fewDigits = /^-?\d{1,15}$/;

// In front of the digits of a number that travels as a text; nobody outside can guess it.
const mark = `${randomBytes(16).toString("hex")}:`;

/**
 * JSON.parse with the checks it lacks: nesting, a key that stands twice, half characters, numbers beyond what a float
 * holds. A look over the text counts and marks, the engine's own parser builds, a walk through what it built compares:
 * three passes that take a quarter of the time of building it here. `bytes`: the same text in UTF-8.
 */
export function parseJson(text: string, bytes: Uint8Array, maxDepth: number): unknown {
  const { keys, inexact, hasEscapes } = survey(text, bytes, maxDepth);
  const walk: Walk = { keys: 0, hasEscapes };
  const value = exactly(parsed(marked(text, inexact)), walk);
  if (walk.keys < keys) throw new JsonFault(`has the key ${JSON.stringify(keyTwiceIn(text).slice(0, 64))} twice in one object`);
  return value;
}

type Survey = { keys: number; readonly inexact: (readonly [start: number, end: number])[]; hasEscapes: boolean };

/** Looks at the bytes, which is several times quicker than at the letters; places are counted in letters all the same. */
function survey(text: string, bytes: Uint8Array, maxDepth: number): Survey {
  const seen: Survey = { keys: 0, inexact: [], hasEscapes: false };
  let depth = 0;
  let isText = false;
  let extra = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80) extra += byte >= 0xf0 ? -1 : byte < 0xc0 ? 1 : 0;
    else if (byte === QUOTE) isText = !isText;
    else if (isText) {
      if (byte === BACKSLASH && bytes[++at] === SMALL_U) seen.hasEscapes = true;
    } else if (byte === COLON) seen.keys++;
    else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
      if (++depth > maxDepth) throw new JsonFault(`is nested deeper than ${maxDepth} levels`);
    } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) depth--;
    else if (byte === MINUS || (byte >= 0x30 && byte <= 0x39)) at = endOfNumber(text, at - extra, seen) + extra;
  }
  return seen;
}

/** The place of its last character; one that a float might not hold is noted. */
function endOfNumber(text: string, start: number, { inexact }: Survey): number {
  anyNumber.lastIndex = start;
  anyNumber.test(text);
  const end = anyNumber.lastIndex;
  const source = text.slice(start, end);
  if (!fewDigits.test(source)) {
    if (!number.test(source)) throw notJson();
    inexact.push([start, end]);
  }
  return end - 1;
}

function marked(text: string, inexact: Survey["inexact"]): string {
  let from = 0;
  const parts = inexact.flatMap(([start, end]) => {
    const before = text.slice(from, start);
    from = end;
    return [before, `"${mark}`, text.slice(start, end), '"'];
  });
  return parts.length === 0 ? text : parts.join("") + text.slice(from);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notJson();
  }
}

type Walk = { keys: number; readonly hasEscapes: boolean };

/** The same value with its marked numbers exact. */
function exactly(value: unknown, walk: Walk): unknown {
  if (typeof value === "string") return exactText(value, walk);
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) value[index] = exactly(value[index], walk);
  } else if (typeof value === "object" && value !== null) exactObject(value as Record<string, unknown>, walk);
  return value;
}

function exactObject(object: Record<string, unknown>, walk: Walk): void {
  for (const key of Object.keys(object)) {
    walk.keys++;
    if (exactText(key, walk) !== key) throw notJson();
    const before = object[key];
    const after = exactly(before, walk);
    if (after !== before) Object.defineProperty(object, key, { value: after, writable: true, enumerable: true, configurable: true });
  }
}

function exactText(text: string, { hasEscapes }: Walk): string | number | bigint {
  if (text.startsWith(mark)) return exactNumber(Number(text.slice(mark.length)), text.slice(mark.length));
  if (hasEscapes && !text.isWellFormed()) throw new JsonFault("contains half a character (a lone surrogate)");
  return text;
}

/** Looked for only once it is known to be there. */
function keyTwiceIn(text: string): string {
  const open: (Set<string> | null)[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : null);
    else if (token === "}" || token === "]") open.pop();
    else if (key) {
      const name = String(JSON.parse(key));
      const keys = open.at(-1);
      if (keys?.has(name)) return name;
      keys?.add(name);
    }
  }
  return "";
}

function notJson(): JsonFault {
  return new JsonFault("is not JSON");
}
