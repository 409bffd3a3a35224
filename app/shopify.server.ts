import "@shopify/shopify-app-remix/adapters/node";
import { ApiVersion, LogSeverity } from "@shopify/shopify-api";
import { setAbstractFetchFunc } from "@shopify/shopify-api/runtime";
import { AppDistribution, shopifyApp } from "@shopify/shopify-app-remix/server";
import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import type { Config } from "./config.server.ts";
import type { Log } from "./log.server.ts";

/** The Admin API version of every call and, in shopify.app.toml, of every webhook. */
export const apiVersion = ApiVersion.October26;

export type Shopify = ReturnType<typeof createShopify>;

/** The Shopify library, configured once per process: a custom app, signed in by token exchange, with offline tokens
 * that expire. */
export function createShopify(config: Config, sessionStorage: SessionStorage, log: Log) {
  redirectShopTraffic(config);
  return shopifyApp({
    apiKey: config.shopify.apiKey,
    apiSecretKey: config.shopify.apiSecrets[0],
    appUrl: config.appUrl,
    scopes: [...config.shopify.scopes],
    apiVersion,
    sessionStorage,
    distribution: AppDistribution.SingleMerchant,
    logger: { level: LogSeverity.Info, log: (severity, message) => tell(log, severity, message) },
    future: { unstable_newEmbeddedAuthStrategy: true, expiringOfflineAccessTokens: true },
  });
}

// The library's fetch belongs to the process, not to one shopifyApp; it must be set after the adapter import above.
function redirectShopTraffic({ mode, shopify }: Config): void {
  if (mode === "live" && shopify.origin === null) return;
  setAbstractFetchFunc((input, init) => {
    const asked = new URL(String(input instanceof Request ? input.url : input));
    if (shopify.origin === null) throw new Error(`the sandbox has no shop to ask: SHOPIFY_ORIGIN is not set (${asked.host})`);
    return fetch(`${shopify.origin}/${asked.hostname}${asked.pathname}${asked.search}`, init);
  });
}

function tell(log: Log, severity: LogSeverity, message: string): void {
  if (severity === LogSeverity.Error) log.error({ from: "shopify library" }, message);
  else if (severity === LogSeverity.Warning) log.warn({ from: "shopify library" }, message);
  else log.debug({ from: "shopify library" }, message);
}
