import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { shopId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { freePort } from "#app/launch/ports.ts";
import { firstShop } from "#app/sandbox/announce.ts";
import { controlAt, type Control, type SeenOrder, type ShopControl } from "#app/sandbox/control/client.ts";
import type { Told } from "#app/sandbox/shop/pay-block.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { type AtEnd, withTest } from "../setup/lifetime.ts";
import { eventually } from "../setup/poll.ts";
import { startProcess } from "../setup/process.ts";

/** Everything as `npm start` runs it, a process each: the sandbox, the web server, the workers; and the operator's tool. */
export type Town = {
  readonly appUrl: string;
  readonly sandboxUrl: string;
  readonly control: Control;
  /** The one that the doors at the root serve. */
  readonly shop: ShopControl;
  /** Another shop, set up like the first, for a story that wants to be alone in its own. */
  readonly anotherShop: () => Promise<ShopControl>;
  readonly tally: (...args: readonly string[]) => Promise<void>;
};

export async function openTown(atEnd: AtEnd = withTest): Promise<Town> {
  const dataDir = mkdtempSync(join(tmpdir(), "town-"));
  atEnd(() => rmSync(dataDir, { recursive: true }));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const [appUrl, sandboxUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${sandboxPort}`];
  const databaseUrl = await freshDatabase();
  const shared = { ...testEnv(databaseUrl), DATA_DIR: dataDir };
  const env = { ...shared, PORT: String(port), SHOPIFY_ORIGIN: sandboxUrl, APP_BRIDGE_URL: `${sandboxUrl}/app-bridge.js` };

  startProcess("app/sandbox/main.ts", { ...shared, PORT: String(sandboxPort), APP_URL: appUrl }, [], atEnd);
  await eventually(() => fetch(`${sandboxUrl}/health`).then(({ ok }) => ok || undefined, () => undefined));
  const tally = async (...args: readonly string[]) => {
    const tool = startProcess("app/cli/main.ts", env, args, atEnd);
    if ((await tool.ended) !== 0) throw new Error(tool.output());
  };
  await tally("setup", "sandbox", join(dataDir, "sandbox-world.json"));
  const [web, workers] = [startProcess("app/server.ts", { ...env, ROLE: "web" }, [], atEnd), startProcess("workers/main.ts", { ...env, ROLE: "worker" }, [], atEnd)];
  await Promise.all([web.ready, workers.ready]);
  const context = createContext(testConfig(databaseUrl, { SHOPIFY_ORIGIN: sandboxUrl }));
  atEnd(context.close);
  const control = controlAt(sandboxUrl);
  const shop = control.shop(firstShop.domain);
  await shop.visit();
  let others = 0;
  const anotherShop = () => openAnother(context, control, `shop-${++others}.myshopify.com`);
  return { appUrl, sandboxUrl, control, shop, anotherShop, tally };
}

async function openAnother(context: Context, control: Control, domain: string): Promise<ShopControl> {
  const shop = await control.openShop({ domain });
  const { receivers } = await control.purses();
  const read = context.providers.tari.wallets.read(receivers[domain] ?? "");
  const perUnit = parseDecimal("30");
  if (!read.ok || !perUnit) throw new Error(`${domain} has no wallet`);
  const { methodName, currency } = firstShop;
  await setUpShop(context, shopId(domain), { methodName, currency });
  await setRate(context, shopId(domain), { currency, perUnit, source: "test", asOf: context.clock() }, "test");
  const { address, payer } = read;
  await registerWallet(context, shopId(domain), { provider: "tari", address, payer, allowList: ["127.0.0.1", "::1"], initialNonce: 0n, perPayment: null, perDay: null });
  await shop.visit();
  return shop;
}

/** How the order stands at ours, once it is as the test waits for. */
export const toldWhen = (shop: ShopControl, { id }: SeenOrder, isThere: (told: Told) => boolean = () => true, deadlineMs?: number): Promise<Told> =>
  eventually(async () => {
    const block = await shop.howToPay(id);
    return "reference" in block && isThere(block) ? block : undefined;
  }, deadlineMs);

/** The order at the shop, once it is as the test waits for. */
export const thereWhen = (shop: ShopControl, { id }: SeenOrder, isThere: (order: SeenOrder) => boolean): Promise<SeenOrder> =>
  eventually(async () => {
    const order = await shop.order(id);
    return isThere(order) ? order : undefined;
  });

/** What the app did to the order at the shop, in its order. */
export const doneByApp = ({ deeds }: SeenOrder): readonly string[] => deeds.filter(({ by, result }) => by === "app" && result === "done").map(({ field }) => field);
