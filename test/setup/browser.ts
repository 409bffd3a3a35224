import { type Browser, type BrowserContext, type Page, chromium } from "playwright-core";
import { expect, inject, onTestFinished } from "vitest";
import { inRoot } from "#app/launch/root.ts";
import { type AtEnd, withTest } from "./lifetime.ts";

// A name of a robot's would be turned away with 410.
const userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

/** `dots`: how many there are to a pixel, on a phone of today two or three. */
type Size = { readonly width: number; readonly height: number; readonly dots?: number };

export type Screen = { readonly page: Page; readonly foreign: readonly string[]; readonly shoot: (name: string) => Promise<void> };

export async function openBrowser(atEnd: AtEnd = withTest): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: inject("browserPath"), args: quiet });
  atEnd(() => browser.close());
  return browser;
}

/** A visitor nobody knows yet. */
export const openProfile = (browser: Browser, { dots = 1, ...viewport }: Size): Promise<BrowserContext> => browser.newContext({ userAgent, viewport, deviceScaleFactor: dots });

/** A page of a new profile, of a new browser where none is given. */
export async function openScreen(size: Size, browser?: Browser): Promise<Screen> {
  const profile = await openProfile(browser ?? (await openBrowser()), size);
  onTestFinished(() => profile.close());
  return openPage(profile);
}

/** Requests to other machines are refused and kept in `foreign`; a page or frame that does what its own policy forbids
 * fails the test. */
export async function openPage(profile: BrowserContext): Promise<Screen> {
  const page = await profile.newPage();
  onTestFinished(() => page.close());
  const foreign: string[] = [];
  await page.route(
    (url) => url.hostname !== "127.0.0.1",
    (route) => {
      foreign.push(route.request().url());
      return route.abort();
    },
  );
  const forbidden: string[] = [];
  page.on("console", (line) => void (/Content Security Policy|Permissions policy/i.test(line.text()) && forbidden.push(line.text())));
  onTestFinished(() => expect(forbidden).toEqual([]));
  return { page, foreign, shoot: (name) => takePicture(page, name) };
}

/** PICTURES=1 keeps what the tests come by, for people to look at. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (process.env["PICTURES"]) await page.screenshot({ path: inRoot(`test/browser/shots/${name}.png`), fullPage: true });
}
