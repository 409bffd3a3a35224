import type { BrowserContext } from "playwright-core";
import { expect, test } from "vitest";
import { referenceOf, type Order } from "#app/engine/order.ts";
import type { Hearing } from "#app/commands/hear-order.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { openPayKeys } from "#app/store/pay-keys.ts";
import { hear, heard, placed, report, type Shop } from "../commands/shop.ts";
import { purse } from "../doors/world.ts";
import { openPage } from "../setup/browser.ts";
import { testConfig } from "../setup/config.ts";
import { openCamera, teachToRead } from "./camera.ts";
import { checkAccess, openTill, shootPage } from "./till.ts";

test("a mail's link that was faster than the webhook says so, and goes on to the order by itself", async () => {
  const { shop, url, page, foreign } = await openTill();
  // As the shop's own template of the mail makes it; of the settings only the keys are looked at.
  const { encryptionKeys } = testConfig("postgres://127.0.0.1/none");
  const token = (await openPayKeys(shop.db.pool, encryptionKeys).tokenOf(shop.id, "1001")) ?? "";
  await page.goto(`${url}/pay/${token}?o=1001&s=${shop.id}&lang=es`);
  await page.getByRole("heading", { name: "Estamos buscando tu pedido" }).waitFor();
  await checkAccess(page, "fetching");
  await shootPage(page, "pay-fetching");
  await page.evaluate(() => Object.assign(window, { isSame: true }));
  const input: Hearing = { ...heard("1001"), token };
  await hear(shop, input);
  await page.getByRole("heading", { name: "Esperando tu pago" }).waitFor();
  await page.locator(".qr svg").waitFor();
  // It listens to its order from now on, and is the page that was opened.
  await report(shop, "tx1", { from: "ann", units: 477_000_000n, memo: `${shop.id}/1001/${token}` });
  await page.getByRole("heading", { name: "Tu pago está en camino" }).waitFor();
  expect(await page.evaluate(() => Reflect.get(window, "isSame"))).toBe(true);
  expect(foreign).toEqual([]);
});

// Reading one picture takes a busy machine the most of a second.
const patiently = { timeout: 30_000 };

/** What a wallet shows on its own screen once it has signed. */
const claimOn = (shop: Shop, order: Order): string => {
  const { address, secret } = purse("ann");
  return JSON.stringify(writeClaim(signClaim({ address, text: referenceOf(order, shop.id), secret })));
};

async function openClaim(profile: BrowserContext, at: string) {
  const { page } = await openPage(profile);
  await page.goto(at);
  await page.getByText("Sign with your wallet").click();
  return page;
}

test("a claim is scanned off the wallet's screen, whatever the order does meanwhile", async () => {
  const { shop, urlOf } = await openTill();
  const order = await placed(shop, "1001");
  const signed = claimOn(shop, order);
  const profile = await openCamera(signed);
  await profile.grantPermissions(["camera"]);
  await teachToRead(profile);
  const page = await openClaim(profile, urlOf(order));
  await page.evaluate(() => Object.assign(window, { isBlind: true }));
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  await page.getByRole("button", { name: "Stop the camera" }).waitFor();
  await expect.poll(() => page.locator("#scan-video").evaluate((video) => (video as HTMLVideoElement).videoWidth), patiently).toBeGreaterThan(0);
  await checkAccess(page, "scanning");
  await shootPage(page, "pay-scanning");
  await report(shop, "tx1", { from: "ben", units: 1_000_000n, memo: referenceOf(order, shop.id) });
  await page.getByText("Payments").first().waitFor();
  await page.evaluate(() => Object.assign(window, { isBlind: false }));
  await expect.poll(() => page.getByLabel("Claim from your wallet").inputValue(), patiently).toBe(signed);
  // The camera is let go.
  await page.getByRole("button", { name: "Scan with the camera" }).waitFor();
  expect(await page.locator("#scan-video").evaluate((video) => ((video as HTMLVideoElement).srcObject as MediaStream).getTracks().map(({ readyState }) => readyState))).toEqual(["ended"]);
  await page.getByRole("button", { name: "Send claim" }).click();
  await page.getByText("A wallet has claimed this order.").waitFor();
});

test("a browser that reads no codes is offered no camera, and one whose owner forbids it says so", async () => {
  const { shop, urlOf } = await openTill();
  const order = await placed(shop, "1001");
  const profile = await openCamera("nothing to see");
  const plain = await openClaim(profile, urlOf(order));
  await plain.getByLabel("Claim from your wallet").waitFor();
  expect(await plain.evaluate(() => "BarcodeDetector" in window)).toBe(false);
  expect(await plain.locator("#scan").isVisible()).toBe(false);

  await teachToRead(profile);
  const page = await openClaim(profile, urlOf(order));
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  await page.locator("#scan-failed").waitFor();
  await checkAccess(page, "no camera");
  await shootPage(page, "pay-no-camera");
  await page.getByLabel("Claim from your wallet").fill(claimOn(shop, order));
  await page.getByRole("button", { name: "Send claim" }).click();
  await page.getByText("A wallet has claimed this order.").waitFor();
});
