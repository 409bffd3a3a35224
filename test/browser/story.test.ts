import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { parsePaymentLink } from "#app/providers/tari/link.ts";
import { openTown } from "../flows/town.ts";
import { violationsIn } from "../setup/axe.ts";
import { openBrowser, openScreen, takePicture } from "../setup/browser.ts";
import { sharedInFile } from "../setup/lifetime.ts";
import { awake } from "./merchant.ts";
import { seenIn } from "./seen.ts";

// Three processes and a browser: on a busy machine this is a long walk.
const walkMs = 240_000;

const phone = { width: 390, height: 844 };

/** The block on the store's page, in its frame. */
const blockOn = (page: Page) => page.frameLocator('iframe[title="Payment"]');

/** The page around the block is Shopify's. */
const pageRules = ["landmark-one-main", "page-has-heading-one"];

/** Nothing hidden, nothing sideways, nothing a screen reader stumbles over. */
async function checkPage(page: Page): Promise<void> {
  const block = await (await page.$('iframe[title="Payment"]'))?.contentFrame();
  const violations = [...(await violationsIn(page)), ...(block ? await violationsIn(block, pageRules) : [])];
  expect(violations.map(({ id, places }) => `${id}: ${places[0]}`)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(phone.width);
}

const sharedBrowser = sharedInFile(openBrowser);

test("a shopper orders on a phone, pays from the wallet and sees it arrive; the merchant and Shopify see it too", { timeout: walkMs }, async () => {
  const { sandboxUrl, shop } = await openTown();
  const { page, foreign, shoot } = await openScreen({ ...phone, dots: 3 }, await sharedBrowser());
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  onTestFinished(() => expect(errors).toEqual([]));
  const block = blockOn(page);

  await page.goto(sandboxUrl);
  await page.getByRole("link", { name: "Buy something" }).click();
  await page.getByRole("button", { name: "Buy Hazel tally stick" }).click();
  await page.getByRole("heading", { name: "Thank you! Order #1001" }).waitFor();
  await block.getByText("Waiting for your payment").waitFor();
  for (const shown of ["477 XTR", "15.90 USD", "1 h 59 min left"]) await block.getByText(shown).first().waitFor();
  const [order] = await shop.orders();
  const link = parsePaymentLink(await seenIn(block.getByRole("img", { name: "QR code of the payment link" })));
  expect([link?.amount, link?.note?.startsWith(`${shop.domain}/${order?.id}/`)]).toEqual([477_000_000n, true]);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await block.getByRole("button", { name: "Copy address" }).click();
  await block.getByRole("button", { name: "Copied" }).waitFor();
  const copied = parseAddress(await block.locator("body").evaluate(() => navigator.clipboard.readText()));
  expect(copied).toEqual({ ok: true, address: link?.address });
  await checkPage(page);
  await shoot("story-1-thank-you");
  await page.emulateMedia({ colorScheme: "dark" });
  await checkPage(page);
  await shoot("story-1-thank-you-dark");
  await page.emulateMedia({ colorScheme: "light" });
  const thankYou = page.url();

  await page.getByRole("link", { name: "Scan it with the wallet" }).click();
  await page.getByRole("button", { name: "Claim this order" }).click();
  await page.getByText("The app answered 200").waitFor();
  await shoot("story-2-wallet-claimed");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByText("in mempool", { exact: true }).waitFor();
  await checkPage(page);
  await shoot("story-3-wallet-sent");
  const watching = await page.context().newPage();
  await watching.goto(thankYou);
  await blockOn(watching).getByText("Payment on its way").waitFor();
  await takePicture(watching, "story-4-on-its-way");

  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("confirmed", { exact: true }).waitFor();
  await page.goto(thankYou);
  await block.getByText("Your payment arrived. Thank you!").waitFor();
  // Shopify's own word follows when the worker has told it; the page shows it by itself.
  await page.locator("#standing").getByText("paid", { exact: true }).waitFor();
  await checkPage(page);
  await shoot("story-5-paid");
  await blockOn(watching).getByText("Your payment arrived. Thank you!").waitFor();
  await watching.close();

  await page.goto(`${sandboxUrl}/admin?path=${encodeURIComponent("/app/orders?view=paid")}`);
  const admin = page.frameLocator('iframe[title="Tallystick"]');
  await admin.getByText("#1001").first().waitFor();
  await awake(admin);
  await shoot("story-6-admin-orders");
  await admin.getByText("#1001").first().click();
  await admin.getByRole("heading", { name: "Timeline" }).waitFor();
  for (const told of ["Placed", "Priced at 477.000000 XTR", "477.000000 XTR confirmed"]) await admin.getByText(told, { exact: true }).first().waitFor();
  for (const size of [{ width: 1280, height: 1300 }, phone]) {
    await page.setViewportSize(size);
    // The frame paints a moment after its window changed.
    await admin.locator("body").evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await shoot(`story-7-admin-order-${size.width}`);
  }

  await page.goto(`${sandboxUrl}/admin/orders`);
  await page.getByText("paid", { exact: true }).waitFor();
  await page.getByText("orderMarkAsPaid").waitFor();
  await checkPage(page);
  await shoot("story-8-shopify-orders");
  expect(foreign.filter((url) => !url.includes("/fonts/"))).toEqual([]);
});

test("without JavaScript the whole walk can be made by links and buttons", { timeout: walkMs }, async () => {
  const { sandboxUrl } = await openTown();
  const browser = await sharedBrowser();
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.goto(`${sandboxUrl}/store`);
  await page.getByRole("button", { name: "Buy Turtle mug" }).click();
  const refreshUntil = async (isThere: () => Promise<boolean>) => {
    await expect.poll(async () => {
      await page.getByRole("link", { name: /^(Refresh|Check again)$/ }).click();
      return isThere();
    }, { timeout: 20_000 }).toBe(true);
  };
  const shows = (text: string) => async () => (await page.locator("main").textContent())?.includes(text) ?? false;
  const payPage = page.getByRole("link", { name: "Pay page" });
  await refreshUntil(async () => (await payPage.count()) === 1);
  const thankYou = page.url();
  await payPage.click();
  await page.getByText("Waiting for your payment").waitFor();
  expect(await shows("375")()).toBe(true);
  await takePicture(page, "story-no-script");
  const paying = page.url();
  await page.goto(thankYou);
  await page.getByRole("link", { name: "Scan it with the wallet" }).click();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.goto(paying);
  await refreshUntil(shows("Paid. Thank you!"));
});
