import { expect, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { run } from "#app/commands/transact.ts";
import { addShop, claim, confirm, heard, hear, placed, report } from "../commands/shop.ts";
import { openDesk } from "./merchant.ts";

test("an empty list teaches, and a search that finds nothing says so", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  await addShop(db, domain);
  await open("/app/orders");
  await frame.getByRole("heading", { name: "No order is waiting" }).waitFor();
  await look("orders-empty");
  await open("/app/orders?view=all&search=nobody");
  await frame.getByRole("heading", { name: "Nothing found" }).waitFor();
});

test("a full list pages through every order once, forwards and back", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  const names = Array.from({ length: 60 }, (_, index) => `#${1001 + index}`);
  for (const [index, name] of names.entries()) {
    shop.setTime(new Date(Date.now() - 3_600_000 + Math.trunc(index / 3) * 1_000));
    await hear(shop, heard(`56745937471${index}`, { name, buyer: { customer: String(index % 7), name: `Customer ${index % 7} of a Longish Name`, email: `c${index % 7}@example.com`, phone: null } }));
  }
  await open("/app/orders?view=all");
  const shown = () => frame.locator("a[data-primary-link]").allInnerTexts();
  const pages = [await shown()];
  await look("orders-full");
  await frame.getByRole("button", { name: "Next" }).click();
  await frame.getByText(pages[0]?.[0] ?? "", { exact: true }).waitFor({ state: "detached" });
  pages.push(await shown());
  expect(pages.map((page) => page.length)).toEqual([50, 10]);
  expect(new Set(pages.flat())).toEqual(new Set(names));
  await frame.getByRole("button", { name: "Previous" }).click();
  await frame.getByText(pages[0]?.[0] ?? "", { exact: true }).waitFor();
  expect(await shown()).toEqual(pages[0]);
});

test("an order is found by name, id, customer, e-mail, payer and transaction, in the view it belongs to", async () => {
  const { open, frame, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  const order = await placed(shop, "5674593747156", { name: "#1001" });
  await claim(shop, order, "ann");
  await report(shop, "transaction-of-ann", { from: "ann", units: 477_000_000n });
  await confirm(shop, "transaction-of-ann");
  shop.setTime(new Date(Date.now() + 1_000));
  await placed(shop, "5674593747157", { name: "#1002", price: "1234567.89", buyer: { customer: "7002", name: "Björk O'Brien", email: "b.obrien@example.org", phone: null } });
  const found = async (text: string, view = "all") => {
    await open(`/app/orders?view=${view}&search=${encodeURIComponent(text)}`);
    return frame.locator("a[data-primary-link]").allInnerTexts();
  };
  expect(await found("1001")).toEqual(["#1001"]);
  expect(await found("#100")).toEqual(["#1002", "#1001"]);
  expect(await found("5674593747157")).toEqual(["#1002"]);
  expect(await found("ann exam")).toEqual(["#1001"]);
  expect(await found("O'BRIEN")).toEqual(["#1002"]);
  expect(await found("b.obrien@")).toEqual(["#1002"]);
  expect(await found("transaction-of-ann")).toEqual(["#1001"]);
  expect(await found("1001", "open")).toEqual([]);
  expect(await found("' | 1=1 & \\")).toEqual([]);
  await open("/app/orders?view=all");
  await frame.getByRole("button", { name: "Search and filter results" }).click();
  await frame.getByPlaceholder("Order, customer, e-mail, wallet address or transaction").fill("björk");
  await frame.getByRole("link", { name: "#1001" }).waitFor({ state: "detached" });
  await look("orders-searched");
  await frame.getByRole("link", { name: "#1002" }).click();
  await frame.getByRole("heading", { name: "#1002", level: 1 }).waitFor();
});

test("each view lists its own orders, the cancelled ones too", async () => {
  const { open, frame, shoot, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  await open("/app/orders?view=cancelled");
  await frame.getByRole("heading", { name: "No cancelled orders" }).waitFor();
  const [, second] = [await placed(shop, "1", { name: "#1" }), await placed(shop, "2", { name: "#2" })];
  await run(shop, cancelOrder, { shop: shop.id, input: { order: second.id, by: "staff", reason: "sold out", key: "k" } });
  await open("/app/orders");
  expect(await frame.locator("a[data-primary-link]").allInnerTexts()).toEqual(["#1"]);
  await frame.getByRole("tab", { name: "Cancelled" }).click();
  await frame.getByRole("link", { name: "#2" }).waitFor();
  expect(await frame.locator("a[data-primary-link]").allInnerTexts()).toEqual(["#2"]);
  await shoot("orders-cancelled");
});
