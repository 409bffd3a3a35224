import { expect, test } from "vitest";
import { setUpShop } from "#app/commands/set-up.ts";
import { findShop } from "#app/store/shops.ts";
import { addShop, claim, confirm, placed, report, reverse, rowsOf } from "../commands/shop.ts";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { noteBlock } from "#app/commands/note-block.ts";
import { run } from "#app/commands/transact.ts";
import { openDesk } from "./merchant.ts";

const DUE = 477_000_000n;

test("a new shop is installed by its first visit and led through five steps", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  await open("/app");
  expect((await db.prisma.shop.findMany({ where: { id: domain } })).map(({ id, name, currency }) => [id, name, currency])).toEqual([[domain, "Tally Goods", "USD"]]);
  await frame.getByText("0 of 5 done").waitFor();
  await look("home-empty");
  await frame.getByRole("link", { name: "Name it" }).click();
  await frame.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
});

test("steps check themselves, and home says calmly that nothing needs the merchant once they are done", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  await open("/app");
  await frame.getByText("3 of 5 done").waitFor();
  await frame.getByText("Shopify does not say where a block stands").waitFor();
  expect(await frame.getByRole("link", { name: "Open checkout settings" }).getAttribute("href")).toBe(`https://${domain}/admin/settings/checkout`);
  await look("home-nearly");
  const known = await findShop(db.pool, domain);
  if (known) await noteBlock(shop, known);
  const order = await placed(shop, "5674593747156", { name: "#1001" });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await open("/app");
  await frame.getByText("Nothing needs you.").waitFor();
  await frame.getByText("477.000000 XTR").first().waitFor();
  await look("home-calm");
});

test("home lists what needs the merchant, each with the button that leads there", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  const order = await placed(shop, "1001", { name: "#1001" });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await reverse(shop, "tx-1");
  const late = await placed(shop, "1002", { name: "#1002" });
  await run(shop, cancelOrder, { shop: shop.id, input: { order: late.id, by: "staff", reason: "sold out", key: "k" } });
  await report(shop, "tx-2", { from: "bob", units: DUE, order: "1002" });
  await confirm(shop, "tx-2");
  await placed(shop, "1003", { name: "#1003", ask: () => ({ price: { currency: "EUR", amount: { digits: 5n, scale: 0 } } }) });
  await rowsOf(shop, `UPDATE "deliveries" SET "done_at" = now(), "result" = 'refused', "said" = 'Goods of it were shipped, so it was not cancelled.', "attempts" = 1 WHERE "shop" = $1 AND "target" = 'storefront.cancel'`, [shop.id]);
  await setUpShop(shop, shop.id, { timeZone: "Europe/Berlin" });
  await rowsOf(shop, `UPDATE "price_boards" SET "error" = 'forbidden: Access denied for metafieldsSet', "tries" = 3 WHERE "shop" = $1`, [shop.id]);
  await open("/app");
  for (const heading of ["Paid orders at risk", "Money that came too late", "Shopify refused", "Orders that need a rate", "Prices in the shop are behind"]) await frame.getByRole("heading", { name: heading }).waitFor();
  await look("home-attention");
  expect(await frame.getByRole("link", { name: "See prices: forbidden: Access denied" }).getAttribute("href")).toBe("/app/prices");
  await frame.getByRole("link", { name: "Set rate: 1 order in EUR" }).click();
  await frame.getByText("Orders in EUR are waiting for a rate.").waitFor();
  expect(await frame.getByLabel("Currency").inputValue()).toBe("EUR");
  await frame.getByLabel("XTR for one unit").fill("33");
  await frame.getByRole("button", { name: "Set rate" }).click();
  await frame.getByText("1 EUR = 33 XTR").waitFor();
  const [priced] = await rowsOf<{ due: string }>(shop, `SELECT "due"::text FROM "orders" WHERE "shop" = $1 AND "id" = 'ord_1003'`, [shop.id]);
  expect(priced?.due).toBe("165000000");
});
