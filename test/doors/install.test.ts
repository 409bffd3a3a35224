import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { letIn } from "#app/commands/let-in.ts";
import { keepPrivacy } from "#workers/privacy.ts";
import { openDoors, openShop, orderBody, orderOf, rows, webhook, type Shop, type World } from "./world.ts";

const START = Date.parse("2026-11-20T10:00:00.000Z");
const minute = (count: number) => new Date(START + count * 60_000);
const fixture = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8"));

const keepSession = (shop: Shop, token: string) =>
  rows(shop, `INSERT INTO "Session" ("id", "shop", "state", "accessToken") VALUES ('offline_' || $1, $1, $2, '') ON CONFLICT ("id") DO UPDATE SET "state" = $2`, [shop.id, token]);
const sessionOf = async (shop: Shop) => (await rows<{ state: string }>(shop, `SELECT "state" FROM "Session" WHERE "shop" = $1`, [shop.id]))[0]?.state;
const isInstalled = async (shop: Shop) => (await rows<{ is: boolean }>(shop, `SELECT "uninstalled_at" IS NULL AS "is" FROM "shops" WHERE "id" = $1`, [shop.id]))[0]?.is;
const uninstalled = (shop: Shop, at: Date) => webhook(shop, JSON.stringify({ ...fixture("app-uninstalled"), myshopify_domain: shop.id }), { topic: "app/uninstalled", path: "app", at: at.toISOString() });

/** As the embedded app does: Shopify exchanges the merchant's token, and the shop is let in. */
async function comesBack(shop: Shop, at: Date): Promise<void> {
  await keepSession(shop, "new");
  await letIn(shop.context, { shop: shop.id, at }, () => Promise.resolve({}));
}

// What happened, in this order: placed, changed, uninstalled, installed again. What arrives when is another matter.
const arrivals: Readonly<Record<string, (shop: Shop) => Promise<unknown>>> = {
  placed: (shop) => webhook(shop, orderBody("1", { updatedAt: minute(1).toISOString() })),
  changed: (shop) => webhook(shop, orderBody("1", { updatedAt: minute(2).toISOString(), price: "20.00" }), { topic: "orders/updated" }),
  uninstalled: (shop) => uninstalled(shop, minute(3)),
  back: (shop) => comesBack(shop, minute(4)),
};

function permutations(names: readonly string[]): readonly (readonly string[])[] {
  return names.length === 0 ? [[]] : names.flatMap((name) => permutations(names.filter((other) => other !== name)).map((rest) => [name, ...rest]));
}

test("an uninstall and a reinstall end alike, in whatever order their messages and late orders arrive", async () => {
  const world = await openDoors();
  world.setTime(minute(5));
  const ends: Record<string, unknown> = {};
  for (const [index, order] of permutations(Object.keys(arrivals)).entries()) {
    const shop = await shopNamed(world, `shop-${index}.myshopify.com`);
    await keepSession(shop, "old");
    for (const name of [...order, "uninstalled"]) await arrivals[name]?.(shop);
    ends[order.join(", ")] = { session: await sessionOf(shop), isInstalled: await isInstalled(shop), due: (await orderOf(shop, "1"))?.quote?.due.units };
  }
  expect(Object.entries(ends).filter(([, end]) => JSON.stringify(end, text) !== JSON.stringify({ session: "new", isInstalled: true, due: 600_000_000n }, text))).toEqual([]);
  expect(Object.keys(ends)).toHaveLength(24);
});

const text = (_: string, value: unknown) => (typeof value === "bigint" ? value.toString() : value);

/** Installed at the beginning, whatever the clock says now. */
async function shopNamed(world: World, domain: string): Promise<Shop> {
  const shop = await openShop(world, { domain, hot: null });
  await rows(world, `UPDATE "shops" SET "installed_at" = $2 WHERE "id" = $1`, [shop.id, minute(0)]);
  return shop;
}

test("a page left open since before the uninstall installs nothing, and a session that was being renewed goes", async () => {
  const shop = await openShop(await openDoors());
  await keepSession(shop, "old");
  shop.setTime(minute(3));
  await uninstalled(shop, minute(3));
  expect(await sessionOf(shop)).toBeUndefined();
  expect(await letIn(shop.context, { shop: shop.id, at: minute(2) }, () => Promise.resolve({}))).toBeNull();
  await keepSession(shop, "renewed");
  await keepPrivacy(shop.context);
  expect([await isInstalled(shop), await sessionOf(shop)]).toEqual([false, "renewed"]);
  shop.setTime(minute(14));
  await keepPrivacy(shop.context);
  expect([await isInstalled(shop), await sessionOf(shop)]).toEqual([false, undefined]);
});

test("a shop's erasure is not carried out when it came back, and is when its uninstall is heard only afterwards", async () => {
  const world = await openDoors();
  const [back, late] = [await shopNamed(world, "back.myshopify.com"), await shopNamed(world, "late.myshopify.com")];
  world.setTime(minute(60));
  await uninstalled(back, minute(60));
  world.setTime(minute(60 * 5));
  await comesBack(back, minute(60 * 5));
  const askedAt = minute(60 * 49);
  world.setTime(askedAt);
  for (const shop of [back, late]) await webhook(shop, JSON.stringify({ shop_id: 7, shop_domain: shop.id }), { topic: "shop/redact", path: "compliance", at: askedAt.toISOString() });
  await keepPrivacy(world.context);
  const results = () => rows(world, `SELECT "shop", "result" FROM "privacy_requests" ORDER BY 1`);
  expect(await results()).toEqual([{ shop: back.id, result: "ignored: the app is installed again" }, { shop: late.id, result: null }]);
  await uninstalled(late, minute(60));
  await keepPrivacy(world.context);
  expect(await results()).toEqual([{ shop: back.id, result: "ignored: the app is installed again" }]);
  expect(await rows(world, `SELECT "id" FROM "shops"`)).toEqual([{ id: back.id }]);
});
