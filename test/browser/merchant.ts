import { AxeBuilder } from "@axe-core/playwright";
import type { FrameLocator, Page } from "playwright-core";
import { expect, onTestFinished } from "vitest";
import { createSandbox, type Sandbox } from "#app/sandbox/sandbox.ts";
import { serveSandbox } from "#app/sandbox/serve.ts";
import { freePort } from "#app/launch/ports.ts";
import { openDatabase, type Database } from "#app/store/database.ts";
import { startApp } from "../setup/app.ts";
import { openScreen, type Screen } from "../setup/browser.ts";
import { testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

export const DOMAIN = "tally.myshopify.com";

/** A merchant at their desk: the app as its own process, in the admin of a make-believe Shopify. */
export type Desk = Screen & {
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

export async function openDesk(env: Readonly<Record<string, string>> = {}): Promise<Desk> {
  const databaseUrl = await freshDatabase();
  const { SHOPIFY_API_KEY: apiKey = "", SHOPIFY_API_SECRET: apiSecret = "" } = testEnv("");
  const port = await freePort();
  const sandbox = await createSandbox({ apiKey, apiSecret, appUrl: `http://127.0.0.1:${port}`, posting: "by hand" });
  sandbox.openShop({ domain: DOMAIN, name: "Tally Goods" });
  const shopify = await serveSandbox(sandbox, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(shopify.close);
  await startApp(databaseUrl, { PORT: String(port), SHOPIFY_APP_URL: `http://127.0.0.1:${port}`, SHOPIFY_ORIGIN: shopify.url, APP_BRIDGE_URL: `${shopify.url}/app-bridge.js`, ...env });
  const db = openDatabase(databaseUrl);
  onTestFinished(() => db.close());
  const screen = await openScreen(WIDE);
  const errors: string[] = [];
  screen.page.on("pageerror", (error) => errors.push(error.message));
  const frame = screen.page.frameLocator(APP);
  onTestFinished(() => expect(errors).toEqual([]));
  return { ...screen, db, sandbox, frame, open: (path) => openRoom(screen.page, shopify.url, path), look: (name) => look(screen, name) };
}

async function openRoom(page: Page, shopify: string, path: string): Promise<void> {
  await page.goto(`${shopify}/admin?shop=${DOMAIN}&path=${encodeURIComponent(path)}`);
  await page.frameLocator(APP).getByRole("heading", { level: 1 }).first().waitFor();
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
  const { violations } = await new AxeBuilder({ page }).include({ fromFrames: [APP, "html"] }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" | ")}`)).toEqual([]);
}
