import { onTestFinished } from "vitest";
import { createContext, type Context } from "#app/context.server.ts";
import type { Order } from "#app/engine/order.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Weather } from "#app/sandbox/weather.ts";
import { findOrder } from "#app/store/orders.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { findShop } from "#app/store/shops.ts";
import { orderId } from "#app/engine/ids.ts";
import { deliver } from "#workers/deliver.ts";
import { reconcileShop } from "#workers/reconcile.ts";
import { claim, confirm, report, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { install, serveStorefront, signIn, type OpenedShop, type Storefront } from "../setup/sandbox-shop.ts";

export type World = {
  readonly context: Context;
  readonly shop: Shop;
  readonly there: OpenedShop["there"];
  readonly storefront: Storefront;
  readonly pass: (seconds: number) => void;
  /** Operations asked of the storefront, in order. */
  readonly asked: readonly string[];
  /** Places an order at the storefront and hears of it by reconciling: no webhook arrives in this world. */
  readonly placed: (total?: string) => Promise<Order>;
  readonly reconcile: () => Promise<void>;
  /** The merchant opens the app: it holds a fresh token from then on. */
  readonly signIn: () => Promise<void>;
  /** Claims, pays and confirms. */
  readonly paid: (order: Order, who?: string) => Promise<void>;
  /** Does every errand that is due; how many. */
  readonly runErrands: () => Promise<number>;
  readonly errands: () => Promise<readonly { target: string; result: string | null; said: string | null; last_error: string | null; attempts: number }[]>;
  readonly order: (order: Order) => Promise<Order>;
  readonly deeds: (order: Order, field: string) => readonly string[];
};

type Setting = {
  readonly weather?: Weather;
  readonly policy?: Partial<Policy>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whose clock it is that `pass` moves. */
  readonly time?: "ours" | "everybody's";
};

/** One shop at a make-believe Shopify, spoken to over real HTTP through `weather`, with a clock of its own. */
export async function openWorld({ weather, policy = {}, env = {}, time = "ours" }: Setting = {}): Promise<World> {
  const asked: string[] = [];
  const watched: Weather = (passing, proceed) => {
    if (passing.door === "graphql") asked.push(/\b(?:query|mutation)\s+(\w+)/.exec(passing.body)?.[1] ?? "?");
    return weather ? weather(passing, proceed) : proceed();
  };
  let ahead = 0;
  const clock = () => new Date(Date.now() + ahead);
  const storefront = await serveStorefront({ weather: watched, posting: "prompt", ...(time === "everybody's" && { clock }) });
  const context = createContext(testConfig(await freshDatabase(), { SHOPIFY_ORIGIN: storefront.url, ...env }), clock);
  onTestFinished(context.close);
  const { id, wallet, there } = await install(context, storefront, "tally.myshopify.com", policy);
  there.setSwitches({ hold: true, cancelDelayMs: 50 });
  const shop: Shop = { ...context, id, wallet, setTime: () => undefined };

  const found = async (storefrontId: string): Promise<Order> => {
    const order = await findOrder(context.db.pool, id, orderId(storefrontId));
    if (!order) throw new Error(`order ${storefrontId} was not heard of`);
    return order;
  };
  const reconcile = async () => {
    const known = await findShop(context.db.pool, id);
    if (known) await reconcileShop(context, known);
  };
  let count = 0;
  return {
    context,
    shop,
    there,
    storefront,
    asked,
    pass: (seconds) => void (ahead += seconds * 1000),
    reconcile,
    signIn: () => signIn(context, storefront, there),
    placed: async (total = "15.90") => {
      const { id: storefrontId } = there.placeOrder({ total, customer: { email: "ann@example.com" } });
      await reconcile();
      return found(storefrontId);
    },
    paid: async (order, who = "ann") => {
      await claim(shop, order, who);
      const transaction = `tx-${++count}-${order.id}`;
      await report(shop, transaction, { from: who, units: order.quote?.due.units ?? 0n });
      await confirm(shop, transaction);
    },
    runErrands: async () => {
      let done = 0;
      for (;;) {
        const leased = await leaseDue(context.db.pool, { now: clock(), limit: 10, perShop: 10, leaseSeconds: 30 });
        if (leased.length === 0) return done;
        await deliver(context, leased);
        done += leased.length;
      }
    },
    errands: async () => (await context.db.pool.query(`SELECT "target", "result", "said", "last_error", "attempts" FROM "deliveries" ORDER BY "id"`)).rows,
    order: ({ storefrontId }) => found(storefrontId ?? ""),
    deeds: ({ storefrontId }, field) => there.deeds(storefrontId ?? "").filter((deed) => deed.field === field && deed.by === "app").map(({ result }) => result),
  };
}
