import { createServer } from "node:http";
import { Hono } from "hono";
import { onTestFinished } from "vitest";
import { letIn } from "#app/commands/let-in.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { orderId } from "#app/engine/ids.ts";
import { referenceOf } from "#app/engine/order.ts";
import { answerAll } from "#app/server.ts";
import type { ShopControls } from "#app/sandbox/control/controls.ts";
import { apiVersion } from "#app/shopify.server.ts";
import { findOrder } from "#app/store/orders.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { verify } from "#app/store/verify.ts";
import { openPace, type Pace, type Paces } from "#app/storefront/pace.ts";
import { openStorefront } from "#app/storefront/storefront.ts";
import { deliver } from "#workers/deliver.ts";
import { expire } from "#workers/expire.ts";
import { keepPrivacy } from "#workers/privacy.ts";
import { reconcile } from "#workers/reconcile.ts";
import { refetch } from "#workers/refetch.ts";
import { sealer } from "#workers/seal.ts";
import { confirm, report } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { install, serveStorefront, signIn, type OpenedShop } from "../setup/sandbox-shop.ts";
import { chanceFrom } from "./chance.ts";
import { leftHere, leftThere } from "./left.ts";

/** What a customer does with an order; `pays in cash`: the merchant books the money at Shopify, past us. */
export type Kind = "pays" | "goes away" | "pays in cash";
export type Placed = { readonly kind: Kind; readonly id: string; readonly nth: number };

export type Day = {
  readonly shop: OpenedShop;
  readonly context: Context;
  readonly place: (orders: number) => readonly Placed[];
  /** The merchant opens the app. */
  readonly signIn: () => Promise<void>;
  /** Customers do what they do as soon as their order is known here, and all that time brings is done, until nothing is left to do. */
  readonly pass: (placed: readonly Placed[]) => Promise<void>;
  /** How each order stands here and there, and what we did to it there. */
  readonly endsOf: (placed: readonly Placed[]) => Promise<readonly (Placed & { readonly end: string })[]>;
  /** What `verify` finds wrong. */
  readonly wrong: () => Promise<readonly unknown[]>;
};

export type DaySetting = {
  readonly seed: number;
  /** How long an answer of Shopify's is waited for. */
  readonly timeoutMs?: number;
  /** Before each round of work; rounds count from 1. */
  readonly before?: (day: Day, round: number) => Promise<void> | void;
  /** When nothing moved for a while. */
  readonly stuck?: (day: Day) => Promise<void>;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * One shop, all of it in this process, over real sockets: the sandbox, our doors, and the workers' work. The clock runs,
 * and jumps ahead where there is nothing to do but wait.
 */
export async function openDay({ seed, timeoutMs = 10_000, before, stuck }: DaySetting): Promise<Day> {
  let aheadMs = 0;
  const clock = () => new Date(Date.now() + aheadMs);
  const web = createServer();
  await new Promise<void>((resolve) => web.listen(0, "127.0.0.1", resolve));
  const at = web.address();
  const chance = chanceFrom(seed);
  const storefront = await serveStorefront({
    appUrl: `http://127.0.0.1:${typeof at === "object" && at ? at.port : 0}`,
    clock,
    random: (bytes) => Uint8Array.from({ length: bytes }, () => Math.floor(chance() * 256)),
    oldSecret: "old-secret",
    couriers: 16,
    posting: "prompt",
  });
  const { sandbox, url } = storefront;
  const config = testConfig(await freshDatabase(), { SHOPIFY_ORIGIN: url, SHOPIFY_API_SECRET: "test-secret,old-secret" });
  const wired = createContext(config, clock);
  // Each connection plans what it is asked for the first time, which costs a short day more than many connections win it.
  wired.db.pool.options.max = 6;
  const jump = async (ms: number): Promise<void> => {
    aheadMs += ms;
    await sandbox.deliverPending();
  };
  // Whoever waits for the cost budget waits by the same clock.
  const paces = pacesOf(() => openPace(clock, (work, ms) => setImmediate(() => {
    aheadMs += ms;
    work();
  })));
  const { apiKey, apiSecrets: [apiSecret] } = config.shopify;
  const context: Context = {
    ...wired,
    paces,
    wait: jump,
    storefront: openStorefront({ apiKey, apiSecret, apiVersion, origin: url, mode: config.mode, sessions: wired.shopify.sessionStorage, now: clock, log: wired.log, paces, timeoutMs }),
  };
  web.on("request", answerAll(context, new Hono()));
  onTestFinished(async () => {
    await sandbox.close();
    web.closeAllConnections();
    await new Promise((resolve) => web.close(resolve));
    await wired.close();
  });
  const shop = await install(context, storefront, "tally.myshopify.com");
  const { there } = shop;
  const { pool } = context.db;
  there.setSwitches({ cancelDelayMs: 20, retryMs: Array.from({ length: 200 }, () => SECOND) });

  /** Statuses by the id at the shop; of orders without a price: null. */
  const known = async (): Promise<ReadonlyMap<string, { readonly status: string; readonly isPriced: boolean }>> => {
    const { rows } = await pool.query<{ id: string; status: string; isPriced: boolean }>(`SELECT "storefront_id" AS "id", "status", "due" IS NOT NULL AS "isPriced" FROM "orders" WHERE "shop" = $1`, [shop.id]);
    return new Map(rows.map(({ id, ...found }) => [id, found]));
  };
  const till = { ...context, id: shop.id, wallet: shop.wallet, setTime: () => undefined };
  const waiting = new Map<string, Placed>();
  const serve = async (customer: Placed): Promise<void> => {
    waiting.delete(customer.id);
    if (customer.kind === "pays in cash") there.markPaid(customer.id, "Cash");
    const order = customer.kind === "pays" ? await findOrder(pool, shop.id, orderId(customer.id)) : null;
    if (!order?.quote) return;
    await report(till, `tx-${order.id}`, { from: `payer-${customer.nth}`, units: order.quote.due.units, memo: referenceOf(order, shop.id) });
    await confirm(till, `tx-${order.id}`);
  };
  const serveAll = async (): Promise<number> => {
    if (waiting.size === 0) return 0;
    const orders = await known();
    const served = [...waiting.values()].filter(({ id }) => orders.get(id)?.isPriced);
    await atOnce(32, served, serve);
    return served.length;
  };

  const errands = async (): Promise<number> => {
    const leased = await leaseDue(pool, { now: clock(), limit: 64, perShop: 24, leaseSeconds: 30 });
    await atOnce(8, leased, (errand) => deliver(context, [errand]));
    return leased.length;
  };
  let [expiredAt, reconciledAt] = [clock().getTime(), clock().getTime()];
  const strokes = async (): Promise<void> => {
    const now = clock().getTime();
    if (now - reconciledAt >= 5 * MINUTE) {
      reconciledAt = now;
      await reconcile(context);
    }
    if (now - expiredAt >= MINUTE) {
      expiredAt = now;
      await expire(context);
      await keepPrivacy(context);
    }
  };
  let rounds = 0;
  const round = async (): Promise<number> => {
    rounds += 1;
    await before?.(day, rounds);
    await sandbox.deliverPending();
    await strokes();
    await refetch.look(context);
    const served = await serveAll();
    return served + (await errands());
  };
  const left = async (): Promise<readonly string[]> => [...(await leftHere(pool)), ...leftThere(there, ["delivered", "held", "given-up", "dropped"]), ...[...waiting.values()].map(({ kind, id }) => `customer who ${kind}, of ${id}`)];

  const day: Day = {
    shop,
    context,
    place: (orders) =>
      Array.from({ length: orders }, (_, nth) => ({
        nth,
        kind: kindOf(nth),
        id: there.placeOrder({ total: `${10 + (nth % 7)}.50`, customer: { email: `customer-${nth}@example.com` } }).id,
      })),
    signIn: async () => {
      await signIn(context, storefront, there);
      await letIn(context, { shop: shop.id, at: clock() }, () => Promise.resolve({}));
    },
    pass: async (placed) => {
      for (const customer of placed) waiting.set(customer.id, customer);
      for (let idle = 0; (await left()).length > 0; ) {
        idle = (await round()) > 0 ? 0 : idle + 1;
        if (idle === 0) continue;
        if (idle > 200) throw new Error(`nothing moves any more, and at ${clock().toISOString()} this is left:\n${(await left()).join("\n")}`);
        await jump(Math.min(SECOND * 10 ** idle, HOUR));
        if (idle % 3 === 0) await stuck?.(day);
      }
    },
    endsOf: async (placed) => {
      const orders = await known();
      return placed.map((each) => ({ ...each, end: `${orders.get(each.id)?.status}, there ${endThere(there, each.id)}` }));
    },
    wrong: async () => {
      while ((await sealer.look(context)) === "more");
      return (await verify(pool, shop.id)).faults;
    },
  };
  return day;
}

function endThere(there: ShopControls, id: string): string {
  const deeds = there.deeds(id);
  const ours = (field: string) => deeds.filter((deed) => deed.by === "app" && deed.field === field && deed.result === "done").length;
  const money = deeds.findIndex(({ field, result }) => field === "orderMarkAsPaid" && result === "done");
  const isTooLate = money >= 0 && deeds.slice(money).some(({ field, result }) => field === "orderCancel" && result !== "refused");
  return `${there.order(id).financialStatus}: marked paid ${ours("orderMarkAsPaid")}, cancelled ${ours("orderCancel")}${isTooLate ? " after money was recorded" : ""}`;
}

function pacesOf(open: () => Pace): Paces {
  const paces = new Map<string, Pace>();
  const of = (shop: string): Pace => {
    const pace = paces.get(shop) ?? open();
    paces.set(shop, pace);
    return pace;
  };
  return { of, standing: () => new Map([...paces].map(([shop, pace]) => [shop, pace.standing()])) };
}

/** Six in ten pay, one in twenty in cash; nobody hears of the others again. */
const kindOf = (nth: number): Kind => {
  if (nth % 10 < 6) return "pays";
  return nth % 20 === 19 ? "pays in cash" : "goes away";
};

async function atOnce<T>(lanes: number, all: readonly T[], work: (each: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(Array.from({ length: lanes }, async () => {
    for (const each of left) await work(each);
  }));
}
