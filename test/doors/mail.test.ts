import { createHmac } from "node:crypto";
import { Liquid } from "liquidjs";
import { expect, test } from "vitest";
import { mailSnippet } from "#app/routes/app.settings/mail-snippet.ts";
import { readPng } from "../qr/decode.ts";
import { parsePaymentLink } from "#app/providers/tari/link.ts";
import { DUE, openDoors, openShop, place } from "./world.ts";

const ID = "5674593747156";

type Mail = Readonly<Record<string, unknown>>;

/** Shopify's Liquid, as far as the mail needs it: its own filters beside the language's. */
function shopifys({ hasHmac }: { readonly hasHmac: boolean }): Liquid {
  const engine = new Liquid();
  engine.registerFilter("money_with_currency", (cents: number) => `$${(cents / 100).toFixed(2)} USD`);
  // https://shopify.dev/docs/api/liquid/filters/hmac_sha256: hexadecimal, the key as it is written.
  engine.registerFilter("hmac_sha256", (text: string, key: string) => (hasHmac ? createHmac("sha256", key).update(text).digest("hex") : text));
  return engine;
}

/** What the order confirmation knows of an order (Shopify's notification variables). */
const order = (change: Mail = {}): Mail => ({
  id: Number(ID), name: "#1001", total_price: 1590, order_status_url: "https://tally.example/orders/status",
  transactions: [{ gateway: "Pay with Tari", gateway_display_name: "Pay with Tari", status: "pending", kind: "sale" }],
  ...change,
});

type Template = { readonly appUrl?: string; readonly methodName?: string; readonly key?: string; readonly hasHmac?: boolean };

async function mailOf(said: Mail, { appUrl = "https://pay.example", methodName = "Pay with Tari", key = "0123456789abcdef".repeat(4), hasHmac = true }: Template = {}): Promise<string> {
  const snippet = mailSnippet({ appUrl, shop: "tally.myshopify.com", methodName, key });
  const mail = String(await shopifys({ hasHmac }).parseAndRender(snippet, said));
  expect(mail).not.toContain(key);
  return mail;
}

const attribute = (mail: string, name: "href" | "src") => new RegExp(`${name}="([^"]*)"`).exec(mail)?.[1]?.replaceAll("&amp;", "&");

test("the mail's link and image are those of the order, as the server knows it", async () => {
  const shop = await openShop(await openDoors());
  const mail = await mailOf(order(), { appUrl: shop.url, key: (await shop.context.payKeys.keyOf(shop.id)) ?? "" });
  const { token } = await place(shop, ID);
  expect(attribute(mail, "href")).toBe(`${shop.url}/pay/${token}?o=${ID}&s=${shop.id}`);
  const image = await fetch(attribute(mail, "src") ?? "");
  expect(parsePaymentLink(readPng(new Uint8Array(await image.arrayBuffer())) ?? "")).toMatchObject({ amount: DUE });
  // The amount in the asset is in the image: Liquid does not know it.
  expect(mail).not.toMatch(/XTR|height="/);
  expect(mail).toContain("$15.90 USD, with Pay with Tari");
});

test("what was paid by gift card is not asked for again", async () => {
  expect(await mailOf(order({ total_outstanding: 590 }))).toContain("$5.90 USD");
});

test.each<readonly [string, Mail]>([
  ["another payment method", { transactions: [{ gateway: "shopify_payments", gateway_display_name: "Visa" }] }],
  ["no payment at all", { transactions: [] }],
  ["transactions nobody tells of", { transactions: undefined }],
])("an order with %s shows nothing", async (_, change) => {
  expect((await mailOf(order(change))).trim()).toBe("");
});

test.each(["Pay with Tari", "PAY WITH tari ", "Tari {{ shop.name }}", `Ann's "Tari" 100% {% raw %}`, "ターリで払う"])("the payment method may be called %j", async (methodName) => {
  const said = methodName.startsWith("PAY") ? "Pay with Tari" : methodName;
  const mail = await mailOf(order({ shop: { name: "never shown" }, transactions: [{ gateway_display_name: said }] }), { methodName });
  expect(mail).toContain("Pay now");
  expect(mail).not.toContain("never shown");
});

test("a template without the filter leads to Shopify's own page of the order, and shows no code", async () => {
  const mail = await mailOf(order(), { hasHmac: false });
  expect(attribute(mail, "href")).toBe("https://tally.example/orders/status");
  expect(attribute(mail, "src")).toBeUndefined();
});
