import { expect, test } from "vitest";
import { registerWallet } from "#app/commands/set-up.ts";
import { addShop, claim, confirm, payer, placed, report, statusOf } from "../commands/shop.ts";
import { openDesk } from "./merchant.ts";

const DUE = 477_000_000n;

test("a payment that two wallets tell differently pays its order once the merchant says which is true", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  const second = await registerWallet(shop, shop.id, { provider: "tari", address: "the second wallet", payer: payer("hot-2"), allowList: [], initialNonce: 0n, perPayment: null, perDay: null });
  await claim(shop, await placed(shop, "1", { name: "#1" }), "ann");
  await report(shop, "tx-1", { from: "ben", units: 1n, wallet: second });
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1", { wallet: second });
  await confirm(shop, "tx-1");
  await open("/app");
  await frame.getByRole("heading", { name: "Payments that wallets disagree about" }).waitFor();
  await frame.getByRole("link", { name: "Decide" }).click();
  await frame.getByText("Wallets differ about this payment, so it counts as no money.").waitFor();
  await look("payment-contested");
  await frame.getByRole("button", { name: "This one is true: 477.000000 XTR from ann" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("The payment counts as 477.000000 XTR from ann.").waitFor();
  await dialog.getByRole("button", { name: "Take as true" }).click();
  await dialog.getByText("Say why: it is kept with what you do.").waitFor();
  expect(await statusOf(shop, "1")).toBe("claimed");
  await dialog.getByLabel("Reason").fill("seen in the explorer");
  await dialog.getByRole("button", { name: "Take as true" }).click();
  await page.getByText("Report taken as true").waitFor();
  await frame.getByRole("button", { name: "This one is true" }).first().waitFor({ state: "detached" });
  await frame.getByText("“seen in the explorer” — staff member 902541635").waitFor();
  await look("payment-picked");
  expect(await statusOf(shop, "1")).toBe("paid");
  const { rows } = await db.pool.query(`SELECT "text", "by" FROM "remarks" WHERE "shop" = $1 AND "kind" = 'reason'`, [shop.id]);
  expect(rows).toEqual([{ text: "seen in the explorer", by: "staff member 902541635" }]);
});
