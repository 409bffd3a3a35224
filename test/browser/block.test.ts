import { createServer } from "node:http";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { createSandbox } from "#app/sandbox/sandbox.ts";
import { serveSandbox } from "#app/sandbox/serve.ts";
import { violationsIn } from "../setup/axe.ts";
import { openBrowser, openScreen } from "../setup/browser.ts";
import { sharedInFile } from "../setup/lifetime.ts";
import { amount, link, told } from "../extensions/told.ts";

const sharedBrowser = sharedInFile(openBrowser);

type Reply = { readonly status: number; readonly body: unknown };

/** The sandbox's store, whose block asks an app that answers as the test says, from another origin. */
async function openStore() {
  let reply: Reply = { status: 200, body: told() };
  const app = createServer((request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*").setHeader("Access-Control-Allow-Headers", "Authorization");
    response.writeHead(request.method === "OPTIONS" ? 204 : reply.status).end(request.method === "OPTIONS" ? "" : JSON.stringify(reply.body));
  });
  const port = await new Promise<number>((resolve) => app.listen(0, "127.0.0.1", () => {
    const address = app.address();
    resolve(typeof address === "object" && address ? address.port : 0);
  }));
  const sandbox = await createSandbox({ apiKey: "key", apiSecret: "secret", appUrl: `http://127.0.0.1:${port}`, posting: "by hand" });
  const { id } = sandbox.openShop({ domain: "first-shop.myshopify.com" }).placeOrder({ total: "15.90" });
  const served = await serveSandbox(sandbox, { hostname: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    await served.close();
    app.close();
    app.closeAllConnections();
  });
  return { page: `${served.url}/store/orders/${id}`, block: `${served.url}/store/orders/${id}/block`, answer: (body: unknown, status = 200) => void (reply = { status, body }) };
}

async function check(page: Page, name: string, shoot: (name: string) => Promise<void>): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: 900 });
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      await shoot(`block-${name}-${width}-${colorScheme}`);
    }
    // The page around it is Shopify's.
    const violations = await violationsIn(page, ["landmark-one-main", "page-has-heading-one"]);
    expect(violations.map(({ id, places }) => `${name} ${colorScheme} ${id}: ${places[0]}`)).toEqual([]);
  }
}

const sights: readonly (readonly [string, Reply])[] = [
  ["waiting", { status: 200, body: told() }],
  ["part", { status: 200, body: told({ state: "part", received: amount(200_000_000), remaining: amount(277_000_000) }) }],
  ["paid", { status: 200, body: told({ state: "paid", links: [], sendTo: null, remaining: amount(0), secondsLeft: null }) }],
  ["silent", { status: 500, body: {} }],
];

test.each(["en", "ar"])("the block is fit to be seen and heard on a phone and a desktop, in light and dark, in %s", async (language) => {
  const { block, answer } = await openStore();
  const { page, foreign, shoot } = await openScreen({ width: 390, height: 900 }, await sharedBrowser());
  for (const [name, { status, body }] of language === "en" ? sights : sights.slice(0, 2)) {
    answer(body, status);
    await page.goto(`${block}?lang=${language}`);
    await page.locator("s-banner").first().waitFor();
    await check(page, `${name}-${language}`, shoot);
  }
  expect(foreign).toEqual([]);
});

test("by keyboard alone a shopper copies, checks again and sees it paid", async () => {
  const { page: store, answer } = await openStore();
  const { page, shoot } = await openScreen({ width: 390, height: 900 }, await sharedBrowser());
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(store);
  const block = page.frameLocator('iframe[title="Payment"]');
  await block.getByText("477 XTR").first().waitFor();
  const press = async (name: string) => {
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press("Tab");
      if (await block.getByRole("button", { name }).evaluate((button) => button.matches(":focus")).catch(() => false)) return page.keyboard.press("Enter");
    }
    throw new Error(`${name} is not reached`);
  };
  await press("Copy amount");
  await block.getByRole("button", { name: "Copied" }).waitFor();
  expect(await block.locator("body").evaluate(() => navigator.clipboard.readText())).toBe("477");
  expect(await block.locator("s-qr-code").getAttribute("content")).toBe(link);
  await shoot("block-store");
  answer(told({ state: "paid", links: [], sendTo: null, remaining: amount(0), secondsLeft: null }));
  await press("Check again");
  await block.getByText("Your payment arrived. Thank you!").waitFor();
  // The frame is as high as what is in it.
  const heights = await page.locator("iframe.block").evaluate((frame) => [frame.clientHeight, frame instanceof HTMLIFrameElement ? frame.contentDocument?.documentElement.scrollHeight : 0]);
  expect(heights[0]).toBe(heights[1]);
});
