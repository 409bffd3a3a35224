import type { Config } from "#app/config.server.ts";

/** The configuration as it takes effect, line by line, with every secret masked. */
export function effective(config: Config): readonly string[] {
  const { shopify } = config;
  const values: Readonly<Record<string, string | number | null>> = {
    TALLY_MODE: config.mode,
    PORT: config.port,
    BIND: config.bind,
    SHOPIFY_APP_URL: config.appUrl,
    DATABASE_URL: withoutPassword(config.databaseUrl),
    REDIS_URL: config.redisUrl && withoutPassword(config.redisUrl),
    DATA_DIR: config.dataDir,
    SHOPIFY_API_KEY: shopify.apiKey,
    SHOPIFY_API_SECRET: shopify.apiSecrets.map(() => "***").join(","),
    SCOPES: shopify.scopes.join(","),
    SHOPIFY_ORIGIN: shopify.origin,
    METRICS_TOKEN: config.metrics.token && "***",
    METRICS_PORT: config.metrics.port,
    METRICS_BIND: config.metrics.port && config.metrics.bind,
    OTEL_EXPORTER_OTLP_ENDPOINT: config.tracesTo && withoutPassword(config.tracesTo),
    DRAIN_SECONDS: config.drainSeconds,
    TRUSTED_PROXIES: config.trustedProxies.join(",") || null,
    ENCRYPTION_KEY: config.encryptionKeys.map(() => "***").join(","),
    LOG_LEVEL: config.logLevel,
  };
  return Object.entries(values).map(([name, value]) => `  ${name.padEnd(27)} ${value ?? "–"}`);
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return "***";
  const shown = new URL(url);
  if (shown.password) shown.password = "***";
  return shown.href;
}
