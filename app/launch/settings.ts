import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Config, readConfig } from "#app/config.server.ts";
import { dataDirOf, inRoot } from "./root.ts";

export type Env = NodeJS.ProcessEnv;

/** What a start works with: the environment for its children, completed, and the same as configuration. */
export type Settings = { readonly env: Env; readonly config: Config; readonly ownDatabase: boolean };

/** Reads .env and the environment (which wins) and adds what a sandbox needs. Secrets are made once and kept in DATA_DIR.
 * Throws a ConfigError for the first wrong variable. */
export function readSettings({ makeKeys }: { readonly makeKeys: "in sandbox" | "always" }): Settings {
  if (existsSync(inRoot(".env"))) process.loadEnvFile(inRoot(".env"));
  const given: Env = { ...process.env };
  const dataDir = dataDirOf(given);
  const isSandbox = given["TALLY_MODE"] === "sandbox" || !(given["TALLY_MODE"] || given["SHOPIFY_API_KEY"] || given["SHOPIFY_API_SECRET"]);
  const keys: Env = isSandbox || makeKeys === "always" ? keptKeys(dataDir, given) : given;
  const ownDatabase = !given["DATABASE_URL"];
  const env: Env = {
    ...given,
    DATA_DIR: dataDir,
    ...(isSandbox && { TALLY_MODE: "sandbox", SHOPIFY_API_KEY: given["SHOPIFY_API_KEY"] || keys["SHOPIFY_API_KEY"] }),
    ...(isSandbox && { SHOPIFY_API_SECRET: given["SHOPIFY_API_SECRET"] || keys["SHOPIFY_API_SECRET"] }),
    ENCRYPTION_KEY: given["ENCRYPTION_KEY"] || keys["ENCRYPTION_KEY"],
  };
  // The embedded database is started later; until then its address is only known to be one.
  const config = readConfig({ ...env, DATABASE_URL: given["DATABASE_URL"] || "postgresql://127.0.0.1/embedded" });
  return { env, config, ownDatabase };
}

function keptKeys(dataDir: string, given: Env): Env {
  const file = join(dataDir, "keys.json");
  if (existsSync(file)) return { NODE_ENV: given.NODE_ENV, ...JSON.parse(readFileSync(file, "utf8")) };
  const keys = {
    SHOPIFY_API_KEY: randomBytes(16).toString("hex"),
    SHOPIFY_API_SECRET: randomBytes(24).toString("hex"),
    ENCRYPTION_KEY: randomBytes(32).toString("base64"),
  };
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  return { NODE_ENV: given.NODE_ENV, ...keys };
}
