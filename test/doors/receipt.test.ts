import { expect, test } from "vitest";
import { seal } from "#app/store/sealing.ts";
import { claimWith, confirm, DUE, openDoors, openShop, place, purse, referenceFor, report, type Shop } from "./world.ts";

async function paid(shop: Shop): Promise<string> {
  const order = await place(shop, "820982911946154508", { more: { name: "#1001/../x" } });
  await claimWith(shop, purse("ann"), referenceFor(shop, order));
  await report(shop, "tx-1", { from: purse("ann"), units: DUE });
  await confirm(shop, "tx-1");
  await seal(shop.context.db.pool, shop.id, { now: shop.context.clock(), most: 1000 });
  return order.token;
}

test("a shopper downloads the receipt of a paid order, and anybody the keys it is checked with", async () => {
  const shop = await openShop(await openDoors());
  const token = await paid(shop);
  const answer = await fetch(`${shop.url}/pay/${token}/receipt.json`);
  expect([answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")]).toEqual([200, "application/json; charset=utf-8", "no-store"]);
  expect(answer.headers.get("content-disposition")).toBe('attachment; filename="receipt-1001..x.json"');
  const receipt = (await answer.json()) as Readonly<Record<string, unknown>>;
  expect(receipt).toMatchObject({
    format: "tallystick-receipt/1", shop: { domain: shop.id }, price: { amount: "15.90", currency: "USD" }, asset: "XTR/6", amounts: { asked: "477000000", received: "477000000", applied: "477000000", credit: "0" },
    payments: [{ provider: "tari", network: "mainnet", transaction: "tx-1", units: "477000000", status: "confirmed", wallets: [expect.stringMatching(/^\w{40,}$/)] }], ledger: [{ seal: { number: "1" } }, { seal: { number: "1" } }],
  });

  const published = await fetch(String(receipt["keys"]).replace(/^http:\/\/[^/]+/, shop.url));
  expect([published.status, published.headers.get("access-control-allow-origin")]).toEqual([200, "*"]);
  expect(await published.json()).toEqual({ shop: shop.id, keys: [{ kty: "OKP", crv: "Ed25519", alg: "EdDSA", use: "sig", kid: receipt["key"], x: expect.stringMatching(/^[\w-]{43}$/), madeAt: expect.any(String) }] });
});

test("what is not paid has no receipt, what is not there is not told from what may not be known, and keys name only shops", async () => {
  const shop = await openShop(await openDoors());
  const { token } = await place(shop, "1");
  const status = async (path: string) => (await fetch(`${shop.url}${path}`)).status;
  expect(await status(`/pay/${token}/receipt.json`)).toBe(409);
  expect(await status(`/pay/${"0".repeat(32)}/receipt.json`)).toBe(404);
  expect(await status(`/pay/%00/receipt.json`)).toBe(404);
  expect(await status(`/.well-known/tallystick/${shop.id}.json`)).toBe(200);
  expect(await status(`/.well-known/tallystick/other.myshopify.com.json`)).toBe(404);
  expect(await status(`/.well-known/tallystick/%2e%2e%2fx.json`)).toBe(404);
});
