import { invariant } from "./error.ts";

/** A document that is signed: its numbers are whole and small, everything larger is text. */
export type Document = null | boolean | number | string | readonly Document[] | { readonly [name: string]: Document };

/** RFC 8785: the one spelling of a document, so that whoever reads it again comes to the bytes that were signed. */
export function canonical(value: Document): string {
  if (typeof value === "number") invariant(Number.isSafeInteger(value), "a signed number is whole and small");
  if (typeof value === "string") return spelled(value);
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(canonical).join(",")}]`;
  // Names go by their UTF-16 code units, which is how JavaScript compares texts.
  const named = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${named.map(([name, each]) => `${spelled(name)}:${canonical(each)}`).join(",")}}`;
}

function spelled(text: string): string {
  invariant(text.isWellFormed(), "a signed text has no half characters");
  return JSON.stringify(text);
}

const isList = (value: object): value is readonly Document[] => Array.isArray(value);
