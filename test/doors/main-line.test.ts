import { expect, test } from "vitest";
import { claimWith, confirm, DUE, openDoors, openShop, orderOf, place, purse, referenceFor, report, reverse, statusOf } from "./world.ts";

test("an order goes from its webhook to paid through the doors alone, and a reversal puts it at risk", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "5674593747156");
  const claimed = await claimWith(shop, purse("ann"), referenceFor(shop, order));
  expect(claimed).toMatchObject({
    status: 200,
    json: { order_id: "5674593747156", total_price: Number(DUE), status: "New", expires_at: "2026-11-22T10:00:00.000Z", send_to: { Single: { network: "mainnet", features: 3 } } },
  });
  const reported = await report(shop, "tx-1", { from: purse("ann"), units: DUE });
  expect(reported).toMatchObject({ status: 200, json: { success: true, status: "received" } });
  expect(JSON.parse(String(reported.json["message"]))).toMatchObject({ txid: "tx-1", amount: Number(DUE), status: "received", payment_type: "on_chain", memo: null });
  expect(await confirm(shop, "tx-1")).toMatchObject({ status: 200, json: { success: true, message: "Payment tx-1 confirmed successfully." } });
  expect(await statusOf(shop, "5674593747156")).toBe("paid");
  expect(await claimWith(shop, purse("ann"), referenceFor(shop, order))).toMatchObject({ status: 200, json: { status: "Paid" } });
  expect(await reverse(shop, "tx-1")).toMatchObject({ status: 200, json: { success: true, status: "reversed" } });
  expect((await orderOf(shop, "5674593747156"))?.atRisk).toHaveLength(1);
});

test("whatever comes again is answered again and changes nothing", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "77");
  for (const _ of [1, 2]) expect(await claimWith(shop, purse("ann"), referenceFor(shop, order))).toMatchObject({ status: 200, json: { status: "New" } });
  await report(shop, "tx-1", { from: purse("ann"), units: DUE });
  expect(await report(shop, "tx-1", { from: purse("ann"), units: DUE })).toMatchObject({ status: 200, json: { success: true, message: "Payment already exists." } });
  await confirm(shop, "tx-1");
  expect(await confirm(shop, "tx-1")).toMatchObject({ status: 200, json: { success: true, message: "Payment already confirmed." } });
  expect(await statusOf(shop, "77")).toBe("paid");
});

test("a confirmation before its payment is kept until the payment is reported", async () => {
  const shop = await openShop(await openDoors());
  expect(await confirm(shop, "tx-1")).toMatchObject({ status: 200, json: { success: true, status: "kept", message: expect.stringContaining("kept until the payment is reported") } });
  expect(await report(shop, "tx-1", { from: purse("ann"), units: DUE, order: "78" })).toMatchObject({ status: 200, json: { status: "confirmed" } });
  await place(shop, "78");
  expect(await statusOf(shop, "78")).toBe("paid");
});

test("every shop has its own doors under its domain, and the root serves the shop named at set-up", async () => {
  const world = await openDoors();
  const first = await openShop(world);
  const second = await openShop(world, { domain: "other.myshopify.com", hot: "hot-2" });
  const base = `${world.url}/s/${second.id}`;
  const order = await place(second, "80");
  expect(await claimWith(second, purse("ann"), referenceFor(second, order), base)).toMatchObject({ status: 200, json: { order_id: "80" } });
  await report(second, "tx-1", { from: purse("ann"), units: DUE }, { by: purse("hot-2"), base });
  await confirm(second, "tx-1", { by: purse("hot-2"), base });
  expect(await statusOf(second, "80")).toBe("paid");
  expect(await (await fetch(`${base}/wallet/send_to`)).json()).toHaveLength(1);
  // With two shops and none named, nobody can say whom the root serves.
  expect((await fetch(`${world.url}/wallet/send_to`)).status).toBe(404);
  expect((await fetch(`${world.url}/s/${first.id}/health`)).status).toBe(200);
});
