import { isZero, parseDecimal } from "#app/engine/money.ts";
import type { Rate } from "#app/engine/quote.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { text } from "../app/form.ts";

export type RateField = "currency" | "perUnit";
type Errors = Partial<Record<RateField, string>>;

export function readRate(form: FormData, now: Date): { readonly rate: Rate } | { readonly errors: Errors } {
  const currency = text(form, "currency").toUpperCase();
  const perUnit = parseDecimal(text(form, "perUnit"));
  const errors: Errors = {
    ...(/^[A-Z]{3}$/.test(currency) ? {} : { currency: words.rates.currencyWrong }),
    ...(perUnit === null ? { perUnit: words.rates.perUnitWrong } : isZero(perUnit) ? { perUnit: words.rates.perUnitZero } : {}),
  };
  if (perUnit === null || Object.keys(errors).length > 0) return { errors };
  return { rate: { currency, perUnit, source: words.rates.source, asOf: now } };
}
