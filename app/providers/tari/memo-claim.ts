import { readClaim, type Claim } from "./claim.ts";

/** Where in a text a claim may stand. Around it other words are tolerated only where a shop is not strict. */
export type ClaimPlace = "whole" | "anywhere";

/** The claim a memo or an order's note is made of: `{address, order_id, signature}`, bare or under the key `claim`. */
export function findClaim(text: string, place: ClaimPlace): Claim | null {
  return claimIn(text) ?? (place === "anywhere" ? claimIn(betweenBraces(text)) : null);
}

function claimIn(text: string): Claim | null {
  const value = jsonIn(text);
  const bare = readClaim(value);
  const wrapped = readClaim(isObject(value) ? value["claim"] : undefined);
  return bare.ok ? bare.claim : wrapped.ok ? wrapped.claim : null;
}

function betweenBraces(text: string): string {
  return text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1);
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Most memos are plain words.
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
