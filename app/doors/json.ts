import { exactNumber, NumberFault } from "./json-number.ts";
import { firstFault } from "./json-scan.ts";

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
  try {
    const fault = firstFault(text, maxDepth);
    return fault === null ? { ok: true, value: JSON.parse(text, exact) } : refused(fault);
  } catch (error) {
    if (error instanceof NumberFault) return refused(error.message);
    if (error instanceof SyntaxError) return refused("is not JSON");
    throw error;
  }
}

/** Writes JSON in which bigint stand as whole numbers, as the TPS wire has them. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? JSON.rawJSON(String(part)) : part));
}

function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? exactNumber(value, context.source) : value;
}

function textIn(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function refused(reason: string): JsonRead {
  return { ok: false, reason };
}
