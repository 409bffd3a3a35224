import { expect, test } from "vitest";
import { openDatabase } from "#app/store/database.ts";
import { startApp } from "../setup/app.ts";
import { openScreen } from "../setup/browser.ts";
import { testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { embeddedUrl, startShopifyDouble } from "../setup/shopify-double.ts";

const { SHOPIFY_API_KEY: apiKey = "", SHOPIFY_API_SECRET: apiSecret = "" } = testEnv("");
const shop = "first-shop.myshopify.com";

test("a merchant opens the app in Shopify's admin and sees the shop", async () => {
  const shopify = await startShopifyDouble();
  const databaseUrl = await freshDatabase();
  const app = await startApp(databaseUrl, { SHOPIFY_ORIGIN: shopify.origin, APP_BRIDGE_URL: `${shopify.origin}/app-bridge.js` });
  const { page, foreign, shoot } = await openScreen({ width: 1280, height: 800 });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));

  const answer = await page.goto(embeddedUrl(app.url, { shop, apiKey, apiSecret }));

  expect(answer?.status()).toBe(200);
  await page.getByRole("heading", { name: "Home", level: 1 }).waitFor();
  await page.getByText(shop).waitFor();
  expect(answer?.headers()["content-security-policy"]).toContain(`https://${shop}`);
  expect(answer?.headers()["content-security-policy"]).toContain(shopify.origin);
  expect(shopify.exchanges[0]).toMatchObject({ shop, client_id: apiKey, expiring: "1" });
  await shoot("first-page-1280");
  await page.setViewportSize({ width: 390, height: 800 });
  await shoot("first-page-390");
  expect(errors).toEqual([]);
  expect(foreign.filter((url) => !url.includes("/fonts/"))).toEqual([]);

  const db = openDatabase(databaseUrl);
  const kept = await db.prisma.session.findMany({ where: { shop } });
  await db.close();
  expect(kept.map((session) => session.accessToken.slice(0, 7))).toEqual(["sealed."]);
  expect(app.process.output()).not.toContain("id_token");
  expect(app.process.output()).not.toContain("shpat_");
});

test("a visit without a session token is sent to fetch one, and a forged one gets no page", async () => {
  const shopify = await startShopifyDouble();
  const app = await startApp(await freshDatabase(), { SHOPIFY_ORIGIN: shopify.origin });
  const headers = { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0" };
  for (const secret of ["another-secret", ""]) {
    const url = new URL(embeddedUrl(app.url, { shop, apiKey, apiSecret: secret }));
    if (!secret) url.searchParams.delete("id_token");
    const answer = await fetch(url, { headers, redirect: "manual" });
    expect(answer.status).toBe(302);
    expect(answer.headers.get("location")).toContain("/auth/session-token");
  }
  expect(shopify.exchanges).toEqual([]);
});
