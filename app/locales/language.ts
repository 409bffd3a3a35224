export const languages = ["en", "de", "es", "fr", "ja", "ar"] as const;
export type Language = (typeof languages)[number];

const isLanguage = (text: string): text is Language => languages.some((each) => each === text);

export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** For `Intl`: digits stay those that wallets and prices are written in. */
export const localeOf = (language: Language): string => `${language}-u-nu-latn`;

/** What was asked for by name, else the first we have of what a browser says it accepts, else English. */
export function chooseLanguage(asked: string | null, accepted: string | null): Language {
  if (asked !== null && isLanguage(asked)) return asked;
  return ranked(accepted ?? "").find(isLanguage) ?? "en";
}

/** `de-AT;q=0.8, fr` → fr, de: the most wanted first; what is wanted alike in the order it stands. */
function ranked(accepted: string): readonly string[] {
  return accepted
    .slice(0, 500)
    .split(",")
    .map((entry) => {
      const [range = "", ...rest] = entry.trim().toLowerCase().split(";");
      const weight = rest.map((each) => /^\s*q=(\d(?:\.\d{1,3})?)\s*$/.exec(each)?.[1]).find((each) => each !== undefined);
      return { primary: range.split("-", 1)[0] ?? "", weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ primary }) => primary);
}
