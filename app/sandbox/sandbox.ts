import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { controlsOf, type ShopControls } from "./control/controls.ts";
import { controlDoors } from "./control/doors.ts";
import { answerError } from "./control/errors.ts";
import { throughFaults } from "./faults/requests.ts";
import { adminApi } from "./graphql/execute.ts";
import { saver, type Keep } from "./keep.ts";
import { realNature, type Nature } from "./nature.ts";
import { pages } from "./pages/pages.ts";
import { protect } from "./pages/protect.ts";
import { shopDoors } from "./shop/doors.ts";
import { openPostOffice } from "./shop/post-office.ts";
import { freshShop, type Shop } from "./shop/shop.ts";
import { openWallet, type Wallet } from "./wallet/wallet.ts";
import { clearSky, type Weather } from "./weather.ts";
import { emptyWorld } from "./world.ts";

/** A make-believe Shopify, its shops, and a wallet. It knows the app only by URL and the secret they share. */

export type SandboxSetting = {
  readonly apiKey: string;
  readonly apiSecret: string;
  /** The secret before a rotation; webhooks are signed with it as often as the fault `oldSecret` says. */
  readonly oldSecret?: string | null;
  readonly appUrl: string;
  readonly clock?: () => Date;
  readonly random?: Nature["random"];
  readonly store?: Keep;
  readonly weather?: Weather;
  /** `prompt` sends webhooks and ends jobs by itself; `by hand` waits for `deliverPending()`. */
  readonly posting?: "prompt" | "by hand";
  /** How many webhooks travel at once. */
  readonly couriers?: number;
};

export type NewShop = {
  readonly domain: string;
  readonly name?: string | undefined;
  readonly currency?: string | undefined;
  readonly methodName?: string | undefined;
  readonly scopes?: readonly string[] | undefined;
};

export type Sandbox = {
  readonly app: Hono;
  readonly appUrl: string;
  readonly shops: () => readonly ShopControls[];
  readonly shop: (domain: string) => ShopControls | null;
  /** Opens a shop, or gives the one that is there. */
  readonly openShop: (shop: NewShop) => ShopControls;
  readonly wallet: Wallet;
  /** Sends every webhook that is due and finishes every job that is due, until nothing due is left. */
  readonly deliverPending: () => Promise<void>;
  /** Writes the world down and stops. */
  readonly close: () => Promise<void>;
};

export async function createSandbox(setting: SandboxSetting): Promise<Sandbox> {
  const { apiKey, apiSecret, oldSecret = null, appUrl, store, weather = clearSky, posting = "prompt", couriers = 4 } = setting;
  const nature: Nature = { now: setting.clock ?? realNature.now, random: setting.random ?? realNature.random };
  const credentials = { apiKey, apiSecret, oldSecret };
  const world = (await store?.load()) ?? emptyWorld();
  const saving = store && saver(store, world);
  const open = new Map<string, Shop>();

  const nextId = (): string => {
    // Steps like a busy platform's, so that nobody comes to rely on neighbours.
    world.sequence += 1n + BigInt(nature.random(1)[0] ?? 0);
    return world.sequence.toString();
  };
  const changed = (): void => {
    saving?.note();
    if (posting === "prompt") office.wake();
  };
  const shops = (): Shop[] => [...open.values()];
  const linkOn = async (shop: Shop, orderId: string): Promise<string | null> => {
    const block = await controls(shop).howToPay(appUrl, orderId);
    return "links" in block ? (block.links[0] ?? null) : null;
  };
  const wallet = openWallet({ world, nature, appUrl, changed, shop: (domain) => open.get(domain) ?? null, linkOn });
  const office = openPostOffice({
    shops,
    address: { appUrl, secret: apiSecret, oldSecret },
    now: () => nature.now().getTime(),
    couriers,
    alsoDue: wallet.sendKeptBack,
  });

  for (const state of world.shops.values()) open.set(state.domain, { state, nature, nextId, changed });

  const controls = (shop: Shop): ShopControls => controlsOf(shop, credentials);
  const openShop = ({ domain, name, currency, methodName, scopes }: NewShop): ShopControls => {
    const known = open.get(domain);
    if (known) return controls(known);
    const facts = { domain, id: nextId(), name: name ?? domain.split(".")[0] ?? domain, currency: currency ?? "USD" };
    const state = freshShop({ ...facts, methodName: methodName ?? "Pay with Tari", scopes: [...(scopes ?? ["read_orders", "write_orders"])] });
    world.shops.set(domain, state);
    const shop: Shop = { state, nature, nextId, changed };
    open.set(domain, shop);
    changed();
    return controls(shop);
  };

  const parts: Omit<Sandbox, "app"> = {
    appUrl,
    shops: () => shops().map(controls),
    shop: (domain) => {
      const shop = open.get(domain);
      return shop ? controls(shop) : null;
    },
    openShop,
    wallet,
    deliverPending: office.deliverPending,
    close: async () => {
      await office.close();
      await saving?.flush();
    },
  };
  const app = new Hono();
  app.use(protect(appUrl));
  app.use(bodyLimit({ maxSize: 1024 * 1024 }));
  app.onError(answerError);
  app.get("/health", (c) => c.json({ status: "ok" }));
  app.route("/control", controlDoors(parts));
  app.route("/", pages(parts));
  const find = (domain: string): Shop | null => open.get(domain) ?? null;
  const weatherAndFaults: Weather = (passing, proceed) => {
    const shop = find(passing.shop);
    return weather(passing, () => (shop ? throughFaults(shop, passing, proceed) : proceed()));
  };
  app.route("/", shopDoors({ shop: find, credentials, api: adminApi(), weather: weatherAndFaults }));
  if (posting === "prompt") office.wake();
  return { app, ...parts };
}
