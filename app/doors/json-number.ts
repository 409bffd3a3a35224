/** A number that neither a float nor a whole number of sensible length can hold. */
export class NumberFault extends Error {}

// Longer than any float or amount in use; BigInt of a megabyte of digits would keep the process busy.
const longest = 400;
const fewDigits = /^-?\d{1,15}$/;

/** The number a JSON token says: number where that is exact enough, bigint where it is whole and beyond 2^53. */
export function exactNumber(value: number, source: string): number | bigint {
  if (fewDigits.test(source)) return value;
  if (source.length > longest || !Number.isFinite(value)) throw new NumberFault("contains a number that is too large");
  if (!Number.isInteger(value)) return value;
  const whole = wholeNumber(source);
  // 0.99999999999999999999 is 1 as a float: an amount must not become whole by rounding.
  if (whole === null) throw new NumberFault("contains a number with more digits than can be kept");
  return Number.isSafeInteger(value) ? value : whole;
}

function wholeNumber(source: string): bigint | null {
  const [, sign = "", before = "", after = "", exponent = "0"] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(source) ?? [];
  const digits = (before + after).replace(/^0+/, "");
  if (digits === "") return 0n;
  const shift = Number(exponent) - after.length;
  const significant = digits.replace(/0+$/, "");
  const zeros = digits.length - significant.length + shift;
  return zeros < 0 ? null : BigInt(sign + significant + "0".repeat(zeros));
}
