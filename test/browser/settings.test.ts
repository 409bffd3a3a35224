import { expect, test } from "vitest";
import { addShop, hear, heard, report } from "../commands/shop.ts";
import { openDesk } from "./merchant.ts";

const ANN = "145whe2zyqmYNbBRY31opZfGiESC7R6UGYhjqY4aZvvxavT";

test("choices are saved together, and what is wrong is said beside its field", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  await open("/app/settings");
  const save = page.getByRole("button", { name: "Save", exact: true });
  await frame.getByLabel("Name of the manual payment method").fill("");
  await frame.getByLabel("Time to claim", { exact: true }).fill("half an hour");
  await frame.getByLabel("Share of the amount due, in %").fill("0.125");
  await save.click();
  await frame.getByText("Enter the name of your manual payment method.").waitFor();
  await frame.getByText("Enter a whole number from 1 to 9999.").waitFor();
  await frame.getByText("Enter a share from 0 to 50, with at most two decimals.").waitFor();
  await look("settings-refused");
  await frame.getByLabel("Name of the manual payment method").fill("Tari wallet");
  await frame.getByLabel("Time to claim", { exact: true }).fill("30");
  await frame.getByLabel("Unit of time to claim").selectOption("minutes");
  await frame.getByLabel("Share of the amount due, in %").fill("0.5");
  await frame.getByLabel("Claims by order number only").selectOption("on");
  await save.click();
  await page.getByText("Settings saved").waitFor();
  await save.waitFor({ state: "hidden" });
  const [row] = await db.prisma.shop.findMany({ where: { id: shop.id } });
  expect(row?.methodName).toBe("Tari wallet");
  expect(row?.policy).toMatchObject({ claimSeconds: 1800, plainClaims: "on", tolerance: { units: "0", basisPoints: "50" } });
  await open("/app/settings");
  expect(await frame.getByLabel("Time to claim", { exact: true }).inputValue()).toBe("30");
  await frame.getByLabel("Time to claim", { exact: true }).fill("31");
  await page.getByRole("button", { name: "Discard" }).click();
  expect(await frame.getByLabel("Time to claim", { exact: true }).inputValue()).toBe("30");
});

test("confirmations by amount and the life of a quote are chosen in words, and empty again means the default", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  const policy = async () => (await db.prisma.shop.findMany({ where: { id: shop.id } }))[0]?.policy;
  await open("/app/settings");
  const save = page.getByRole("button", { name: "Save", exact: true });
  const [depth, quote] = [frame.getByLabel("Confirmations a payment needs"), frame.getByLabel("Time a quoted rate holds", { exact: true })];
  await depth.fill("6, from 1,000 XTR: 1");
  await quote.fill("0");
  await save.click();
  await frame.getByText("Enter a number from 1 to 9999, or steps that rise, such as “1, from 1000 XTR: 6”.").waitFor();
  await frame.getByText("Enter a whole number from 1 to 9999.").waitFor();
  await look("settings-depth-refused");
  await depth.fill("1, from 1000:6");
  await quote.fill("15");
  await save.click();
  await save.waitFor({ state: "hidden" });
  expect(await policy()).toMatchObject({ quoteSeconds: 900, depth: [{ fromUnits: "0", confirmations: 1 }, { fromUnits: "1000000000", confirmations: 6 }] });
  await open("/app/settings");
  expect([await depth.inputValue(), await quote.inputValue()]).toEqual(["1, from 1000 XTR: 6", "15"]);
  await depth.fill("");
  await quote.fill("");
  await save.click();
  await save.waitFor({ state: "hidden" });
  expect(await policy()).toMatchObject({ quoteSeconds: null, depth: [] });
});

test("names of payment methods seen in recent orders are suggested", async () => {
  const { open, frame, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  await hear(shop, heard("1"));
  await db.pool.query(`UPDATE "inbox" SET "body" = convert_to('{"payment_gateway_names":["Cash on Delivery","Pay with Tari"]}', 'UTF8') WHERE "shop" = $1`, [shop.id]);
  await open("/app/settings");
  await frame.getByRole("button", { name: "Cash on Delivery" }).click();
  expect(await frame.getByLabel("Name of the manual payment method").inputValue()).toBe("Cash on Delivery");
});

test("a wallet is added by its address, and revoked after a look at what it reported", async () => {
  const { open, frame, page, shoot, look, db, domain } = await openDesk();
  const shop = await addShop(db, domain);
  shop.setTime(new Date());
  await report(shop, "tx-of-the-old-wallet", { from: "ann", units: 5_000_000n });
  await open("/app/settings");
  const add = frame.getByRole("button", { name: "Add wallet" });
  await frame.getByRole("textbox", { name: "Wallet address" }).fill(`${ANN.slice(0, -1)}U`);
  await frame.getByLabel("Allowed IP addresses").fill("10.0.0.0/8, 300.1.1.1");
  await add.click();
  await frame.getByText("“300.1.1.1” is no IP address or range.").waitFor();
  await frame.getByText("This address has a checksum that does not match").waitFor();
  await frame.getByRole("textbox", { name: "Wallet address" }).fill(ANN);
  await frame.getByLabel("Allowed IP addresses").fill("10.0.0.0/8, fd00::/8");
  await add.click();
  await page.getByText("Wallet added").waitFor();
  await frame.getByText("Reports from 10.0.0.0/8, fd00::/8").waitFor();
  await look("settings-wallets");
  await frame.getByRole("button", { name: "Revoke" }).first().click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByText("It has reported 1 payment. The newest:").waitFor();
  await dialog.getByText("5.000000 XTR").waitFor();
  await shoot("revoke-wallet");
  await dialog.getByRole("button", { name: "Revoke" }).click();
  await page.getByText("Wallet revoked").waitFor();
  const rows = await db.prisma.wallet.findMany({ where: { shop: shop.id } });
  expect(rows.map(({ address, revokedAt }) => [address, revokedAt !== null])).toEqual(expect.arrayContaining([[ANN, false], [`address of ${domain}`, true]]));
});

test("a rate must be a number above zero, and a new one stands beside the old", async () => {
  const { open, frame, page, db, domain } = await openDesk();
  await addShop(db, domain);
  await open("/app/settings");
  const set = frame.getByRole("button", { name: "Set rate" });
  for (const [typed, refused] of [["0", "A rate must be above zero."], ["1e3", "Enter a number above zero"]] as const) {
    await frame.getByLabel("XTR for one unit").fill(typed);
    await set.click();
    await frame.getByText(refused).waitFor();
  }
  await frame.getByLabel("XTR for one unit").fill("31.5");
  await set.click();
  await page.getByText("Rate set", { exact: true }).waitFor();
  await frame.getByText("1 USD = 31.5 XTR").waitFor();
  await frame.getByText("1 USD = 30 XTR").waitFor();
  expect(await frame.getByText("Current", { exact: true }).count()).toBe(1);
});

test("the code for the order confirmation is made for the shop, and anew with a new secret", async () => {
  const { open, frame, page, look, db, domain } = await openDesk();
  await addShop(db, domain);
  await open("/app/settings");
  const code = frame.getByLabel("Code for the template");
  const before = await code.inputValue();
  expect(before).toMatch(/hmac_sha256: '[0-9a-f]{64}'/);
  expect(before).toContain(`&amp;s=${domain}`);
  await frame.getByRole("button", { name: "Copy code" }).scrollIntoViewIfNeeded();
  await look("settings-mail");
  await frame.getByRole("button", { name: "Make a new secret" }).click();
  await frame.getByRole("dialog").getByRole("button", { name: "Make a new secret" }).click();
  await page.getByText("New secret made.").waitFor();
  await expect.poll(() => code.inputValue()).not.toBe(before);
});
