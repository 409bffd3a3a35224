import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { parsePaymentLink } from "#app/providers/tari/link.ts";
import { openTown, toldWhen } from "../flows/town.ts";
import { openScreen, takePicture } from "../setup/browser.ts";
import { startProcess } from "../setup/process.ts";
import { seenIn } from "./seen.ts";
import { checkAccess, checkWidth, PHONE } from "./till.ts";

/** `npm run tally -- …` on a machine that knows neither our settings nor our database. Its last words, if it went well. */
async function tallyElsewhere(...args: readonly string[]): Promise<string> {
  const tool = startProcess("app/launch/tally.mjs", { HOME: tmpdir() }, args);
  const code = await tool.ended;
  expect({ code, output: tool.output() }).toMatchObject({ code: 0 });
  return tool.output();
}

async function open(wallet: Page, text: string): Promise<void> {
  await wallet.getByLabel("Payment link, reference or order").fill(text);
  await wallet.getByRole("button", { name: "Open", exact: true }).click();
}

test("a cart is ordered, half of it paid, the rest asked for and paid, and the receipt believed by somebody offline", { timeout: 240_000 }, async () => {
  const { sandboxUrl, shop, control } = await openTown();
  const { page, foreign, shoot } = await openScreen(PHONE);
  const errors: string[] = [];
  page.context().on("weberror", (error) => errors.push(error.error().message));

  await page.goto(`${sandboxUrl}/store`);
  // The worker tells the theme what the rates are, soon after the shop has installed the app.
  await expect.poll(async () => {
    await page.reload();
    return page.getByText("about 477 XTR").count();
  }, { timeout: 30_000 }).toBe(1);
  await page.getByRole("button", { name: "Add Hazel tally stick to the cart" }).click();
  await page.getByRole("complementary", { name: "Price in another currency" }).getByText("Total: about 477 XTR").waitFor();
  await page.getByRole("region", { name: "Cart" }).getByText("Total: about 477 XTR").waitFor();
  await checkAccess(page, "cart");
  await checkWidth(page, "cart");
  await shoot("seen-1-cart");
  await page.getByRole("button", { name: "Check out" }).click();

  const block = page.frameLocator('iframe[title="Payment"]');
  await block.getByText("Waiting for your payment").waitFor();
  const [paying] = await Promise.all([page.context().waitForEvent("page"), block.getByRole("link", { name: "Open payment page" }).click()]);
  await paying.getByRole("heading", { name: "Waiting for your payment" }).waitFor();
  await paying.evaluate(() => Object.assign(window, { isSame: true }));
  const first = await seenIn(paying.locator(".qr"));
  expect(parsePaymentLink(first)).toMatchObject({ amount: 477_000_000n, address: { paymentId: expect.stringMatching(/^[0-9a-f]+$/) } });

  await page.goto(`${sandboxUrl}/wallet`);
  await open(page, first);
  await page.getByRole("radio", { name: "Half of it" }).check();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("confirmed", { exact: true }).waitFor();
  await checkWidth(page, "wallet");
  await shoot("seen-2-wallet-half");

  await paying.getByRole("heading", { name: "Part of your payment is here" }).waitFor();
  await paying.getByText("238.5 XTR").first().waitFor();
  expect(await paying.evaluate(() => Reflect.get(window, "isSame"))).toBe(true);
  await paying.bringToFront();
  const rest = await seenIn(paying.locator(".qr"));
  expect(parsePaymentLink(rest)?.amount).toBe(238_500_000n);
  await takePicture(paying, "seen-3-pay-half");

  const [order] = await shop.orders();
  if (!order) throw new Error("no order");
  const { links, reference } = await toldWhen(shop, order);
  const scans = await Promise.all(links.map((link) => control.scan(link)));
  expect(links[0]).toBe(rest);
  const bound = { shop: shop.domain, orderId: order.id, reference, units: "238500000" };
  expect(scans).toMatchObject([{ ...bound, memo: null }, { ...bound, memo: reference, paymentId: null }, { ...bound, memo: reference, paymentId: null }]);
  await page.bringToFront();
  await paying.getByText("Other ways to send it").click();
  expect(await paying.locator("#others a").evaluateAll((others) => others.map((each) => each.getAttribute("href")))).toEqual(links.slice(1));
  await takePicture(paying, "seen-3-pay-others");
  await open(page, (await paying.getByRole("link", { name: "Link for older wallets" }).getAttribute("href")) ?? "");
  await page.getByText("238.5 XTR", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Confirm" }).first().click();

  await paying.getByRole("heading", { name: "Paid. Thank you!" }).waitFor();
  expect(await paying.evaluate(() => Reflect.get(window, "isSame"))).toBe(true);
  await takePicture(paying, "seen-4-pay-paid");
  await paying.getByRole("link", { name: "Receipt", exact: true }).click();
  await paying.getByRole("heading", { name: "Receipt · Order #1001" }).waitFor();

  const folder = mkdtempSync(join(tmpdir(), "seen-through-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const take = async (which: number, name: string): Promise<string> => {
    const [download] = await Promise.all([paying.waitForEvent("download"), paying.locator("a[download]").nth(which).click()]);
    const path = join(folder, name);
    await download.saveAs(path);
    return path;
  };
  const said = await tallyElsewhere("verify", "receipt", await take(0, "receipt.json"), "--key", await take(1, "keys.json"));
  expect(said).toContain("477.000000 XTR received = 477.000000 XTR paid");
  expect(said).toContain("238.500000 XTR by tari esmeralda");
  expect(said).not.toContain("WRONG");
  expect([errors, foreign]).toEqual([[], []]);
});
