export const DURATION_UNITS = ["seconds", "minutes", "hours", "days"] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const SECONDS: Record<DurationUnit, number> = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 };

/** A whole number of the largest unit that says it exactly; up to two days are said in hours. */
export function printDuration(seconds: number): { readonly amount: string; readonly unit: DurationUnit } {
  const exact = DURATION_UNITS.filter((unit) => seconds % SECONDS[unit] === 0 && (unit !== "days" || seconds > 2 * SECONDS.days));
  const unit = exact.at(-1) ?? "seconds";
  return { amount: String(seconds / SECONDS[unit]), unit };
}

/** Seconds, or null where the amount is no whole number from 1 to 9999. */
export function readDuration(amount: string, unit: DurationUnit): number | null {
  return /^[1-9]\d{0,3}$/.test(amount) ? Number(amount) * SECONDS[unit] : null;
}
