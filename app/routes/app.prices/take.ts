import { setUpShop } from "#app/commands/set-up.ts";
import { prices as words } from "#app/locales/en/prices.ts";
import { settings } from "#app/locales/en/settings.ts";
import { DURATION_UNITS, readDuration } from "#app/ui/duration.ts";
import type { Entered } from "../app/enter.ts";
import { choice, text, type Answer } from "../app/form.ts";

export type PriceField = "age";

const LONGEST = 365 * 86_400;

/** Takes one of the page's two forms; sent twice, it changes nothing more. */
export async function takePrices({ context, shop }: Entered, form: FormData): Promise<Answer<PriceField>> {
  if (text(form, "form") === "themes") {
    const themePrices = choice(form, "themes", ["off", "on"]);
    await setUpShop(context, shop.id, { policy: { themePrices } });
    return { ok: true, done: themePrices === "on" ? words.themes.switchedOn : words.themes.switchedOff };
  }
  const said = text(form, "age");
  const showSeconds = said === "" ? null : readDuration(said, choice(form, "ageUnit", DURATION_UNITS));
  if (said !== "" && showSeconds === null) return { ok: false, errors: { age: settings.windows.wrong } };
  if ((showSeconds ?? 0) > LONGEST) return { ok: false, errors: { age: settings.windows.tooLongWindow } };
  await setUpShop(context, shop.id, { policy: { showSeconds } });
  return { ok: true, done: words.saved };
}
