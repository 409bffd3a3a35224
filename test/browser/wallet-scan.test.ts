import { expect, test } from "vitest";
import { qrPng } from "#app/qr/qr.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { openPage } from "../setup/browser.ts";
import { serveStorefront } from "../setup/sandbox-shop.ts";
import { openCamera } from "./camera.ts";

const [hot, cold] = vectors.addresses.map(({ base58 }) => `tari://mainnet/transactions/send?tariAddress=${base58}&amount=477000000`);

test("the sandbox's wallet opens a link that its camera sees, and one in a picture", async () => {
  const { url } = await serveStorefront();
  const profile = await openCamera(hot ?? "");
  await profile.grantPermissions(["camera"]);
  const { page } = await openPage(profile);
  await page.goto(`${url}/wallet`);
  const field = page.getByLabel("Payment link, reference or order");
  await page.getByRole("button", { name: "Scan with the camera" }).click();
  await expect.poll(() => field.inputValue(), { timeout: 30_000 }).toBe(hot);
  await page.waitForURL(/text=/);
  await page.getByRole("button", { name: "Scan with the camera" }).waitFor();
  await page.getByLabel("or from a picture").setInputFiles({ name: "torn.png", mimeType: "image/png", buffer: qrPng(cold ?? "").subarray(0, 40) });
  await page.getByText("No QR code found in that picture.").waitFor();
  await page.getByLabel("or from a picture").setInputFiles({ name: "code.png", mimeType: "image/png", buffer: qrPng(cold ?? "") });
  await expect.poll(() => field.inputValue()).toBe(cold);
});
