import { parseDecimal, scaleOf, symbolOf, type Asset } from "#app/engine/money.ts";
import type { Policy } from "#app/engine/policy.ts";
import { settings as words } from "#app/locales/en/settings.ts";
import { readDepth } from "#app/ui/depth.ts";
import { DURATION_UNITS, readDuration } from "#app/ui/duration.ts";
import { readUnits } from "#app/ui/units.ts";
import { choice, text } from "../app/form.ts";

export type ChoiceField = "methodName" | "claim" | "pay" | "hold" | "quote" | "depth" | "units" | "percent";
export type Errors = Partial<Record<ChoiceField, string>>;
export type Choices = { readonly methodName: string; readonly policy: Partial<Policy> };

const DAY = 86_400;
const MOST_BASIS_POINTS = 5_000n;

/** Reads the settings form; every field that cannot be taken is named with why. */
export function readChoices(form: FormData, asset: Asset): { readonly choices: Choices } | { readonly errors: Errors } {
  const errors: Errors = {};
  const methodName = text(form, "methodName");
  if (methodName === "") errors.methodName = words.method.missing;
  else if (methodName.length > 100) errors.methodName = words.method.long;
  const seconds = (field: "claim" | "pay" | "hold" | "quote", most: number, tooLong: string) => {
    const read = readDuration(text(form, field), choice(form, `${field}Unit`, DURATION_UNITS));
    if (read === null) errors[field] = words.windows.wrong;
    else if (read > most) errors[field] = tooLong;
    return read ?? 0;
  };
  const windows = {
    claimSeconds: seconds("claim", 365 * DAY, words.windows.tooLongWindow),
    paySeconds: seconds("pay", 365 * DAY, words.windows.tooLongWindow),
    holdSeconds: seconds("hold", DAY, words.windows.tooLong),
    quoteSeconds: text(form, "quote") === "" ? null : seconds("quote", 365 * DAY, words.windows.tooLongWindow),
  };
  const depth = readDepth(text(form, "depth"), asset);
  if (depth === null) errors.depth = words.depth.wrong(symbolOf(asset));
  const [units, basisPoints] = [readUnits(text(form, "units") || "0", asset), readBasisPoints(text(form, "percent") || "0")];
  if (units === null || units < 0n) errors.units = words.tolerance.unitsWrong(scaleOf(asset));
  if (basisPoints === null) errors.percent = words.tolerance.percentWrong;
  if (Object.keys(errors).length > 0) return { errors };
  return { choices: { methodName, policy: { ...windows, ...policies(form), depth: depth ?? [], tolerance: { units: units ?? 0n, basisPoints: basisPoints ?? 0n } } } };
}

function policies(form: FormData): Partial<Policy> {
  return {
    asks: choice(form, "asks", ["outstanding", "total", "subtotal", "lines"]),
    strict: choice(form, "strict", ["on", "off"]),
    plainClaims: choice(form, "plainClaims", ["off", "on"]),
    memoNumbers: choice(form, "memoNumbers", ["off", "marked", "first"]),
    orderIdField: choice(form, "orderIdField", ["id", "name"]),
    creditPays: choice(form, "creditPays", ["on_proof", "automatic"]),
    unaffordable: choice(form, "unaffordable", ["skip", "stop"]),
    namedSurplus: choice(form, "namedSurplus", ["keep", "sameCustomer"]),
    restock: choice(form, "restock", ["yes", "no"]),
    notifyCustomer: choice(form, "notifyCustomer", ["no", "yes"]),
  };
}

/** `1.25` % is 125 basis points. */
function readBasisPoints(percent: string): bigint | null {
  const value = parseDecimal(percent);
  if (!value || value.scale > 2) return null;
  const points = value.digits * 10n ** BigInt(2 - value.scale);
  return points <= MOST_BASIS_POINTS ? points : null;
}
