import type { Config } from "./config.server.ts";
import { createLog, type Log } from "./log.server.ts";
import { providers, type Providers } from "./providers/registry.ts";
import { createShopify, type Shopify } from "./shopify.server.ts";
import { type Bell, createBell } from "./store/bell.ts";
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
  /** Rung after commits, for whoever waits for work. */
  readonly bell: Bell;
  readonly providers: Providers;
  readonly shopify: Shopify;
  readonly close: () => Promise<void>;
};

/** Wires a process. Nothing connects until it is used. */
export function createContext(config: Config, clock: Clock = () => new Date()): Context {
  const log = createLog(config.logLevel, config.role);
  const db = openDatabase(config.databaseUrl);
  const shopify = createShopify(config, sealedSessions(db, config.encryptionKeys), log);
  const bell = createBell(db.pool, config.databaseUrl);
  const close = async () => {
    await bell.close();
    await db.close();
  };
  return { config, db, log, clock, bell, providers, shopify, close };
}
