import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { freePort } from "#app/launch/ports.ts";
import { firstShop } from "#app/sandbox/announce.ts";
import { controlAt, type Control, type SeenOrder, type ShopControl } from "#app/sandbox/control/client.ts";
import type { Told } from "#app/sandbox/shop/pay-block.ts";
import { testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { eventually } from "../setup/poll.ts";
import { startProcess } from "../setup/process.ts";

/** Everything as `npm start` runs it, a process each: the sandbox, the web server, the workers; and the operator's tool. */
export type Town = { readonly appUrl: string; readonly sandboxUrl: string; readonly control: Control; readonly shop: ShopControl; readonly tally: (...args: readonly string[]) => Promise<void> };

export async function openTown(): Promise<Town> {
  const dataDir = mkdtempSync(join(tmpdir(), "town-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const [appUrl, sandboxUrl] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${sandboxPort}`];
  const shared = { ...testEnv(await freshDatabase()), DATA_DIR: dataDir };
  const env = { ...shared, PORT: String(port), SHOPIFY_ORIGIN: sandboxUrl, APP_BRIDGE_URL: `${sandboxUrl}/app-bridge.js` };

  startProcess("app/sandbox/main.ts", { ...shared, PORT: String(sandboxPort), APP_URL: appUrl });
  await eventually(() => fetch(`${sandboxUrl}/health`).then(({ ok }) => ok || undefined, () => undefined));
  const tally = async (...args: readonly string[]) => {
    const tool = startProcess("app/cli/main.ts", env, args);
    if ((await tool.ended) !== 0) throw new Error(tool.output());
  };
  await tally("setup", "sandbox", join(dataDir, "sandbox-world.json"));
  await startProcess("app/server.ts", { ...env, ROLE: "web" }).ready;
  await startProcess("workers/main.ts", { ...env, ROLE: "worker" }).ready;
  const control = controlAt(sandboxUrl);
  const shop = control.shop(firstShop.domain);
  await shop.visit();
  return { appUrl, sandboxUrl, control, shop, tally };
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
