import { expect, onTestFinished, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import { watch } from "#workers/watch.ts";
import { addShop, claim, confirm, placed, report, rowsOf, START, statusOf } from "../commands/shop.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

const DUE = 477_000_000n;

async function open(now = START) {
  const context = createContext(testConfig(await freshDatabase()), () => now);
  onTestFinished(context.close);
  return { context, shop: await addShop(context.db, "tally.myshopify.com") };
}

test("a confirmation that was kept and never taken up is heard", async () => {
  const { context, shop } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  const { payment } = await report(shop, "tx-1", { from: "ann", units: DUE });
  await rowsOf(shop, `INSERT INTO "parked" ("shop", "payment", "wallet") VALUES ($1, $2, $3)`, [shop.id, payment.id, shop.wallet]);
  await watch(context);
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("the kept confirmation of a wallet that was revoked since is not heard, nor that of one that reported nothing", async () => {
  const { context, shop } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  const { payment } = await report(shop, "tx-1", { from: "ann", units: DUE });
  await rowsOf(shop, `INSERT INTO "parked" ("shop", "payment", "wallet") VALUES ($1, $2, $3), ($1, $2, 'wal_stranger')`, [shop.id, payment.id, shop.wallet]);
  await rowsOf(shop, `UPDATE "wallets" SET "revoked_at" = now()`);
  await watch(context);
  expect(await statusOf(shop, "1")).toBe("claimed");
});

test("nonces are forgotten a day after they fell below the line of 64, and no others", async () => {
  const { context, shop } = await open(new Date(START.getTime() + 2 * 86_400_000));
  const insert = (nonce: number, at: Date) => rowsOf(shop, `INSERT INTO "wallet_nonces" ("shop", "wallet", "nonce", "used_at") VALUES ($1, $2, $3, $4)`, [shop.id, shop.wallet, nonce, at]);
  for (let nonce = 1; nonce <= 70; nonce += 1) await insert(nonce, START);
  await insert(0, new Date(START.getTime() + 1.5 * 86_400_000));
  await watch(context);
  const left = await rowsOf<{ nonce: string }>(shop, `SELECT "nonce" FROM "wallet_nonces" ORDER BY "nonce"`);
  expect(left.map(({ nonce }) => Number(nonce))).toEqual([0, ...Array.from({ length: 64 }, (_, n) => n + 7)]);
});

test("a changed rate or policy that a crash kept from its orders is carried through", async () => {
  const { context, shop } = await open();
  const order = await placed(shop, "1");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE - 1n });
  await confirm(shop, "tx-1");
  const noted = { value: START.toISOString(), at: START };
  await rowsOf(shop, `UPDATE "shops" SET "policy" = '{"tolerance": {"units": "1", "basisPoints": "0"}}'`);
  await watch(context);
  expect(await statusOf(shop, "1")).toBe("claimed");
  await rowsOf(shop, `INSERT INTO "cursors" ("shop", "name", "value", "at") VALUES ($1, 'to-carry-through', $2, $3)`, [shop.id, noted.value, noted.at]);
  await watch(context);
  expect(await statusOf(shop, "1")).toBe("paid");
  expect(await rowsOf(shop, `SELECT "name" FROM "cursors"`)).toEqual([]);
});
