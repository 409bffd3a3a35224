import { localeOf, type Language } from "#app/locales/language.ts";

/** What is left, in the two largest units that say something; rounded down, so that nobody is promised a minute too many. */
export function timeLeft(ms: number, language: Language, lastMinute: string): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return lastMinute;
  const locale = localeOf(language);
  const counts = [["day", Math.floor(minutes / 1440)], ["hour", Math.floor(minutes / 60) % 24], ["minute", minutes % 60]] as const;
  const said = counts.filter(([, count]) => count > 0).slice(0, 2).map(([unit, count]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(count));
  return new Intl.ListFormat(locale, { type: "unit", style: "short" }).format(said);
}
