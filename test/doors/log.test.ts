import { expect, test } from "vitest";
import { annsId } from "../setup/ann.ts";
import { eventually } from "../setup/poll.ts";
import { claimWith, confirm, DUE, openDoors, openShop, place, purse, referenceFor, report } from "./world.ts";

test("the log of one order reads as its story, from webhook to paid, and tells no secret and nobody's name", async () => {
  const shop = await openShop(await openDoors());
  const from = shop.lines().length;
  const order = await place(shop, "820982911946154508", { note: "please ring twice at the green door" });
  const reference = referenceFor(shop, order);
  await claimWith(shop, purse("ben"), "820982911946154508");
  await claimWith(shop, purse("ben"), reference.replace(/.$/, "Z"));
  await claimWith(shop, purse("ann"), reference);
  await report(shop, "tx-1", { from: purse("ann"), units: DUE, memo: `for you ${reference}` });
  await confirm(shop, "tx-1");

  // Each request is told when its answer has gone out, which may be while the next one is being read.
  const requests = () => shop.lines().slice(from).filter(({ msg }) => msg === "request");
  await eventually(() => (requests().length === 6 ? true : undefined));
  expect(requests().map(({ path, status }) => `${path} ${status}`).sort()).toEqual([
    "/order/claim 200", "/order/claim 403", "/order/claim 404", "/wallet/incoming_payment 200", "/wallet/tx_confirmation 200", "/webhooks/orders 200",
  ]);
  const lines = shop.lines().slice(from);
  const story = lines.filter(({ msg }) => msg !== "request").map(({ msg, hmac, signature, refused, command }) => `${msg} ${hmac ?? signature ?? refused ?? command}`);
  expect(story).toEqual([
    "webhook.hmac valid",
    "order.placed hear-order",
    "order.quoted hear-order",
    "order.unclaimed hear-order",
    "claim.signature not looked at: plain_claims_off",
    "claim.signature not looked at: order_unknown",
    "claim.signature valid",
    "order.claimed claim-order",
    "wallet.signature valid",
    "payment.received report-payment",
    "wallet.signature valid",
    "payment.confirmed confirm-payment",
    "order.paid confirm-payment",
    "ledger.transfer confirm-payment",
    "ledger.transfer confirm-payment",
    "errand.owed confirm-payment",
  ]);

  const line = (msg: string) => lines.find((each) => each["msg"] === msg);
  expect(line("webhook.hmac")).toMatchObject({ shop: shop.id, topic: "orders/create", signer: "secret 1 of the app" });
  expect(line("order.quoted")).toMatchObject({ object: order.id, price: "15.90 USD", due: "477.000000 XTR", rate: "30", source: "test" });
  expect(line("order.unclaimed")).toMatchObject({ object: order.id, why: expect.stringContaining("note") });
  expect(line("order.claimed")).toMatchObject({ object: order.id, claimer: expect.stringContaining(purse("ann").address.spendKey), claimedBy: "proven" });
  expect(line("wallet.signature")).toMatchObject({ transaction: "tx-1", peer: "127.0.0.1" });
  expect(line("order.paid")).toMatchObject({ object: order.id, status: "paid" });
  expect(line("errand.owed")).toMatchObject({ object: order.id, target: "storefront.mark-paid" });
  expect(line("request")).toMatchObject({ peer: "127.0.0.1", method: "POST", ms: expect.any(Number) });

  const all = JSON.stringify(lines);
  for (const secret of [order.token, order.token.slice(0, 20), "test-secret", "Ann", "ann@example.com", "green door", "for you", annsId]) expect(all).not.toContain(secret);
});
