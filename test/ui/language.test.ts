import { expect, test } from "vitest";
import { chooseLanguage, languages } from "#app/locales/language.ts";
import { payWords } from "#app/locales/pay.ts";
import { receiptWords } from "#app/locales/receipt.ts";
import { timeLeft } from "#app/ui/shopper/time-left.ts";

test.each([
  [null, null, "en"],
  ["de", "fr", "de"],
  ["xx", "fr-CH, de;q=0.9", "fr"],
  [null, "nl, ja;q=0.3, ar-EG;q=0.8", "ar"],
  [null, "de;q=0, es", "es"],
  [null, "*;q=0.5", "en"],
  [null, ";;;,,q=9,de;q=x", "de"],
] as const)("asked for %s by a browser that accepts %s, a page is in %s", (asked, accepted, chosen) => {
  expect(chooseLanguage(asked, accepted)).toBe(chosen);
});

/** Every text of a language, by where it stands; functions are asked with their own names. */
function texts(value: unknown, at = ""): readonly (readonly [string, string])[] {
  if (typeof value === "string") return [[at, value]];
  if (typeof value === "function") return [[at, String(value(amounts, "2", "3"))]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, each]) => texts(each, `${at}/${name}`));
}

const amounts = Object.assign("1", { due: "<due>", covered: "<covered>", missing: "<missing>", left: "<left>" });

const pages = { "pay page": payWords, receipt: receiptWords } as const;
const both = languages.flatMap((language) => (["pay page", "receipt"] as const).map((page) => [page, language] as const));

test.each(both)("every word of the %s is in %s", (page, language) => {
  const [own, english] = [texts(pages[page][language]), texts(pages[page].en)];
  expect(own.map(([at]) => at)).toEqual(english.map(([at]) => at));
  for (const [at, text] of own) expect({ at, holds: text.match(/<\w+>/g)?.sort() ?? [] }).toEqual({ at, holds: new Map(english).get(at)?.match(/<\w+>/g)?.sort() ?? [] });
  const alike = own.filter(([at, text]) => language !== "en" && text.length > 12 && text === new Map(english).get(at));
  expect(alike).toEqual([]);
});

test.each([
  [59_999, "en", "soon"],
  [60_000, "en", "1 minute"],
  [7_199_000, "en", "1 hour, 59 minutes"],
  [172_800_000 + 60_000, "en", "2 days, 1 minute"],
  [172_800_000 + 3_660_000, "de", "2 Tage, 1 Stunde"],
  [-5, "ar", "soon"],
] as const)("%s ms are in %s: %s", (ms, language, said) => {
  expect(timeLeft(ms, language, "soon")).toBe(said);
});
