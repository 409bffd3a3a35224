import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";
import { expect, test } from "vitest";
import { referenceOf, type Order } from "#app/engine/order.ts";
import type { Hearing } from "#app/commands/hear-order.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { openPayKeys } from "#app/store/pay-keys.ts";
import { hear, heard, placed, report, type Shop } from "../commands/shop.ts";
import { purse } from "../doors/world.ts";
import { openPage, takePicture } from "../setup/browser.ts";
import { testConfig } from "../setup/config.ts";
import { openCamera, pretendToRead } from "./camera.ts";
import { checkAccess, openTill } from "./till.ts";

test("a mail's link that was faster than the webhook says so, and goes on to the order by itself", async () => {
  const { shop, url, page, foreign } = await openTill();
  // As the shop's own template of the mail makes it; of the settings only the keys are looked at.
  const { encryptionKeys } = testConfig("postgres://127.0.0.1/none");
  const token = (await openPayKeys(shop.db.pool, encryptionKeys).tokenOf(shop.id, "1001")) ?? "";
  await page.goto(`${url}/pay/${token}?o=1001&s=${shop.id}&lang=es`);
  await page.getByRole("heading", { name: "Estamos buscando tu pedido" }).waitFor();
  await checkAccess(page, "fetching");
  await takePicture(page, "pay-fetching");
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

/** `formats`: the codes its browser knows. */
async function openClaim(profile: BrowserContext, at: string, formats: readonly string[] | null = null) {
  const { page } = await openPage(profile);
  if (formats) await pretendToRead(page, { formats, text: "read by the browser" });
  await page.goto(at);
  await page.getByText("Sign with your wallet").click();
  return page;
}

const field = (page: Page) => page.getByLabel("Claim from your wallet");
const startButton = (page: Page) => page.getByRole("button", { name: "Scan with the camera" });
const stopButton = (page: Page) => page.getByRole("button", { name: "Stop the camera" });

/** What the page's camera does: "live", or "ended" when it is let go. */
const cameraOf = (page: Page) => page.locator("#scan-video").evaluate((video) => ((video as HTMLVideoElement).srcObject as MediaStream).getTracks().map(({ readyState }) => readyState));

/** What reads codes comes in a script of its own. */
const reader = /^\/assets\/read-codes-[\w-]+\.js$/;

function readersFetchedBy(profile: BrowserContext): readonly string[] {
  const fetched: string[] = [];
  profile.on("request", (request) => void (reader.test(new URL(request.url()).pathname) && fetched.push(request.url())));
  return fetched;
}

test("a claim is scanned off the wallet's screen by our own reader, fetched for that alone, whatever the order does meanwhile", { timeout: 120_000 }, async () => {
  const { shop, url, urlOf } = await openTill();
  const order = await placed(shop, "1001");
  const signed = claimOn(shop, order);
  const profile = await openCamera(signed);
  await profile.grantPermissions(["camera"]);
  const fetched = readersFetchedBy(profile);
  const reading = Promise.withResolvers<void>();
  await profile.route(({ pathname }) => reader.test(pathname), async (route) => reading.promise.then(() => route.continue()));
  const page = await openClaim(profile, urlOf(order));
  expect(await page.evaluate(() => "BarcodeDetector" in window)).toBe(false);
  await startButton(page).waitFor();
  expect(fetched).toEqual([]);

  // While it is on its way one may stop and begin anew.
  await startButton(page).click();
  await stopButton(page).click();
  await startButton(page).click();
  await expect.poll(() => page.locator("#scan-video").evaluate((video) => (video as HTMLVideoElement).videoWidth), patiently).toBeGreaterThan(0);
  await checkAccess(page, "scanning");
  await takePicture(page, "pay-scanning");
  await report(shop, "tx1", { from: "ben", units: 1_000_000n, memo: referenceOf(order, shop.id) });
  await page.getByText("Payments").first().waitFor();
  reading.resolve();
  await expect.poll(() => field(page).inputValue(), patiently).toBe(signed);
  // The camera is let go.
  await startButton(page).waitFor();
  expect(await cameraOf(page)).toEqual(["ended"]);
  await page.getByRole("button", { name: "Send claim" }).click();
  await page.getByText("A wallet has claimed this order.").waitFor();

  const [once, ...more] = fetched;
  expect(more).toEqual([]);
  const script = await fetch(once ?? url);
  expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(gzipSync(await script.arrayBuffer()).length).toBeLessThan(18_000);
});

test("a browser that reads codes by itself is given no reader, and one that only knows how is", async () => {
  const { shop, urlOf } = await openTill();
  const at = urlOf(await placed(shop, "1001"));
  const profile = await openCamera("read by ours");
  await profile.grantPermissions(["camera"]);
  const fetched = readersFetchedBy(profile);
  const able = await openClaim(profile, at, ["aztec", "qr_code"]);
  await startButton(able).click();
  await expect.poll(() => field(able).inputValue(), patiently).toBe("read by the browser");
  expect(fetched).toEqual([]);
  const unable = await openClaim(profile, at, []);
  await startButton(unable).click();
  await expect.poll(() => field(unable).inputValue(), patiently).toBe("read by ours");
  expect(fetched).toHaveLength(1);
});

test("where the camera is forbidden, or the reader does not come, the page says so, and a claim is pasted", async () => {
  const { shop, urlOf } = await openTill();
  const order = await placed(shop, "1001");
  const profile = await openCamera("nothing to see");
  const page = await openClaim(profile, urlOf(order));
  await startButton(page).click();
  await page.locator("#scan-failed").waitFor();
  await checkAccess(page, "no camera");
  await takePicture(page, "pay-no-camera");

  await profile.grantPermissions(["camera"]);
  await profile.route(({ pathname }) => reader.test(pathname), (route) => route.abort());
  await page.reload();
  await page.getByText("Sign with your wallet").click();
  await startButton(page).click();
  await page.locator("#scan-failed").waitFor();
  expect(await cameraOf(page)).toEqual(["ended"]);
  expect(await page.locator("#scan-video").isVisible()).toBe(false);
  await field(page).fill(claimOn(shop, order));
  await page.getByRole("button", { name: "Send claim" }).click();
  await page.getByText("A wallet has claimed this order.").waitFor();
});

test("without a camera to ask for none is offered", async () => {
  const { shop, page, urlOf } = await openTill();
  await page.addInitScript(() => Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined }));
  await page.goto(urlOf(await placed(shop, "1001")));
  await page.getByText("Sign with your wallet").click();
  await field(page).waitFor();
  expect(await page.locator("#scan").isVisible()).toBe(false);
});
