import { EngineError, invariant } from "./error.ts";

/** `SYMBOL/scale`, e.g. `XTR/6`: the name carries how many decimals its smallest unit has. */
export type Asset = `${string}/${number}`;

/** `units` count the asset's smallest unit (µT for XTR/6). */
export type Money = { readonly asset: Asset; readonly units: bigint };

/** An exact decimal: `digits / 10^scale`. */
export type Decimal = { readonly digits: bigint; readonly scale: number };

const DECIMAL = /^(0|[1-9]\d{0,29})(?:\.(\d{1,18}))?$/;

/** Reads `15.9`, `15.90`, `1200`, `0.005`. Signs, exponents, separators and blanks are not prices: null. */
export function parseDecimal(text: string): Decimal | null {
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, whole = "", fraction = ""] = match;
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

export function printDecimal({ digits, scale }: Decimal): string {
  if (scale === 0) return digits.toString();
  const text = digits.toString().padStart(scale + 1, "0");
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

export function sameDecimal(a: Decimal, b: Decimal): boolean {
  return a.digits * 10n ** BigInt(b.scale) === b.digits * 10n ** BigInt(a.scale);
}

export function isZero(value: Decimal): boolean {
  return value.digits === 0n;
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const left = a.digits * 10n ** BigInt(b.scale);
  const right = b.digits * 10n ** BigInt(a.scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

export function symbolOf(asset: Asset): string {
  return asset.slice(0, asset.indexOf("/"));
}

/** Decimals of the asset's smallest unit. */
export function scaleOf(asset: Asset): number {
  const scale = Number(asset.slice(asset.indexOf("/") + 1));
  invariant(Number.isInteger(scale) && scale >= 0 && scale <= 30, `asset without a scale: ${asset}`);
  return scale;
}

export function parseAsset(text: string): Asset {
  if (!/^[A-Z][A-Z0-9]{1,11}\/\d{1,2}$/.test(text)) throw new EngineError("asset_unknown", { asset: text });
  return text as Asset;
}

/** Whole and fractional units as people write them: 477000000 of XTR/6 is `477.000000`. */
export function printUnits({ asset, units }: Money): string {
  const sign = units < 0n ? "-" : "";
  return sign + printDecimal({ digits: units < 0n ? -units : units, scale: scaleOf(asset) });
}

/** An amount as a form holds it: `25`, not `25.000000`. */
export function printShort(money: Money): string {
  return withoutZeros(printUnits(money));
}

export const withoutZeros = (text: string): string => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

export function printMoney(money: Money): string {
  return `${printUnits(money)} ${symbolOf(money.asset)}`;
}

/** Rounds towards more, so that the shop is never short by rounding. Both arguments ≥ 0. */
export function divideUp(numerator: bigint, denominator: bigint): bigint {
  invariant(denominator > 0n && numerator >= 0n, "divideUp needs numerator ≥ 0 and denominator > 0");
  return (numerator + denominator - 1n) / denominator;
}

/** Rounds towards less: for what a shop forgoes, never for what it asks. Both arguments ≥ 0. */
export function divideDown(numerator: bigint, denominator: bigint): bigint {
  invariant(denominator > 0n && numerator >= 0n, "divideDown needs numerator ≥ 0 and denominator > 0");
  return numerator / denominator;
}

export function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

export function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

export function sum(units: Iterable<bigint>): bigint {
  let total = 0n;
  for (const each of units) total += each;
  return total;
}
