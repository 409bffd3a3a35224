import { expect, test } from "vitest";
import { askRefund } from "#app/commands/ask-refund.ts";
import { lastAsk } from "#app/store/asks.ts";
import { addShop, claim, confirm, placed, report } from "../commands/shop.ts";
import { DOMAIN, openDesk } from "./merchant.ts";

const DUE = 477_000_000n;

test("a shopper who asks for money back stands on Home, and is sent it or told why not", async () => {
  const { open, frame, page, look, db } = await openDesk();
  const shop = await addShop(db, DOMAIN);
  shop.setTime(new Date());
  const order = await placed(shop, "1001", { name: "#1001" });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE + 2_500_000n });
  await confirm(shop, "tx-1");
  const forgotten = { has: () => Promise.resolve(false), add: () => Promise.resolve(), renew: () => undefined };
  const ask = (text: string) => askRefund({ ...shop, forgotten }, { shop: shop.id, order: order.id, text });
  await ask("I sent too much. Please send it to my other wallet.");

  await open("/app");
  await frame.getByRole("heading", { name: "Shoppers asking for money back" }).waitFor();
  await frame.getByRole("link", { name: "Open order: #1001, asked" }).click();
  await frame.getByText("I sent too much. Please send it to my other wallet.").first().waitFor();
  await look("order-refund-asked");

  const dialog = frame.getByRole("dialog");
  await frame.getByRole("button", { name: "Refund", exact: true }).click();
  await dialog.getByLabel("Amount in XTR").fill("3");
  await dialog.getByLabel("Reason").fill("sent too much");
  await dialog.getByRole("button", { name: "Set aside" }).click();
  await dialog.getByText("That is more than was paid.").waitFor();
  await dialog.getByLabel("Amount in XTR").fill("2.5");
  await dialog.getByRole("button", { name: "Set aside" }).click();
  await frame.getByText("2.500000 XTR is set aside to be sent back.").waitFor();
  expect(await lastAsk(db.pool, shop.id, order.id)).toMatchObject({ state: "set-aside" });
  await look("order-refund-waits");

  await frame.getByRole("button", { name: "Refund sent" }).click();
  await dialog.getByRole("button", { name: "Mark as sent" }).click();
  await dialog.getByText("Enter the id of the transaction that sent it.").waitFor();
  await dialog.getByLabel("Transaction id").fill("a7f3c9d2e5b81046");
  await dialog.getByRole("button", { name: "Mark as sent" }).click();
  await page.getByText("Refund marked as sent").last().waitFor();
  await frame.getByText("Refund of 2.500000 XTR sent").waitFor();
  expect(await lastAsk(db.pool, shop.id, order.id)).toMatchObject({ state: "sent", refund: { transaction: "a7f3c9d2e5b81046" } });

  await ask("");
  await open("/app/orders/1001");
  await frame.getByText("They wrote nothing with it.").waitFor();
  await frame.getByRole("button", { name: "Decline refund" }).click();
  await dialog.getByLabel("Reason").fill("the goods were shipped");
  await dialog.getByRole("button", { name: "Send answer" }).click();
  await frame.getByText("“the goods were shipped” — staff member 902541635").waitFor();
  expect(await lastAsk(db.pool, shop.id, order.id)).toMatchObject({ state: "declined", answer: "the goods were shipped" });
});
