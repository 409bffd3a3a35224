import { isRouteErrorResponse, Links, Meta, Outlet, Scripts, ScrollRestoration, useMatches, useRouteError } from "@remix-run/react";
import { type ReactNode, useContext } from "react";
import { CalmPage } from "./ui/calm-page.tsx";
import { isShoppers, ShopperDocument, type ShopperPage } from "./ui/shopper/document.tsx";
import { NonceContext } from "#app/ui/nonce.ts";

export function Layout({ children }: { readonly children: ReactNode }) {
  const nonce = useContext(NonceContext);
  const shopper = useMatches().find(({ handle }) => isShoppers(handle));
  if (shopper) {
    // Nothing is loaded for a page that failed.
    const { lang, refreshSeconds } = (shopper.data as ShopperPage | undefined) ?? { lang: "en", refreshSeconds: null };
    return (
      <ShopperDocument lang={lang} refreshSeconds={refreshSeconds} nonce={nonce}>
        {children}
      </ShopperDocument>
    );
  }
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  return <Outlet />;
}

export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <CalmPage title="Nothing here">This address leads nowhere. If a link brought you here, it may be old.</CalmPage>;
  return <CalmPage title="That did not work">Something went wrong on our side, and it has been written down. Please try again in a moment.</CalmPage>;
}
