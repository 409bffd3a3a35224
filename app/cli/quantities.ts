import { isIP } from "node:net";
import { parseDecimal, scaleOf, symbolOf, type Asset, type Decimal } from "#app/engine/money.ts";
import type { DepthStep, Policy } from "#app/engine/policy.ts";
import { UsageError } from "./usage.ts";

const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** `90s`, `30m`, `2h`, `3d` → whole seconds. */
export function secondsIn(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [, count = "", unit = ""] = /^([1-9]\d{0,6})(s|m|h|d)$/.exec(text) ?? [];
  if (count === "") throw new UsageError(`--${option} is a time such as 90s, 30m, 2h or 3d, not ${JSON.stringify(text)}.`);
  return Number(count) * units[unit as keyof typeof units];
}

/** An amount as people write it, `12.5`, in the asset's smallest unit. */
export function unitsIn(option: string, text: string, asset: Asset): bigint {
  const amount = parseDecimal(text);
  const scale = scaleOf(asset);
  if (amount === null || amount.scale > scale) throw new UsageError(`--${option} is an amount in ${symbolOf(asset)} with at most ${scale} decimals, not ${JSON.stringify(text)}.`);
  return amount.digits * 10n ** BigInt(scale - amount.scale);
}

/** `USD=30`: one USD is 30 units of the asset. */
export function rateIn(text: string): { readonly currency: string; readonly perUnit: Decimal } {
  const [, currency = "", amount = ""] = /^([A-Z]{3,5})=(.+)$/.exec(text) ?? [];
  const perUnit = parseDecimal(amount);
  if (perUnit === null || perUnit.digits === 0n) throw new UsageError(`A rate is written USD=30 (one USD is 30 units of the asset), not ${JSON.stringify(text)}.`);
  return { currency, perUnit };
}

/** `0.5` of the asset, `1%` of the due, or both; the larger of the two counts. */
export function toleranceIn(text: string | undefined, asset: Asset): Policy["tolerance"] | undefined {
  if (text === undefined) return undefined;
  const parts = text.split(",").map((part) => part.trim());
  const shares = parts.filter((part) => part.endsWith("%"));
  const sums = parts.filter((part) => !part.endsWith("%"));
  if (shares.length > 1 || sums.length > 1) throw new UsageError(`--tolerance is an amount, a percentage, or one of each (0.5,1%), not ${JSON.stringify(text)}.`);
  return { units: unitsIn("tolerance", sums[0] ?? "0", asset), basisPoints: basisPointsIn(shares[0] ?? "0%") };
}

function basisPointsIn(text: string): bigint {
  const percent = parseDecimal(text.slice(0, -1));
  if (percent === null || percent.scale > 2) throw new UsageError(`--tolerance has at most two decimals in its percentage, not ${JSON.stringify(text)}.`);
  const points = percent.digits * 10n ** BigInt(2 - percent.scale);
  if (points >= 10_000n) throw new UsageError("--tolerance must stay below 100%.");
  return points;
}

/** `0:1,1000:6`: from that amount on, so many confirmations. */
export function depthIn(text: string | undefined, asset: Asset): readonly DepthStep[] | undefined {
  if (text === undefined) return undefined;
  if (text === "none") return [];
  return text.split(",").map((step) => {
    const [, from = "", confirmations = ""] = /^([\d.]+):(\d{1,4})$/.exec(step.trim()) ?? [];
    if (confirmations === "") throw new UsageError(`--depth is none, or steps such as 0:1,1000:6 (from 1000 ${symbolOf(asset)} on: 6 confirmations), not ${JSON.stringify(text)}.`);
    return { fromUnits: unitsIn("depth", from, asset), confirmations: Number(confirmations) };
  });
}

const anywhere = ["0.0.0.0/0", "::/0"];

/** Addresses and CIDR ranges, or `any`. */
export function addressesIn(text: string): readonly string[] {
  if (text === "any") return anywhere;
  const entries = text.split(",").map((entry) => entry.trim()).filter(Boolean);
  const wrong = entries.find((entry) => !isRange(entry));
  if (wrong !== undefined || entries.length === 0) throw new UsageError(`--ip is a list of addresses or ranges (203.0.113.7,10.0.0.0/8), or any, not ${JSON.stringify(wrong ?? text)}.`);
  return entries;
}

function isRange(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const widest = isIP(address) === 6 ? 128 : 32;
  return isIP(address) > 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest));
}

export function nonceIn(text: string | undefined): bigint {
  if (text === undefined) return 0n;
  const nonce = /^\d{1,19}$/.test(text) ? BigInt(text) : -1n;
  if (nonce < 0n || nonce >= 2n ** 63n) throw new UsageError(`--nonce is a whole number below 2^63, not ${JSON.stringify(text)}.`);
  return nonce;
}
