import { expect, test } from "vitest";
import { linkPayer } from "#app/commands/link-payer.ts";
import { run } from "#app/commands/transact.ts";
import { accountId } from "#app/engine/ids.ts";
import { claim, confirm, hear, heard, openShop, payer, placed, report, rowsOf, statusOf } from "./shop.ts";

const DUE = 477_000_000n;

test("a payment naming an order and that order's placing cannot miss each other", async () => {
  const shop = await openShop();
  const ids = Array.from({ length: 20 }, (_, n) => `9${n}`);
  await Promise.all(ids.flatMap((id) => [
    report(shop, `tx-${id}`, { from: `payer-${id}`, units: DUE, order: id }).then(() => confirm(shop, `tx-${id}`)),
    hear(shop, heard(id, { customer: `c-${id}` })),
  ]));
  expect(await Promise.all(ids.map((id) => statusOf(shop, id)))).toEqual(ids.map(() => "paid"));
});

test("a new link and a new order of its customer cannot miss each other", async () => {
  const shop = await openShop({ creditPays: "automatic" });
  for (let round = 0; round < 10; round++) {
    const who = `ann-${round}`;
    const customer = `c-${round}`;
    await report(shop, `tx-${round}`, { from: who, units: DUE });
    await confirm(shop, `tx-${round}`);
    const dear = await placed(shop, `7${round}`, { customer, price: "500.00" });
    await Promise.all([claim(shop, dear, who), hear(shop, heard(`8${round}`, { customer }))]);
    expect(await statusOf(shop, `8${round}`)).toBe("paid");
  }
});

test("twenty deliveries of one webhook place one order", async () => {
  const shop = await openShop();
  const told = await Promise.all(Array.from({ length: 20 }, () => hear(shop, heard("31"))));
  expect(new Set(told.map(({ order }) => order?.token)).size).toBe(1);
  expect(await rowsOf(shop, `SELECT count(*)::int AS "orders" FROM "orders"`)).toEqual([{ orders: 1 }]);
  expect(await rowsOf(shop, `SELECT count(*)::int AS "customers" FROM "customers"`)).toEqual([{ customers: 1 }]);
});

test("two orders of a customer nobody knew make one customer", async () => {
  const shop = await openShop();
  await Promise.all(Array.from({ length: 10 }, (_, n) => hear(shop, heard(`60${n}`))));
  expect(await rowsOf(shop, `SELECT count(*)::int AS "customers" FROM "customers"`)).toEqual([{ customers: 1 }]);
});

test("one payment confirmed by twenty callers at once is credited once", async () => {
  const shop = await openShop();
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await Promise.all(Array.from({ length: 20 }, () => confirm(shop, "tx-1")));
  expect(await rowsOf(shop, `SELECT "held" FROM "accounts"`)).toEqual([{ held: DUE.toString() }]);
});

test("one credit pays one of two orders claimed at the same moment", async () => {
  const shop = await openShop();
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  const orders = [await placed(shop, "51"), await placed(shop, "52")];
  await Promise.all(orders.map((order) => claim(shop, order, "ann")));
  const statuses = [await statusOf(shop, "51"), await statusOf(shop, "52")].sort();
  expect(statuses).toEqual(["claimed", "paid"]);
});

test("a nonce used by twenty callers at once is used by one", async () => {
  const shop = await openShop();
  const told = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => report(shop, `tx-${n}`, { from: "ann", units: DUE, nonce: 1_000_000n })));
  expect(told.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await rowsOf(shop, `SELECT count(*)::int AS "payments" FROM "payments"`)).toEqual([{ payments: 1 }]);
});

test("the merchant links a payer that proved itself, and its credit then pays the customer's orders on the merchant's word", async () => {
  const shop = await openShop();
  const order = await placed(shop, "61", { price: "500.00" });
  await claim(shop, order, "ann");
  const account = accountId("XTR/6", { kind: "payer", payer: payer("ann") });
  const act = { by: "merchant", reason: "she called", key: "k1", order: order.id, account };
  await run(shop, linkPayer, { shop: shop.id, input: act });
  expect(await rowsOf(shop, `SELECT "account" FROM "links"`)).toEqual([{ account }]);
});
