import { Meta } from "@remix-run/react";
import type { ReactNode } from "react";
import { directionOf, type Language } from "#app/locales/language.ts";
import liveText from "./live.js?raw";
import cssText from "./page.css?raw";

// Only the server writes them into a page: the admin's own bundle leaves them out.
const [css, live] = import.meta.env.SSR ? [cssText, liveText] : ["", ""];

export type ShopperPage = {
  readonly lang: Language;
  /** Without scripts the page comes again after so long; null: only when asked to. */
  readonly refreshSeconds: number | null;
};

/** A route says by this handle that its page is for shoppers. */
export const shopperHandle = { audience: "shopper" } as const;

export const isShoppers = (handle: unknown): boolean => typeof handle === "object" && handle !== null && "audience" in handle && handle.audience === "shopper";

type Props = ShopperPage & { readonly nonce: string | undefined; readonly children: ReactNode };

/** A whole page in one answer: no framework, no second request for how it looks or lives. */
export function ShopperDocument({ lang, refreshSeconds, nonce, children }: Props) {
  return (
    <html lang={lang} dir={directionOf(lang)}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        {refreshSeconds !== null && (
          <noscript>
            <meta httpEquiv="refresh" content={String(refreshSeconds)} />
          </noscript>
        )}
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <style nonce={nonce} dangerouslySetInnerHTML={{ __html: css }} />
      </head>
      <body>
        {children}
        <script type="module" nonce={nonce} dangerouslySetInnerHTML={{ __html: live }} />
      </body>
    </html>
  );
}
