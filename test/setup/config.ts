import { type Config, readConfig } from "#app/config.server.ts";

/** A sandbox configuration for a test's own database, changed as the test says. */
export function testConfig(databaseUrl: string, change: Readonly<Record<string, string>> = {}): Config {
  return readConfig({ ...testEnv(databaseUrl), ...change });
}

export const testEnv = (databaseUrl: string): Readonly<Record<string, string>> => ({
  TALLY_MODE: "sandbox",
  DATABASE_URL: databaseUrl,
  SHOPIFY_API_KEY: "test-key",
  SHOPIFY_API_SECRET: "test-secret",
  ENCRYPTION_KEY: Buffer.alloc(32, 5).toString("base64"),
  LOG_LEVEL: "silent",
});
