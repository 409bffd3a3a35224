import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { seal } from "#app/store/sealing.ts";
import { claim, confirm, placed, report, reverse } from "../commands/shop.ts";
import { takePicture } from "../setup/browser.ts";
import { checkAccess, checkWidth, DESK, openTill, PHONE } from "./till.ts";

const DUE = 477_000_000n;

test("a shopper opens the receipt of a paid order, reads what changed since, and takes home a file that verifies offline", { timeout: 240_000 }, async () => {
  const till = await openTill();
  const { shop, page, url, urlOf } = till;
  const order = await placed(shop, "1001");
  await page.goto(`${url}/pay/${order.token}/receipt`);
  expect(await page.locator("h1").textContent()).toBe("No receipt yet");
  await checkAccess(page, "unpaid");

  await claim(shop, order, "ann");
  await report(shop, "tx-1".repeat(16), { from: "ann", units: DUE + 23_500_000n });
  await confirm(shop, "tx-1".repeat(16));
  await seal(shop.db.pool, shop.id, { now: shop.clock(), most: 1000 });
  await page.goto(urlOf(order));
  await page.locator(`a[href$="/receipt"]`).click();
  await page.locator("h1", { hasText: "Receipt · Order #1001" }).waitFor();
  for (const line of ["15.90", "1 USD = 30 XTR", "500.5", "Left as credit", "23.5", "tx-1tx-1"]) expect(await page.locator("main").textContent()).toContain(line);
  await page.locator("summary").click();
  for (const [viewport, colorScheme] of [[PHONE, "light"], [DESK, "dark"]] as const) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    const name = `receipt-${viewport.width}-${colorScheme}`;
    await checkAccess(page, name);
    await checkWidth(page, name);
    await takePicture(page, name);
  }
  await page.emulateMedia({ media: "print" });
  await takePicture(page, "receipt-print");
  // On paper it is dark on light, whatever the screen likes.
  expect(await page.evaluate(() => getComputedStyle(document.querySelector("h1") ?? document.body).color)).toBe("rgb(30, 33, 40)");

  const folder = mkdtempSync(join(tmpdir(), "receipt-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [file, keys] = [join(folder, "receipt.json"), join(folder, "keys.json")];
  const hrefs = await page.locator("a[download]").evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
  for (const [at, name] of [file, keys].entries()) writeFileSync(name, await (await fetch(hrefs[at] ?? "")).text());
  const said: string[] = [];
  const speak = (line: string) => void said.push(line);
  const unconfigured = () => Promise.reject(new Error("no settings are needed")) as never;
  expect(await tally(["verify", "receipt", file, "--key", keys], unconfigured, { say: speak, complain: speak })).toBe(0);
  expect(said.join("\n")).toContain("500.500000 XTR received = 477.000000 XTR paid + 23.500000 XTR left as credit.");

  await reverse(shop, "tx-1".repeat(16));
  await seal(shop.db.pool, shop.id, { now: shop.clock(), most: 1000 });
  const arabic = await till.newPage({ javaScriptEnabled: false, locale: "ar", extraHTTPHeaders: { "Accept-Language": "ar" } });
  await arabic.goto(`${url}/pay/${order.token}/receipt`);
  expect(await arabic.locator("html").getAttribute("dir")).toBe("rtl");
  expect(await arabic.locator("main").textContent()).toContain("استردّت الشبكة مالًا دُفع به هذا الطلب");
  await takePicture(arabic, "receipt-arabic");
  expect((await fetch(`${url}/pay/${"0".repeat(32)}/receipt`)).status).toBe(404);
  expect(till.foreign).toEqual([]);
});
