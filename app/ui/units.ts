import { parseDecimal, scaleOf, type Asset } from "#app/engine/money.ts";

/** Reads what a person typed, such as `25` or `-3.5`, as units; null where it is not exactly that many. */
export function readUnits(text: string, asset: Asset): bigint | null {
  const [, sign = "", digits = ""] = /^([-−]?)(.*)$/.exec(text.trim()) ?? [];
  const value = parseDecimal(digits);
  const scale = scaleOf(asset);
  if (!value || value.scale > scale) return null;
  const units = value.digits * 10n ** BigInt(scale - value.scale);
  return sign === "" ? units : -units;
}
