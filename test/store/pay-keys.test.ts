import { createHmac } from "node:crypto";
import { expect, onTestFinished, test } from "vitest";
import { shopId } from "#app/engine/ids.ts";
import { openDatabase } from "#app/store/database.ts";
import { openPayKeys } from "#app/store/pay-keys.ts";
import { resealAll } from "#app/store/reseal.ts";
import type { Keyring } from "#app/store/secrets.ts";
import { freshDatabase } from "../setup/database.ts";

const old = Buffer.alloc(32, 1);
const fresh = Buffer.alloc(32, 2);
const shop = shopId("tally.myshopify.com");
const order = { shop, storefrontId: "5674593747156" };

async function shopWithout() {
  const db = openDatabase(await freshDatabase());
  onTestFinished(db.close);
  await db.pool.query(`INSERT INTO "shops" ("id") VALUES ($1), ('other.myshopify.com')`, [shop]);
  return { db, process: (...keys: Keyring) => openPayKeys(db.pool, keys) };
}

test("a token is what Liquid's hmac_sha256 makes of the order's id, cut to 32 characters", async () => {
  const { process } = await shopWithout();
  const keys = process(old);
  const key = (await keys.keyOf(shop)) ?? "";
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(await keys.tokenOf(shop, order.storefrontId)).toBe(createHmac("sha256", key).update("5674593747156").digest("hex").slice(0, 32));
});

test("a shop that has no key gets one, and however many ask first all get the same", async () => {
  const { process, db } = await shopWithout();
  const made = await Promise.all(Array.from({ length: 20 }, () => process(old).keyOf(shop)));
  expect(new Set(made).size).toBe(1);
  expect(await process(old).keyOf(shopId("other.myshopify.com"))).not.toBe(made[0]);
  const { rows } = await db.pool.query<{ pay_key: string }>(`SELECT "pay_key" FROM "shops" WHERE "id" = $1`, [shop]);
  expect(rows[0]?.pay_key).toMatch(/^sealed\./);
  expect(rows[0]?.pay_key).not.toContain(made[0]);
});

test("only a token made with this shop's key for this order is taken for one", async () => {
  const { process } = await shopWithout();
  const keys = process(old);
  const token = (await keys.tokenOf(shop, order.storefrontId)) ?? "";
  expect(await keys.isMade({ ...order, token })).toBe(true);
  expect(await keys.isMade({ ...order, storefrontId: "5674593747157", token })).toBe(false);
  expect(await keys.isMade({ ...order, shop: shopId("other.myshopify.com"), token })).toBe(false);
  expect(await keys.isMade({ ...order, shop: shopId("unknown.myshopify.com"), token })).toBe(false);
  expect(await keys.isMade({ ...order, token: `${token}0` })).toBe(false);
  expect(await keys.isMade({ ...order, token: "" })).toBe(false);
});

test("the key outlives a rotation of the keys it is sealed with", async () => {
  const { process, db } = await shopWithout();
  const before = await process(old).keyOf(shop);
  expect(await resealAll(db.pool, [fresh, old])).toMatchObject({ anew: 1, lost: [] });
  expect(await process(fresh).keyOf(shop)).toBe(before);
});

test("where no key at hand opens it there are no tokens, until a new one is made", async () => {
  const { process } = await shopWithout();
  const before = await process(old).keyOf(shop);
  const keys = process(fresh);
  expect(await keys.keyOf(shop)).toBeNull();
  expect(await keys.tokenOf(shop, order.storefrontId)).toBeNull();
  expect(await keys.isMade({ ...order, token: "" })).toBe(false);
  await keys.renew(shop);
  expect(await keys.keyOf(shop)).toMatch(/^[0-9a-f]{64}$/);
  expect(await keys.keyOf(shop)).not.toBe(before);
});
