export const DURATION_UNITS = ["minutes", "hours", "days"] as const;
export type DurationUnit = (typeof DURATION_UNITS)[number];

const SECONDS: Record<DurationUnit, number> = { minutes: 60, hours: 3_600, days: 86_400 };

/** Whole numbers of the largest unit that says it exactly; up to two days are said in hours. */
export function printDuration(seconds: number): { readonly amount: string; readonly unit: DurationUnit } {
  const unit = seconds % SECONDS.days === 0 && seconds > 2 * SECONDS.days ? "days" : seconds % SECONDS.hours === 0 ? "hours" : "minutes";
  return { amount: String(Math.max(1, Math.round(seconds / SECONDS[unit]))), unit };
}

/** Seconds, or null where the amount is no whole number from 1 to 9999. */
export function readDuration(amount: string, unit: DurationUnit): number | null {
  return /^[1-9]\d{0,3}$/.test(amount) ? Number(amount) * SECONDS[unit] : null;
}
