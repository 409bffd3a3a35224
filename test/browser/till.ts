import type { BrowserContextOptions, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { registerWallet, revokeWallet } from "#app/commands/set-up.ts";
import type { Order } from "#app/engine/order.ts";
import type { Policy } from "#app/engine/policy.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { createBell } from "#app/store/bell.ts";
import { openDatabase } from "#app/store/database.ts";
import { addShop, payer, type Shop } from "../commands/shop.ts";
import { purse } from "../doors/world.ts";
import { startApp } from "../setup/app.ts";
import { violationsIn } from "../setup/axe.ts";
import { openBrowser, openScreen } from "../setup/browser.ts";
import { freshDatabase } from "../setup/database.ts";
import { sharedInFile } from "../setup/lifetime.ts";

export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };

/** A shop with the web server as its own process; what happens to its orders is decided here, as by another process. */
export type Till = {
  readonly url: string;
  readonly shop: Shop;
  readonly page: Page;
  readonly foreign: readonly string[];
  readonly urlOf: (order: Order, query?: string) => string;
  /** Another browser profile: its own language, scripts, colours. */
  readonly newPage: (options: BrowserContextOptions) => Promise<Page>;
};

/** What the tests of a file share. */
const hall = sharedInFile(async (atEnd) => {
  const databaseUrl = await freshDatabase();
  const [browser, { url }] = await Promise.all([openBrowser(atEnd), startApp(databaseUrl, {}, atEnd)]);
  const db = openDatabase(databaseUrl);
  const bell = createBell(db.pool, databaseUrl);
  atEnd(async () => {
    await bell.close();
    await db.close();
  });
  return { url, db, bell, browser };
});
let tills = 0;

/** A till with a shop of its own. */
export async function openTill(policy: Partial<Policy> = {}): Promise<Till> {
  const { url, db, bell, browser } = await hall();
  tills += 1;
  const till = await addShop(db, `tally-${tills}.myshopify.com`, policy);
  await db.pool.query(`UPDATE "shops" SET "name" = 'Tally Goods', "time_zone" = 'Europe/Berlin' WHERE "id" = $1`, [till.id]);
  till.setTime(new Date());
  await revokeWallet(till, till.id, till.wallet);
  const wallet = await registerWallet(till, till.id, { provider: "tari", address: toBase58(purse("hot-1").address), payer: payer(`till-${tills}`), allowList: [], initialNonce: 0n, perPayment: null, perDay: null });
  const { page, foreign } = await openScreen(PHONE, browser);
  const shop: Shop = { ...till, bell, wallet };
  const newPage = async (options: BrowserContextOptions) => {
    const profile = await browser.newContext({ viewport: PHONE, ...options });
    onTestFinished(() => profile.close());
    return profile.newPage();
  };
  return { url, shop, page, foreign, newPage, urlOf: ({ token }, query = "") => `${url}/pay/${token}${query}` };
}

/** Nothing a screen reader stumbles over, and nothing sideways. */
export async function checkAccess(page: Page, what: string): Promise<void> {
  expect((await violationsIn(page)).map(({ id, places }) => `${what}: ${id}: ${places.join(" | ")}`)).toEqual([]);
}

export async function checkWidth(page: Page, what: string): Promise<void> {
  // Its words are there before its style is.
  await page.waitForLoadState();
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect({ what, overflow }).toEqual({ what, overflow: 0 });
}
