import { payWords } from "#app/locales/pay.ts";
import { languages } from "#app/locales/language.ts";

/** The same page in each language. What was refused a moment ago is not said again. */
export function languageLinks(url: URL) {
  return languages.map((lang) => {
    const query = new URLSearchParams(url.searchParams);
    query.delete("refused");
    query.set("lang", lang);
    return { lang, name: payWords[lang].language, href: `?${query.toString()}` };
  });
}

export type LanguageLinks = ReturnType<typeof languageLinks>;
