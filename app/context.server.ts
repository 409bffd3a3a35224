import type { Config } from "./config.server.ts";
import { createLog, type Log } from "./log.server.ts";
import { createShopify, type Shopify } from "./shopify.server.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { sealedSessions } from "./store/sessions.ts";

/** The time is an argument everywhere; this is where it comes from. */
export type Clock = () => Date;

/** Everything a process has, wired once. Doors find it as `c.var.context`, loaders and actions as their `context`. */
export type Context = {
  readonly config: Config;
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly shopify: Shopify;
  readonly close: () => Promise<void>;
};

/** Wires a process. Nothing connects until it is used. */
export function createContext(config: Config, clock: Clock = () => new Date()): Context {
  const log = createLog(config.logLevel, config.role);
  const db = openDatabase(config.databaseUrl);
  const shopify = createShopify(config, sealedSessions(db, config.encryptionKeys), log);
  return { config, db, log, clock, shopify, close: db.close };
}
