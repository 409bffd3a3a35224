import { setTimeout as wait } from "node:timers/promises";
import { type Gathering, openGathering } from "./commands/gathering.ts";
import { openRepeats, type Repeats } from "./commands/repeats.ts";
import type { Config } from "./config.server.ts";
import { createLog, type Log } from "./log.server.ts";
import { type Observation, observedStorefront, openObservation } from "./metrics/observation.ts";
import { traceRoundTrips } from "./metrics/traced-pool.ts";
import { providers, type Providers } from "./providers/registry.ts";
import { apiVersion, createShopify, type Shopify } from "./shopify.server.ts";
import { openSolitude } from "./store/alone.ts";
import { type Bell, createBell } from "./store/bell.ts";
import { type Database, openDatabase } from "./store/database.ts";
import { type Forgotten, openForgotten } from "./store/forgotten.ts";
import { resumeSignedIn } from "./store/outbox.ts";
import { openPayKeys, type PayKeys } from "./store/pay-keys.ts";
import { sealedSessions } from "./store/sessions.ts";
import { hearingSignIns } from "./store/sign-in.ts";
import { openPaces, type Paces } from "./storefront/pace.ts";
import { shopFacts, type ShopFacts } from "./storefront/shop-facts.ts";
import { openStorefront, type Storefront } from "./storefront/storefront.ts";
import { type Trace, untraced } from "./traces.server.ts";

/** The time is an argument everywhere; this is where it comes from. */
export type Clock = () => Date;

/** Everything a process has, wired once. Doors find it as `c.var.context`, loaders and actions as their `context`. */
export type Context = Observation & {
  readonly config: Config;
  readonly db: Database;
  readonly log: Log;
  readonly clock: Clock;
  readonly wait: (ms: number) => Promise<unknown>;
  /** Rung after commits, for whoever waits for work. */
  readonly bell: Bell;
  /** Where messages that arrive together wait for each other. */
  readonly gathering: Gathering;
  /** Messages that need not be decided again. */
  readonly repeats: Repeats;
  /** What must not come back. */
  readonly forgotten: Forgotten;
  /** What orders' tokens are made with. */
  readonly payKeys: PayKeys;
  readonly providers: Providers;
  readonly shopify: Shopify;
  /** Each shop's Admin API, for work nobody is signed in for. */
  readonly storefront: Storefront;
  /** How fast this process speaks to each shop, and what it knows of its cost budget. */
  readonly paces: Paces;
  /** What Shopify says of a shop itself; null: it does not answer now. */
  readonly shopFacts: (shop: string) => Promise<ShopFacts | null>;
  readonly close: () => Promise<void>;
};

/** Wires a process. Nothing connects until it is used. */
export function createContext(config: Config, clock: Clock = () => new Date(), trace: Trace = untraced): Context {
  const log = createLog(config.logLevel, config.role);
  const db = openDatabase(config.databaseUrl);
  if (trace !== untraced) traceRoundTrips(db.pool, trace);
  const observation = openObservation({ pool: db.pool, clock, trace });
  const bell = createBell(db.pool, config.databaseUrl);
  const sessions = hearingSignIns(sealedSessions(db, config.encryptionKeys), async (shop) => {
    if (await resumeSignedIn(db.pool, shop)) bell.ring("relay");
  });
  const shopify = createShopify(config, sessions, log);
  const { alone, close: endSolitude } = openSolitude(config.databaseUrl);
  const paces = openPaces(clock);
  const { mode, shopify: { apiKey, apiSecrets: [apiSecret], origin } } = config;
  const storefront = observedStorefront(openStorefront({ apiKey, apiSecret, apiVersion, origin, mode, sessions, now: clock, alone, paces, log }), { ...observation, paces });
  const factsOf = async (shop: string) => {
    const answer = await shopFacts(storefront(shop));
    return "data" in answer ? answer.data : null;
  };
  const close = async () => {
    await bell.close();
    await endSolitude();
    await db.close();
  };
  return { ...observation, config, db, log, clock, wait, bell, gathering: openGathering(), repeats: openRepeats(), forgotten: openForgotten(db.pool, config.encryptionKeys), payKeys: openPayKeys(db.pool, config.encryptionKeys), providers, shopify, storefront, paces, shopFacts: factsOf, close };
}
