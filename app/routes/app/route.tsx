import type { HeadersFunction, LoaderFunctionArgs } from "@remix-run/node";
import { isRouteErrorResponse, Link, Outlet, useLoaderData, useLocation, useNavigation, useRouteError } from "@remix-run/react";
import { NavMenu } from "@shopify/app-bridge-react";
import polarisStyles from "@shopify/polaris/build/esm/styles.css?url";
import { AppProvider } from "@shopify/shopify-app-remix/react";
import { boundary } from "@shopify/shopify-app-remix/server";
import { common } from "#app/locales/en/common.ts";
import { CalmPage } from "#app/ui/calm-page.tsx";
import { LoadingPage } from "#app/ui/loading-page.tsx";
import { enter } from "./enter.ts";

export const links = () => [{ rel: "stylesheet", href: polarisStyles }];

export async function loader(args: LoaderFunctionArgs) {
  const { context } = await enter(args);
  const { apiKey, appBridgeUrl } = context.config.shopify;
  return { apiKey, appBridgeUrl };
}

export default function EmbeddedApp() {
  const { apiKey, appBridgeUrl } = useLoaderData<typeof loader>();
  return (
    <AppProvider apiKey={apiKey} {...(appBridgeUrl && { __APP_BRIDGE_URL: appBridgeUrl })}>
      <NavMenu>
        <Link to="/app" rel="home">
          {common.nav.home}
        </Link>
        <Link to="/app/orders">{common.nav.orders}</Link>
        <Link to="/app/settings">{common.nav.settings}</Link>
      </NavMenu>
      <Room />
    </AppProvider>
  );
}

/** Another room shows its skeleton while it is fetched; a new page of the same room keeps the old one on screen. */
function Room() {
  const { pathname } = useLocation();
  const { state, location } = useNavigation();
  return state === "loading" && location.pathname !== pathname ? <LoadingPage /> : <Outlet />;
}

// Signing in is answered by thrown Responses; the library must see them to keep their headers.
export function ErrorBoundary() {
  const error = useRouteError();
  if (isRouteErrorResponse(error) && error.status === 404) return <CalmPage title={common.notFoundTitle}>{common.notFound}</CalmPage>;
  return boundary.error(error);
}

export const headers: HeadersFunction = (args) => boundary.headers(args);
