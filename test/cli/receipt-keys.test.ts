import { expect, test } from "vitest";
import { tally } from "#app/cli/main.ts";
import { receiptKeys, receiptSigner } from "#app/store/receipt-keys.ts";
import { resealAll } from "#app/store/reseal.ts";
import { openShop, rowsOf } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { DUE, paidBy, published, receiptFor, verified } from "./receipts.ts";

const HOUR = 3_600_000;
const keys = testConfig("postgresql://127.0.0.1/none").encryptionKeys;

test("twenty pages at once make one key, and a lost one gives way to a new one while the old stays published", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, DUE);
  const signers = await Promise.all(Array.from({ length: 20 }, () => receiptSigner(shop.db.pool, keys, shop.id, shop.clock())));
  const [first] = await receiptKeys(shop.db.pool, shop.id);
  expect(new Set(signers.map(({ id }) => id))).toEqual(new Set([first?.id]));
  const old = await receiptFor(shop, order);

  const lost: readonly [Buffer] = [Buffer.alloc(32, 9)];
  shop.setTime(new Date(shop.clock().getTime() + HOUR));
  const next = await receiptSigner(shop.db.pool, lost, shop.id, shop.clock());
  expect((await receiptKeys(shop.db.pool, shop.id)).map(({ id }) => id)).toEqual([next.id, first?.id]);
  expect(await verified(JSON.stringify(old), await published(shop))).toMatchObject({ code: 0 });
  for (const change of [`DELETE FROM "receipt_keys"`, `UPDATE "receipt_keys" SET "public" = 'x'`, `UPDATE "receipt_keys" SET "id" = 'x'`, `UPDATE "receipt_keys" SET "shop" = 'other'`]) {
    await expect(shop.db.pool.query(change)).rejects.toThrow(/never changed or deleted/);
  }
  await rowsOf(shop, `UPDATE "shops" SET "uninstalled_at" = now()`);
  expect([await rowsOf(shop, `SELECT "forget_shop"($1) AS "gone"`, [shop.id]), await receiptKeys(shop.db.pool, shop.id)]).toEqual([[{ gone: true }], []]);
});

test("after a rotation of the encryption key the shop signs with the same key as before", async () => {
  const shop = await openShop();
  const before = await receiptSigner(shop.db.pool, keys, shop.id, shop.clock());
  const fresh = Buffer.alloc(32, 3);
  expect(await resealAll(shop.db.pool, [fresh, ...keys])).toMatchObject({ lost: [] });
  expect((await receiptSigner(shop.db.pool, [fresh], shop.id, shop.clock())).id).toBe(before.id);
});

test("the operator starts a new key: receipts of before hold, unless the old key was withdrawn", async () => {
  const shop = await openShop();
  const order = await paidBy(shop, DUE);
  const url = shop.db.pool.options.connectionString ?? "";
  const said: string[] = [];
  const speak = (line: string) => void said.push(line);
  const renew = (...more: readonly string[]) => tally(["setup", "receipt-key", ...more], () => testConfig(url), { say: speak, complain: speak });
  const first = await receiptFor(shop, order);
  expect(await renew()).toBe(0);
  const second = await receiptFor(shop, order);
  expect(said.join()).toContain(`are signed with the key ${second.key} from now on`);
  expect(second.key).not.toBe(first.key);
  for (const receipt of [first, second]) expect(await verified(JSON.stringify(receipt), await published(shop))).toMatchObject({ code: 0 });

  expect(await renew("--withdraw")).toBe(0);
  const third = await receiptFor(shop, order);
  expect(await verified(JSON.stringify(second), await published(shop))).toEqual({ code: 1, said: expect.stringMatching(/WRONG {2}tally\.myshopify\.com withdrew the key/) });
  expect(await verified(JSON.stringify(third), await published(shop))).toMatchObject({ code: 0 });
});
