import { onTestFinished } from "vitest";
import { markPaid } from "#app/commands/mark-paid.ts";
import { run } from "#app/commands/transact.ts";
import { createContext, type Context } from "#app/context.server.ts";
import type { Weather } from "#app/sandbox/weather.ts";
import { openWorkers } from "#workers/main.ts";
import { heard, hear, type Shop } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { install, serveStorefront, type OpenedShop, type Storefront } from "../setup/sandbox-shop.ts";

export type PaidShop = {
  readonly there: OpenedShop["there"];
  readonly domain: string;
  /** Places orders there, hears of them and calls them paid, all at once: each owes the shop one errand. Answers their ids there. */
  readonly owe: (count: number) => Promise<readonly string[]>;
  /** How many of them were marked paid there, by us, and how often in all. */
  readonly told: (ids: readonly string[]) => { readonly orders: number; readonly times: number };
  /** When each time was, in milliseconds by the shop's clock, the first one first. */
  readonly toldAt: (ids: readonly string[]) => readonly number[];
};

/** Our side as it runs, database and context, before a make-believe Shopify over real HTTP. */
export async function openTown(weather?: Weather): Promise<{ readonly context: Context; readonly storefront: Storefront; readonly shop: (name: string) => Promise<PaidShop> }> {
  const storefront = await serveStorefront({ posting: "by hand", ...(weather && { weather }) });
  const context = createContext(testConfig(await freshDatabase(), { SHOPIFY_ORIGIN: storefront.url }));
  onTestFinished(context.close);
  return { context, storefront, shop: (name) => openPaidShop(context, storefront, `${name}.myshopify.com`) };
}

/** The workers of one process, with their queue. Stopped when the test ends. */
export async function startTown(context: Context): Promise<void> {
  const workers = await openWorkers(context);
  onTestFinished(workers.close);
}

async function openPaidShop(context: Context, storefront: Storefront, domain: string): Promise<PaidShop> {
  const { id, wallet, there } = await install(context, storefront, domain);
  const shop: Shop = { ...context, id, wallet, setTime: () => undefined };
  const marks = (order: string) => there.deeds(order).filter(({ field, by, result }) => field === "orderMarkAsPaid" && by === "app" && result === "done");
  return {
    there,
    domain,
    owe: (count) => Promise.all(Array.from({ length: count }, () => owed(shop, there.placeOrder({ total: "15.90" }).id))),
    told: (ids) => {
      const times = ids.map((order) => marks(order).length);
      return { orders: times.filter((each) => each > 0).length, times: times.reduce((sum, each) => sum + each, 0) };
    },
    toldAt: (ids) => ids.flatMap((order) => marks(order).map(({ at }) => Date.parse(at))).toSorted((a, b) => a - b),
  };
}

async function owed(shop: Shop, storefrontId: string): Promise<string> {
  const { order } = await hear(shop, heard(storefrontId, { customer: null }));
  if (!order) throw new Error(`order ${storefrontId} was not placed`);
  await run(shop, markPaid, { shop: shop.id, input: { by: "merchant", reason: "paid in cash", key: storefrontId, order: order.id } });
  return storefrontId;
}
