import { DEFAULT_POLICY, type Policy } from "#app/engine/policy.ts";

type Stored = Readonly<Record<string, unknown>>;

/** A shop's stored choices over the defaults: only what it chose is kept, so that a new default reaches every shop that did not. */
export function readPolicy(stored: Stored): Policy {
  const tolerance = stored["tolerance"] as { units: string; basisPoints: string } | undefined;
  const depth = stored["depth"] as { fromUnits: string; confirmations: number | string }[] | undefined;
  const chosen = Object.fromEntries(Object.entries(stored).map(([key, value]) => [key, isSeconds(key, value) ? Number(value) : value]));
  return {
    ...DEFAULT_POLICY,
    ...chosen,
    ...(tolerance ? { tolerance: { units: BigInt(tolerance.units), basisPoints: BigInt(tolerance.basisPoints) } } : {}),
    ...(depth ? { depth: depth.map((step) => ({ fromUnits: BigInt(step.fromUnits), confirmations: Number(step.confirmations) })) } : {}),
  };
}

const isSeconds = (key: string, value: unknown) => key.endsWith("Seconds") && value !== null;

/** JSON has no bigint: units are kept as text. */
export function writePolicy(choices: Partial<Policy>): string {
  return JSON.stringify(choices, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}
