import { expect, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { run } from "#app/commands/transact.ts";
import { addShop, claim, confirm, hear, heard, placed, report, reverse, statusOf, type Shop } from "../commands/shop.ts";
import { openDesk, type Desk } from "./merchant.ts";

const DUE = 477_000_000n;

async function openShopAndDesk(): Promise<Desk & { readonly shop: Shop }> {
  const desk = await openDesk();
  const shop = await addShop(desk.db, desk.domain);
  shop.setTime(new Date());
  return { ...desk, shop };
}

test("a paid order tells its whole story, in the order it happened", async () => {
  const { shop, open, frame, look } = await openShopAndDesk();
  const tick = steps();
  await tick(shop);
  const order = await placed(shop, "5674593747156", { name: "#1001", note: "Please leave it at the door" });
  await tick(shop);
  await claim(shop, order, "ann");
  await tick(shop);
  await report(shop, "a7f3c9d2e5b81046", { from: "ann", units: DUE, memo: "for #1001" });
  await tick(shop);
  await confirm(shop, "a7f3c9d2e5b81046");
  await shop.db.pool.query(`UPDATE "deliveries" SET "done_at" = now(), "result" = 'sent', "said" = 'Shopify shows it as paid (PAID).', "attempts" = 1 WHERE "shop" = $1`, [shop.id]);
  await open("/app/orders/5674593747156");
  const told = await frame.locator("ol h3").allInnerTexts();
  expect(told).toEqual(["The customer’s note", "Placed", "Priced at 477.000000 XTR", "Claimed by ann", "477.000000 XTR seen on its way", "477.000000 XTR confirmed", "Paid", "Shopify was told to mark it paid"].toSorted((a, b) => told.indexOf(a) - told.indexOf(b)));
  expect(told.indexOf("Placed")).toBeLessThan(told.indexOf("Claimed by ann"));
  for (const line of ["1 USD = 30 XTR (test, 20 Nov 2026, 10:00 UTC)", "Proven: the payer’s key signed this order’s reference.", "477.000000 XTR from ann, as the order’s payer", "Shopify shows it as paid (PAID)."]) await frame.getByText(line).waitFor();
  await frame.getByRole("button", { name: "Copy the whole reference for wallets" }).waitFor();
  await look("order-paid");
  await reverse(shop, "a7f3c9d2e5b81046");
  await open("/app/orders/5674593747156");
  await frame.getByText("At risk: money that paid this order was taken back").waitFor();
  await look("order-at-risk");
});

/** Moves the shop's clock on by a minute, so that each step has a time of its own. */
function steps() {
  let at = Date.now() - 3_600_000;
  return async (shop: Shop) => shop.setTime(new Date((at += 60_000)));
}

test("unclaimed, claimed, expired and cancelled orders show what stands and what may be done", async () => {
  const { shop, open, frame, look } = await openShopAndDesk();
  await placed(shop, "1", { name: "#1" });
  await claim(shop, await placed(shop, "2", { name: "#2" }), "ann");
  shop.setTime(new Date(Date.now() - 10_800_000));
  const old = await placed(shop, "3", { name: "#3" });
  shop.setTime(new Date());
  await run(shop, expireOrder, { shop: shop.id, input: { order: old.id } });
  const gone = await placed(shop, "4", { name: "#4", buyer: { customer: null, name: null, email: null, phone: null } });
  await run(shop, cancelOrder, { shop: shop.id, input: { order: gone.id, by: "staff member 1", reason: "sold out", key: "k" } });
  const table = [["1", "Unclaimed", ["Mark as paid", "Cancel order", "Credit customer"]], ["2", "Claimed", ["Mark as paid", "Cancel order", "Credit customer"]], ["3", "Expired", ["Reopen", "Credit customer"]], ["4", "Cancelled", ["Reopen"]]] as const;
  for (const [number, status, acts] of table) {
    await open(`/app/orders/${number}`);
    await frame.getByText(status, { exact: true }).first().waitFor();
    for (const act of acts) await frame.getByRole("button", { name: act }).waitFor();
    await look(`order-${status.toLowerCase()}`);
  }
  await frame.getByText("“sold out” — staff member 1").waitFor();
});

test("an act asks for its reason, and stands in the timeline with who did it and why", async () => {
  const { shop, open, frame, page, shoot } = await openShopAndDesk();
  await placed(shop, "1", { name: "#1" });
  const act = async (button: string, send: string, reason: string, done: string) => {
    await frame.getByRole("button", { name: button }).click();
    const dialog = frame.getByRole("dialog");
    await dialog.getByRole("button", { name: send }).click();
    await dialog.getByText("Say why: it is kept with what you do.").waitFor();
    await shoot(`act-${send.toLowerCase().replaceAll(" ", "-")}`);
    await dialog.getByLabel("Reason").fill(reason);
    await dialog.getByRole("button", { name: send }).click();
    await page.getByText(done).last().waitFor();
    await frame.getByText(`“${reason}” — staff member 902541635`).waitFor();
  };
  await open("/app/orders/1");
  await act("Cancel order", "Cancel order", "sold out", "Order cancelled");
  expect(await statusOf(shop, "1")).toBe("cancelled");
  await act("Reopen", "Reopen", "found one more", "Order reopened");
  expect(await statusOf(shop, "1")).toBe("unclaimed");
  await act("Mark as paid", "Mark as paid", "paid in cash", "Marked as paid");
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("credit is given in exact units, what is no amount is refused beside its field, and a form sent twice is one act", async () => {
  const { shop, open, frame, page } = await openShopAndDesk();
  await placed(shop, "1", { name: "#1" });
  await open("/app/orders/1");
  await frame.getByRole("button", { name: "Credit customer" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("an apology");
  await dialog.getByLabel("Amount in XTR").fill("1.2345678");
  await dialog.getByRole("button", { name: "Give credit" }).click();
  await dialog.getByText("Enter an amount with at most 6 decimals, such as 25 or -3.5.").waitFor();
  await dialog.getByLabel("Amount in XTR").fill("1.234567");
  const sent = page.waitForRequest((request) => request.method() === "POST" && request.url().includes("/app/orders/1"));
  await dialog.getByRole("button", { name: "Give credit" }).click();
  await page.getByText("Credit given").waitFor();
  await frame.getByText("1.234567 XTR credit given to the customer").waitFor();
  const request = await sent;
  const again = await page.request.post(request.url(), { headers: await request.allHeaders(), data: request.postDataBuffer() ?? "" });
  expect([again.status(), await again.text()]).toEqual([200, expect.stringContaining("Credit given")]);
  expect((await shop.db.pool.query(`SELECT "held"::text FROM "accounts" WHERE "shop" = $1 AND "kind" = 'customer'`, [shop.id])).rows).toEqual([{ held: "1234567" }]);
});

test("an order that Shopify closed is reopened only to be fulfilled by hand", async () => {
  const { shop, open, frame } = await openShopAndDesk();
  await placed(shop, "1", { name: "#1" });
  await hear(shop, heard("1", { name: "#1", state: "cancelled", updatedAt: new Date() }));
  await open("/app/orders/1");
  await frame.getByText("Cancelled at Shopify").waitFor();
  await frame.getByRole("button", { name: "Reopen" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("the customer still wants it");
  await dialog.getByRole("button", { name: "Reopen" }).click();
  await dialog.getByText("Shopify has closed this order.").waitFor();
  await dialog.getByLabel("Fulfil by hand").check();
  await dialog.getByRole("button", { name: "Reopen" }).click();
  await frame.getByText("“the customer still wants it”").waitFor();
  expect(await statusOf(shop, "1")).toBe("unclaimed");
});

test("what changed after an order was paid needs attention until it is marked as seen", async () => {
  const { shop, open, frame, page, look, shoot } = await openShopAndDesk();
  const order = await placed(shop, "1", { name: "#1" });
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await hear(shop, heard("1", { name: "#1", price: "20.00", updatedAt: new Date() }));
  await open("/app/orders?view=attention");
  await frame.getByRole("link", { name: "#1" }).click();
  const raised = frame.getByText("The price was raised at Shopify after this order was paid.");
  await raised.waitFor();
  await look("order-changed");
  await frame.getByRole("button", { name: "Seen" }).click();
  const dialog = frame.getByRole("dialog");
  await dialog.getByRole("button", { name: "Mark as seen" }).click();
  await dialog.getByText("Say why: it is kept with what you do.").waitFor();
  await dialog.getByLabel("Reason").fill("the difference was paid in cash");
  await dialog.getByRole("button", { name: "Mark as seen" }).click();
  await page.getByText("Marked as seen").last().waitFor();
  await frame.getByText("“the difference was paid in cash” — staff member 902541635").waitFor();
  await raised.waitFor({ state: "detached" });
  expect(await frame.getByRole("button", { name: "Seen" }).count()).toBe(0);
  await shoot("order-seen");
  await open("/app/orders?view=attention");
  await frame.getByRole("heading", { name: "Nothing needs you" }).waitFor();
});

test("what Shopify refused is asked again by a button, and offered to the worker once more", async () => {
  const { shop, open, frame, page, look } = await openShopAndDesk();
  const { id } = await placed(shop, "1", { name: "#1" });
  await run(shop, cancelOrder, { shop: shop.id, input: { order: id, by: "staff member 1", reason: "sold out", key: "k" } });
  await shop.db.pool.query(`UPDATE "deliveries" SET "done_at" = now(), "result" = 'refused', "said" = 'Goods of it were shipped, so it was not cancelled.', "attempts" = 4 WHERE "shop" = $1`, [shop.id]);
  await open("/app/orders/1");
  await frame.getByText("Shopify refused: Goods of it were shipped, so it was not cancelled.").waitFor();
  await look("order-refused");
  await frame.getByRole("button", { name: "Ask Shopify again" }).click();
  await page.getByText("Shopify will be asked again").waitFor();
  await frame.getByText("Shopify is to be told to cancel it").waitFor();
  expect(await frame.getByRole("button", { name: "Ask Shopify again" }).count()).toBe(0);
  const { rows } = await shop.db.pool.query(`SELECT "target", "done_at", "result", "leased_until", "due_at" <= now() AS "isDue" FROM "deliveries" WHERE "shop" = $1`, [shop.id]);
  expect(rows).toEqual([{ target: "storefront.cancel", done_at: null, result: null, leased_until: null, isDue: true }]);
});

test("another shop's order is not there, and neither is one that never was", async () => {
  const { db, domain, open, frame } = await openShopAndDesk();
  await placed(await addShop(db, `other-than-${domain}`), "77", { name: "#77" });
  for (const path of ["/app/orders/77", "/app/orders/nonsense", "/app/payments/pay_1"]) {
    await open(path);
    await frame.getByRole("heading", { name: "Nothing here" }).waitFor();
  }
});
