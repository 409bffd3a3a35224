import type { ReactNode } from "react";
import type { PayWords } from "#app/locales/en/pay.ts";

export type LanguageLink = { readonly lang: string; readonly name: string; readonly href: string };

type Props = {
  /** Whose page it is, above what it is about. */
  readonly shop: string | null;
  readonly heading: string;
  readonly words: Pick<PayWords, "direct" | "languages" | "refresh">;
  readonly links: readonly LanguageLink[];
  /** The page as it was asked for, without what was refused; null: there is nothing new to be had. */
  readonly again: string | null;
  readonly children: ReactNode;
};

/** What every page for shoppers has around it. */
export function ShopperFrame({ shop, heading, words, links, again, children }: Props) {
  return (
    <>
      <header>
        {shop !== null && <p className="soft">{shop}</p>}
        <h1>{heading}</h1>
      </header>
      {children}
      <footer>
        {again !== null && (
          <p className="noprint">
            <a id="again" href={again}>
              {words.refresh}
            </a>
          </p>
        )}
        <p>{words.direct}</p>
        <nav className="noprint" aria-label={words.languages}>
          <ul className="languages">
            {links.map(({ lang, name, href }) => (
              <li key={lang}>
                <a href={href} hrefLang={lang} lang={lang}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <p id="quiet" className="hidden" role="status" />
      </footer>
    </>
  );
}
