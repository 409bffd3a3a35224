import { mkdirSync } from "node:fs";
import { type BrowserContext, type Page, chromium } from "playwright-core";
import { expect, inject, onTestFinished } from "vitest";
import { inRoot } from "#app/launch/root.ts";

// A name of a robot's would be turned away with 410.
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

export type Screen = { readonly page: Page; readonly foreign: readonly string[]; readonly shoot: (name: string) => Promise<void> };

/** A page of a new browser. Requests to other machines are refused and kept in `foreign`; a page or frame that does what
 * its own policy forbids fails the test. */
export async function openScreen(size: { readonly width: number; readonly height: number }): Promise<Screen> {
  const browser = await chromium.launch({ executablePath: inject("browserPath"), args: quiet });
  onTestFinished(() => browser.close());
  const context: BrowserContext = await browser.newContext({ userAgent, viewport: size });
  const foreign: string[] = [];
  await context.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  const page = await context.newPage();
  const forbidden: string[] = [];
  page.on("console", (line) => void (/Content Security Policy|Permissions policy/i.test(line.text()) && forbidden.push(line.text())));
  onTestFinished(() => expect(forbidden).toEqual([]));
  const shots = inRoot("test/browser/shots");
  mkdirSync(shots, { recursive: true });
  return { page, foreign, shoot: async (name) => void (await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true })) };
}
