/** Amounts in a currency's smallest unit; a shop's own and the one its customer saw. */
export type Sum = { readonly shop: bigint; readonly presentment: bigint };

export const zero: Sum = { shop: 0n, presentment: 0n };
export const plus = (a: Sum, b: Sum): Sum => ({ shop: a.shop + b.shop, presentment: a.presentment + b.presentment });
export const minus = (a: Sum, b: Sum): Sum => ({ shop: a.shop - b.shop, presentment: a.presentment - b.presentment });
export const times = (a: Sum, count: number): Sum => ({ shop: a.shop * BigInt(count), presentment: a.presentment * BigInt(count) });
export const total = (sums: readonly Sum[]): Sum => sums.reduce(plus, zero);
export const notBelowZero = (a: Sum): Sum => (a.shop > 0n && a.presentment > 0n ? a : zero);

const withoutDecimals = new Set(["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]);
const withThreeDecimals = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);

export function decimalsOf(currency: string): number {
  if (withoutDecimals.has(currency)) return 0;
  return withThreeDecimals.has(currency) ? 3 : 2;
}

/** Reads `15.9`, `15.90` or `1200` exactly; `null` when it is not an amount of that currency. */
export function parseAmount(text: string, currency: string): bigint | null {
  const match = /^(-?)(\d{1,30})(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const decimals = decimalsOf(currency);
  const fraction = (match[3] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) return null;
  const units = BigInt(`${match[2]}${fraction.padEnd(decimals, "0")}`);
  return match[1] ? -units : units;
}

/** `15.90`, as webhooks print it. */
export function printAmount(units: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = (units < 0n ? -units : units).toString().padStart(decimals + 1, "0");
  const sign = units < 0n ? "-" : "";
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-decimals)}`;
}

/** `15.9` and `10.0`: Shopify's GraphQL drops the zeros that its webhooks keep. */
export function printShortAmount(units: bigint, currency: string): string {
  const [whole, fraction = ""] = printAmount(units, currency).split(".");
  return `${whole}.${fraction.replace(/0+$/, "") || "0"}`;
}
