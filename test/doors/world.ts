import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import { Hono } from "hono";
import { pino } from "pino";
import { onTestFinished } from "vitest";
import { registerWallet, setRate, setUpShop, type NewWallet } from "#app/commands/set-up.ts";
import { type Context, createContext } from "#app/context.server.ts";
import { shopId, type ShopId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { referenceOf, type Order } from "#app/engine/order.ts";
import type { Policy } from "#app/engine/policy.ts";
import { writeJson } from "#app/doors/json.ts";
import { payerKey, type TariAddress } from "#app/providers/tari/address.ts";
import { parseAddress, toBase58 } from "#app/providers/tari/address-text.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { confirmationPayload, paymentPayload, reversalPayload, signMessage, type Payload } from "#app/providers/tari/message.ts";
import { answerAll } from "#app/server.ts";
import { findOrder } from "#app/store/orders.ts";
import { orderId } from "#app/engine/ids.ts";
import { key, vectors } from "../providers/tari-vectors.ts";
import { annsId } from "../setup/ann.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

export const APP_SECRET = "test-secret";
export const DUE = 477_000_000n;
const START = new Date("2026-11-20T10:00:00.000Z");

export type Purse = { readonly address: TariAddress; readonly secret: string };

/** A key of the vectors, on mainnet. */
export function purse(name: "ann" | "ben" | "cho" | "dev" | "hot-1" | "hot-2"): Purse {
  const text = vectors.addresses.find((each) => each.name === name)?.base58 ?? "";
  const read = parseAddress(text);
  if (!read.ok) throw new Error(`${name} ${read.reason}`);
  return { address: read.address, secret: key(name).secret };
}

export type World = {
  readonly context: Context;
  readonly url: string;
  readonly lines: () => readonly Readonly<Record<string, unknown>>[];
  readonly setTime: (now: Date) => void;
};

/** The doors behind a real HTTP server, with a database of their own and a clock that stands still. */
export async function openDoors(change: Readonly<Record<string, string>> = {}): Promise<World> {
  let now = START;
  const written: string[] = [];
  const wired = createContext(testConfig(await freshDatabase(), change), () => now);
  const log = pino({ level: "debug" }, { write: (line: string) => void written.push(line) });
  const context: Context = { ...wired, log };
  const server = createServer(answerAll(context, new Hono()));
  // A test that computes for seconds between two requests must not find its connection being closed.
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await wired.close();
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { context, url: `http://127.0.0.1:${port}`, lines: () => written.map((line) => JSON.parse(line)), setTime: (later) => void (now = later) };
}

export type Shop = World & { readonly id: ShopId };

/** 1 USD is 30 XTR; `hot` reports payments from this machine. */
export async function openShop(world: World, { domain = "tally.myshopify.com", policy = {}, hot = "hot-1" as "hot-1" | "hot-2" | null } = {} as { domain?: string; policy?: Partial<Policy>; hot?: "hot-1" | "hot-2" | null }): Promise<Shop> {
  const id = shopId(domain);
  await setUpShop(world.context, id, { methodName: "Pay with Tari", currency: "USD", policy });
  await setRate(world.context, id, { currency: "USD", perUnit: decimal("30"), source: "test", asOf: START }, "test");
  const shop = { ...world, id };
  if (hot !== null) await register(shop, purse(hot));
  return shop;
}

export function register(shop: Shop, { address }: Purse, change: Partial<NewWallet> = {}) {
  return registerWallet(shop.context, shop.id, { provider: "tari", address: toBase58(address), payer: payerKey(address), allowList: ["127.0.0.1", "::1"], initialNonce: 0n, perPayment: null, perDay: null, ...change });
}

function decimal(text: string) {
  const read = parseDecimal(text);
  if (!read) throw new Error(`${text} is no decimal`);
  return read;
}

export type Answer = { readonly status: number; readonly type: string | null; readonly text: string; readonly json: Readonly<Record<string, unknown>> };

export async function post(url: string, body: string | Uint8Array<ArrayBuffer>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const answer = await fetch(url, { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } });
  const text = await answer.text();
  return { status: answer.status, type: answer.headers.get("content-type"), text, json: text.startsWith("{") ? JSON.parse(text) : {} };
}

export async function claimWith(shop: Shop, { address, secret }: Purse, text: string, base = shop.url): Promise<Answer> {
  return post(`${base}/order/claim`, JSON.stringify(writeClaim(signClaim({ address, text, secret }))));
}

let nonce = 1_000_000n;
export const nextNonce = (): bigint => ++nonce;

export type Signing = { readonly by?: Purse; readonly nonce?: bigint; readonly base?: string };

export function signed(payload: Payload, { by = purse("hot-1"), nonce: at = nextNonce() }: Signing) {
  const auth = signMessage({ address: by.address, nonce: at, secret: by.secret, payload });
  return { address: toBase58(auth.address), nonce: auth.nonce, signature: auth.signature };
}

export type Coming = { readonly from: Purse; readonly units: bigint; readonly memo?: string | null; readonly order?: string | null };

export function paymentBody(txid: string, { from, units, memo = null, order = null }: Coming, signing: Signing = {}): string {
  const payload = paymentPayload({ sender: from.address, amount: units, txid, memo, orderId: order });
  return writeJson({ payment: { sender: toBase58(from.address), amount: units, txid, memo, order_id: order }, auth: signed(payload, signing) });
}

export function report(shop: Shop, txid: string, coming: Coming, signing: Signing = {}): Promise<Answer> {
  return post(`${signing.base ?? shop.url}/wallet/incoming_payment`, paymentBody(txid, coming, signing));
}

export function confirm(shop: Shop, txid: string, signing: Signing = {}): Promise<Answer> {
  const auth = signed(confirmationPayload({ txid, confirmations: null }), signing);
  return post(`${signing.base ?? shop.url}/wallet/tx_confirmation`, writeJson({ confirmation: { txid }, auth }));
}

export function reverse(shop: Shop, txid: string, signing: Signing = {}): Promise<Answer> {
  const auth = signed(reversalPayload({ txid }), signing);
  return post(`${signing.base ?? shop.url}/wallet/tx_reversal`, writeJson({ reversal: { txid }, auth }));
}

let events = 0;

export type Sending = { readonly shop?: string; readonly topic?: string; readonly secret?: string; readonly eventId?: string; readonly at?: string; readonly path?: string };

export function webhook(shop: Shop, body: string | Uint8Array<ArrayBuffer>, { shop: named = shop.id, topic = "orders/create", secret = APP_SECRET, eventId = `event-${++events}`, at, path = "orders" }: Sending = {}): Promise<Answer> {
  const hmac = createHmac("sha256", secret).update(body).digest("base64");
  const headers = { "X-Shopify-Topic": topic, "X-Shopify-Hmac-Sha256": hmac, "X-Shopify-Shop-Domain": named, "X-Shopify-Event-Id": eventId, "X-Shopify-Webhook-Id": `webhook-${events}` };
  return post(`${shop.url}/webhooks/${path}`, body, at ? { ...headers, "X-Shopify-Triggered-At": at } : headers);
}

export type Change = { readonly price?: string; readonly customer?: string | null; readonly note?: string | null; readonly updatedAt?: string; readonly more?: Readonly<Record<string, unknown>> };

/** An order as Shopify writes it, its id spelled out so that no digit is lost on the way. */
export function orderBody(id: string, { price = "15.90", customer = annsId, note = null, updatedAt = START.toISOString(), more = {} }: Change = {}): string {
  const set = { shop_money: { amount: price, currency_code: "USD" }, presentment_money: { amount: price, currency_code: "USD" } };
  const buyer = customer === null ? null : { id: Number(customer), admin_graphql_api_id: `gid://shopify/Customer/${customer}`, first_name: "Ann", last_name: "Example" };
  const order = {
    admin_graphql_api_id: `gid://shopify/Order/${id}`, name: `#${id}`, note, currency: "USD", presentment_currency: "USD", updated_at: updatedAt, created_at: updatedAt,
    cancelled_at: null, cancel_reason: null, closed_at: null, financial_status: "pending", payment_gateway_names: ["Pay with Tari"], checkout_token: `checkout-${id}`,
    confirmation_number: "X1", test: false, source_name: "web", customer: buyer, billing_address: { name: "Ann Example" }, shipping_address: null, email: "ann@example.com", phone: null,
    total_outstanding: price, total_price: price, total_price_set: set, current_total_price: price, current_total_price_set: set, subtotal_price_set: set,
    current_subtotal_price_set: set, total_line_items_price_set: set, ...more,
  };
  return JSON.stringify(order).replace("{", `{"id":${id},`);
}

export async function place(shop: Shop, id: string, change: Change = {}): Promise<Order> {
  const answer = await webhook(shop, orderBody(id, change));
  const order = await orderOf(shop, id);
  if (!order) throw new Error(`not placed: ${answer.status} ${answer.text}`);
  return order;
}

export const orderOf = (shop: Shop, id: string): Promise<Order | null> => findOrder(shop.context.db.pool, shop.id, orderId(id));
export const referenceFor = (shop: Shop, order: Order): string => referenceOf(order, shop.id);
export const statusOf = async (shop: Shop, id: string): Promise<string | undefined> => (await orderOf(shop, id))?.status;

export async function rows<Row extends object>(world: World, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return (await world.context.db.pool.query<Row>(sql, [...values])).rows;
}

export async function countOf(world: World, table: "inbox" | "wallet_nonces" | "payments" | "claims" | "orders"): Promise<number> {
  const [row] = await rows<{ n: number }>(world, `SELECT count(*)::int AS n FROM "${table}"`);
  return row?.n ?? -1;
}
