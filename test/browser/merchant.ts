import type { BrowserContext, FrameLocator } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { createSandbox, type Sandbox } from "#app/sandbox/sandbox.ts";
import { serveSandbox } from "#app/sandbox/serve.ts";
import { freePort } from "#app/launch/ports.ts";
import { openDatabase, type Database } from "#app/store/database.ts";
import { startApp } from "../setup/app.ts";
import { violationsIn } from "../setup/axe.ts";
import { openBrowser, openPage, openProfile, type Screen } from "../setup/browser.ts";
import { testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { type AtEnd, sharedInFile, withTest } from "../setup/lifetime.ts";
import { eventually } from "../setup/poll.ts";

/** A merchant at their desk: the app as its own process, in the admin of a make-believe Shopify. */
export type Desk = Screen & {
  /** Of the merchant's shop, which nobody has installed the app at yet. */
  readonly domain: string;
  readonly db: Database;
  readonly sandbox: Sandbox;
  readonly frame: FrameLocator;
  /** Opens a room of the app inside the admin. */
  readonly open: (path: string) => Promise<void>;
  /** A picture at 1280 and at 390 px. No page may be wider than its window, nor have a serious fault of access. */
  readonly look: (name: string) => Promise<void>;
};

const APP = 'iframe[title="Tallystick"]';
const WIDE = { width: 1280, height: 1300 };
const NARROW = { width: 390, height: 1300 };

/** What the tests of a file share: the app as a process, Shopify around it, a browser that has seen the app before. */
type Office = { readonly db: Database; readonly sandbox: Sandbox; readonly shopifyUrl: string; readonly profile: BrowserContext };

async function openOffice(atEnd: AtEnd, env: Readonly<Record<string, string>> = {}): Promise<Office> {
  const databaseUrl = await freshDatabase();
  const { SHOPIFY_API_KEY: apiKey = "", SHOPIFY_API_SECRET: apiSecret = "" } = testEnv("");
  const port = await freePort();
  const sandbox = await createSandbox({ apiKey, apiSecret, appUrl: `http://127.0.0.1:${port}`, posting: "by hand" });
  const shopify = await serveSandbox(sandbox, { hostname: "127.0.0.1", port: 0 });
  atEnd(shopify.close);
  const at = { PORT: String(port), SHOPIFY_APP_URL: `http://127.0.0.1:${port}`, SHOPIFY_ORIGIN: shopify.url, APP_BRIDGE_URL: `${shopify.url}/app-bridge.js` };
  const [browser] = await Promise.all([openBrowser(atEnd), startApp(databaseUrl, { ...at, ...env }, atEnd)]);
  const db = openDatabase(databaseUrl);
  atEnd(() => db.close());
  return { db, sandbox, shopifyUrl: shopify.url, profile: await openProfile(browser, WIDE) };
}

const office = sharedInFile(openOffice);
let desks = 0;

/** A desk of its own, with a shop of its own. `env`: for which the app is started anew. */
export async function openDesk(env?: Readonly<Record<string, string>>): Promise<Desk> {
  const { db, sandbox, shopifyUrl, profile } = await (env ? openOffice(withTest, env) : office());
  desks += 1;
  const domain = `tally-${desks}.myshopify.com`;
  sandbox.openShop({ domain, name: "Tally Goods" });
  const screen = await openPage(profile);
  const errors: string[] = [];
  screen.page.on("pageerror", (error) => errors.push(error.message));
  onTestFinished(() => expect(errors).toEqual([]));
  const frame = screen.page.frameLocator(APP);
  const open = async (path: string) => {
    await screen.page.goto(`${shopifyUrl}/admin?shop=${domain}&path=${encodeURIComponent(path)}`);
    await awake(frame);
  };
  return { ...screen, domain, db, sandbox, frame, open, look: (name) => look(screen, name) };
}

/** A page stands there whose buttons do something: a press would be lost before React has taken over what the server wrote. */
export async function awake(frame: FrameLocator): Promise<void> {
  const heading = frame.getByRole("heading", { level: 1 }).first();
  await heading.waitFor();
  await eventually(() => heading.evaluate((element) => Object.keys(element).some((key) => key.startsWith("__react")) || undefined).catch(() => undefined), 30_000);
}

async function look({ page, shoot }: Screen, name: string): Promise<void> {
  for (const size of [NARROW, WIDE]) {
    await page.setViewportSize(size);
    // Polaris measures its tabs and tables a frame after a change of size.
    await page.frameLocator(APP).locator("body").evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await shoot(`${name}-${size.width}`);
    const overflow = await page.frameLocator(APP).locator("html").evaluate((html) => html.scrollWidth - html.clientWidth);
    expect({ name, width: size.width, overflow }).toEqual({ name, width: size.width, overflow: 0 });
  }
  const app = await (await page.locator(APP).elementHandle())?.contentFrame();
  if (!app) throw new Error("the app has no frame");
  // The window's title is Shopify's.
  const serious = (await violationsIn(app, ["document-title"])).filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, places }) => `${id}: ${places.join(" | ")}`)).toEqual([]);
}
