import { NumberFault } from "./json-number.ts";
import { JsonFault, parseJson } from "./json-parse.ts";

// TypeScript's library does not know this one yet; Node has it since 22.
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

export type JsonRead =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads JSON from outside without losing anything: whole numbers beyond 2^53 become bigint. Refuses what two
 * readers could understand differently: a key twice in one object, half characters, numbers that cannot be held.
 */
export function readJson(input: Uint8Array | string, { maxDepth = 32 } = {}): JsonRead {
  const text = typeof input === "string" ? input : textIn(input);
  if (text === null) return refused("is not UTF-8");
  // Bytes that are UTF-8 hold none.
  if (typeof input === "string" && !text.isWellFormed()) return refused("contains half a character (a lone surrogate)");
  try {
    return { ok: true, value: parseJson(text, typeof input === "string" ? Buffer.from(text) : input, maxDepth) };
  } catch (error) {
    if (error instanceof JsonFault || error instanceof NumberFault) return refused(error.message);
    if (error instanceof SyntaxError) return refused("is not JSON"); // a broken escape inside a string
    throw error;
  }
}

const halfCharacter = /\\u[dD][89a-fA-F]/;

/**
 * Reads what its sender signed by the engine's own parser, in a third of the time: digits beyond 2^53 are lost, and of a key
 * that stands twice the last counts. For readers who notice lost digits. Null: to be read with care, or not JSON.
 */
export function readPlainly(bytes: Uint8Array): { readonly value: unknown } | null {
  const text = textIn(bytes);
  if (text === null || halfCharacter.test(text)) return null;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Writes JSON in which bigint stand as whole numbers, as the TPS wire has them. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? JSON.rawJSON(String(part)) : part));
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textIn(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function refused(reason: string): JsonRead {
  return { ok: false, reason };
}
