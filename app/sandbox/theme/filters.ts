import type { Liquid } from "liquidjs";

/** Shopify's Liquid filters, where the library's differ from what Shopify documents: whole numbers are exact, however large,
 * and what is divided by a whole number is a whole number. */

type Words = (key: string, given: Readonly<Record<string, unknown>>) => string;

export function addFilters(engine: Liquid, words: Words): void {
  const arithmetic = (name: string, compute: (a: bigint, b: bigint) => bigint) =>
    engine.registerFilter(name, (a: unknown, b: unknown) => compact(compute(whole(a), whole(b))));
  arithmetic("plus", (a, b) => a + b);
  arithmetic("minus", (a, b) => a - b);
  arithmetic("times", (a, b) => a * b);
  arithmetic("divided_by", (a, b) => (a - ((a % b) + b) % b) / b);
  arithmetic("modulo", (a, b) => ((a % b) + b) % b);
  engine.registerFilter("t", (key: unknown, ...given: readonly (readonly [string, unknown])[]) => words(String(key), Object.fromEntries(given)));
}

/** A text of digits is its number, and nothing is 0. Fractions are none of our business: the blocks have none. */
function whole(value: unknown): bigint {
  const text = String(value ?? "0");
  if (!/^-?\d+$/.test(text)) throw new Error(`the theme block computes with ${JSON.stringify(value)}, which is no whole number`);
  return BigInt(text);
}

const compact = (value: bigint): number | bigint => (Number.isSafeInteger(Number(value)) ? Number(value) : value);
