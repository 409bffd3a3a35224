import { expect, test } from "vitest";
import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import { orderId } from "#app/engine/ids.ts";
import { claim, confirm, openShop, placed, report, reverse, rowsOf, START, statusOf } from "./shop.ts";

const DUE = 477_000_000n;

test("an order is placed, claimed, paid by its claimer, and owes one mark-paid", async () => {
  const shop = await openShop();
  const order = await placed(shop, "5674593747156");
  expect(order.quote?.due.units).toBe(DUE);
  const claimed = await claim(shop, order, "ann");
  expect(claimed.order.status).toBe("claimed");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  expect(await statusOf(shop, "5674593747156")).toBe("claimed");
  await confirm(shop, "tx-1");
  expect(await statusOf(shop, "5674593747156")).toBe("paid");
  const owed = await rowsOf<{ target: string }>(shop, `SELECT "target" FROM "deliveries"`);
  expect(owed).toEqual([{ target: "storefront.mark-paid" }]);
  const held = await rowsOf<{ id: string; held: string }>(shop, `SELECT "id", "held" FROM "orders" UNION ALL SELECT "id", "held" FROM "accounts" ORDER BY 1`);
  expect(held.map(({ held: units }) => units)).toContain(DUE.toString());
});

test("a payment that names an order before it is known finds it when it is placed", async () => {
  const shop = await openShop();
  await report(shop, "tx-1", { from: "ann", units: DUE, order: "42" });
  await placed(shop, "42");
  expect(await statusOf(shop, "42")).toBe("claimed");
  await confirm(shop, "tx-1");
  expect(await statusOf(shop, "42")).toBe("paid");
});

test("an order nobody claims within its window expires and owes one cancel", async () => {
  const shop = await openShop();
  const order = await placed(shop, "43");
  shop.setTime(new Date(START.getTime() + 2 * 3600_000));
  await run(shop, expireOrder, { shop: shop.id, input: { order: order.id } });
  expect(await statusOf(shop, "43")).toBe("expired");
  expect(await rowsOf(shop, `SELECT "target" FROM "deliveries"`)).toEqual([{ target: "storefront.cancel" }]);
});

test("a reversal leaves the account below zero and the paid order at risk", async () => {
  const shop = await openShop();
  const order = await placed(shop, "44");
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await reverse(shop, "tx-1");
  const [row] = await rowsOf<{ at_risk: string[] }>(shop, `SELECT "at_risk" FROM "orders" WHERE "id" = $1`, [orderId("44")]);
  expect(row?.at_risk).toEqual(["acc_tari:mainnet:ann.XTR"]);
  expect(await rowsOf(shop, `SELECT "held" FROM "accounts" WHERE "id" = 'acc_tari:mainnet:ann.XTR'`)).toEqual([{ held: (-DUE).toString() }]);
});
