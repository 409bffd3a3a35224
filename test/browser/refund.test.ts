import type { Page } from "playwright-core";
import { expect, onTestFinished, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { run } from "#app/commands/transact.ts";
import type { Order } from "#app/engine/order.ts";
import { lastAsk } from "#app/store/asks.ts";
import { addShop, claim, confirm, placed, report } from "../commands/shop.ts";
import { openProfile, takePicture } from "../setup/browser.ts";
import { type Desk, openDesk } from "./merchant.ts";
import { PHONE } from "./till.ts";

const DUE = 477_000_000n;

/** The order's pay page, as its shopper has it open in a browser of their own: in a window they share, each would hide the other. */
async function shopperAt({ page, frame }: Pick<Desk, "page" | "frame">, { token }: Order): Promise<Page> {
  const origin = await frame.locator("body").evaluate(() => location.origin);
  const browser = page.context().browser();
  if (!browser) throw new Error("a page without a browser");
  const profile = await openProfile(browser, PHONE);
  onTestFinished(() => profile.close());
  const theirs = await profile.newPage();
  await theirs.goto(`${origin}/pay/${token}`);
  return theirs;
}

test("a shopper asks for money back on the pay page; it stands on Home, and is sent or declined, as the page then says", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  const order = await placed(shop, "1001", { name: "#1001" });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE + 2_500_000n });
  await confirm(shop, "tx-1");
  await open("/app");
  const theirs = await shopperAt({ page, frame }, order);
  await theirs.getByRole("heading", { name: "What becomes of 2.5 XTR" }).waitFor();
  await theirs.getByLabel("A word to the shop").fill("I sent too much. Please send it to my other wallet.");
  await theirs.getByRole("button", { name: "Ask the shop to send it back" }).click();
  await theirs.getByText("You asked the shop to send it back.").waitFor();
  await takePicture(theirs, "refund-asked-390");

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
  await theirs.getByText("The shop is preparing to send it back to you.").waitFor();

  await frame.getByRole("button", { name: "Refund sent" }).click();
  await dialog.getByRole("button", { name: "Mark as sent" }).click();
  await dialog.getByText("Enter the id of the transaction that sent it.").waitFor();
  await dialog.getByLabel("Transaction id").fill("a7f3c9d2e5b81046");
  await dialog.getByRole("button", { name: "Mark as sent" }).click();
  await page.getByText("Refund marked as sent").last().waitFor();
  await frame.getByText("Refund of 2.500000 XTR sent").waitFor();
  expect(await lastAsk(db.pool, shop.id, order.id)).toMatchObject({ state: "sent", refund: { transaction: "a7f3c9d2e5b81046" } });
  await theirs.getByText("The shop has sent 2.5 XTR back to you.").waitFor();

  // Nothing is left over, so the page offers no second wish; one for the price itself comes from a page of before.
  await theirs.request.post(`${theirs.url()}/ask-refund`, { form: { text: "" } });
  await theirs.getByText("You asked the shop to send it back.").waitFor();
  await open("/app/orders/1001");
  await frame.getByText("They wrote nothing with it.").waitFor();
  await frame.getByRole("button", { name: "Decline refund" }).click();
  await dialog.getByLabel("Reason").fill("the goods were shipped");
  await dialog.getByRole("button", { name: "Send answer" }).click();
  await frame.getByText("“the goods were shipped” — staff member 902541635").waitFor();
  await theirs.getByText("The shop answered your request.").waitFor();
  await theirs.getByText("the goods were shipped").waitFor();
  await takePicture(theirs, "refund-declined-390");
  expect(await lastAsk(db.pool, shop.id, order.id)).toMatchObject({ state: "declined", answer: "the goods were shipped" });
});

test("a shopper keeps what was too much, and what came too late, as credit for the next order", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  await open("/app");
  const ownAddress = ({ storefrontId, token }: Order) => `${storefrontId}~${token.slice(0, 4)}`;
  const pays = async (order: Order, units: bigint) => {
    await report(shop, `tx-${order.id}`, { from: "ann", units, order: ownAddress(order) });
    await confirm(shop, `tx-${order.id}`);
  };
  const keeps = async (order: Order, what: "over" | "late") => {
    const theirs = await shopperAt({ page, frame }, order);
    await theirs.getByText("Keep it as credit for your next order, or ask the shop to send it back.").waitFor();
    await takePicture(theirs, `keep-${what}-390`);
    await theirs.getByRole("button", { name: "Keep it as credit" }).click();
    await theirs.getByRole("button", { name: "Keep it as credit" }).waitFor({ state: "detached" });
    expect(await theirs.getByRole("heading", { name: "What becomes of" }).count()).toBe(0);
    await theirs.close();
  };
  const [over, late] = [await placed(shop, "2001"), await placed(shop, "2002")];
  await pays(over, DUE + 2_500_000n);
  await keeps(over, "over");
  await run(shop, cancelOrder, { shop: shop.id, input: { order: late.id, by: "mia", reason: "sold out", key: "k" } });
  await pays(late, DUE);
  await keeps(late, "late");

  await open("/app/orders/2001");
  await frame.getByText("2.500000 XTR, which this order did not use, became the customer’s credit").waitFor();
  await frame.getByText("479.500000 XTR").first().waitFor();
  await frame.getByText("Claimed by money sent for this order alone").waitFor();
  expect(await frame.getByText("ord_2001", { exact: true }).count()).toBe(0);
  await look("order-credit-kept");
});
