import { afterAll, onTestFinished } from "vitest";
import { claimOrder, type Claimed } from "#app/commands/claim-order.ts";
import { confirmPayment, reversePayment } from "#app/commands/confirm-payment.ts";
import { openGathering, type Gathering } from "#app/commands/gathering.ts";
import { hearOrder, type Heard, type HeardOrder } from "#app/commands/hear-order.ts";
import { reportPayment } from "#app/commands/report-payment.ts";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { run, type Bench } from "#app/commands/transact.ts";
import { payerKey, shopId, type ShopId, type WalletId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { referenceOf, type Order } from "#app/engine/order.ts";
import type { Policy } from "#app/engine/policy.ts";
import { openDatabase, type Database } from "#app/store/database.ts";
import { annsId } from "../setup/ann.ts";
import { freshDatabase } from "../setup/database.ts";

export type Shop = Bench & { readonly db: Database; readonly id: ShopId; readonly wallet: WalletId; readonly setTime: (now: Date) => void };

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };
export const START = new Date("2026-11-20T10:00:00.000Z");
export const payer = (name: string) => payerKey(`tari:mainnet:${name}`);

/** A shop of its own in a database of its own: 1 USD is 30 XTR, and one wallet reports payments. */
export async function openShop(policy: Partial<Policy> = {}): Promise<Shop> {
  const db = openDatabase(await freshDatabase());
  onTestFinished(() => db.close());
  return addShop(db, "tally.myshopify.com", policy);
}

/** The same, for tests of one file that share it. */
export async function openShopForFile(policy: Partial<Policy> = {}): Promise<Shop> {
  const db = openDatabase(await freshDatabase());
  afterAll(() => db.close());
  return addShop(db, "tally.myshopify.com", policy);
}

export async function addShop(db: Database, domain: string, policy: Partial<Policy> = {}): Promise<Shop> {
  let now = START;
  const id = shopId(domain);
  const bench: Bench & { db: Database } = { db, clock: () => now, log: quiet, bell: { ring: () => undefined }, gathering: severalProcesses(4) };
  await setUpShop(bench, id, { methodName: "Pay with Tari", currency: "USD", policy });
  await setRate(bench, id, { currency: "USD", perUnit: parseDecimal("30") ?? never(), source: "test", asOf: START }, "test");
  const wallet = await registerWallet(bench, id, { provider: "tari", address: `address of ${domain}`, payer: payer(`hot-${domain}`), allowList: [], initialNonce: 0n, perPayment: null, perDay: null });
  return { ...bench, id, wallet, setTime: (later) => void (now = later) };
}

/** Messages take turns at so many processes, whose batches race each other as at a busy server. */
function severalProcesses(count: number): Gathering {
  const gatherings = Array.from({ length: count }, openGathering);
  let turn = 0;
  return { decide: (bench, member) => (gatherings[turn++ % count] ?? never()).decide(bench, member) };
}

function never(): never {
  throw new Error("unreachable");
}

let counter = 0;

/** An order as a webhook tells it: 15.90 USD unless the test says otherwise. */
export function heard(storefrontId: string, change: Partial<Omit<HeardOrder, "storefrontId">> & { readonly price?: string; readonly customer?: string | null } = {}): HeardOrder {
  const { price = "15.90", customer = annsId, ...rest } = change;
  const amount = parseDecimal(price);
  return {
    storefrontId,
    name: `#${storefrontId}`,
    buyer: { customer, name: "Ann Example", email: "ann@example.com", phone: null },
    note: null,
    checkoutToken: `checkout-${storefrontId}`,
    ask: () => (amount ? { price: { currency: "USD", amount } } : { refused: price }),
    total: amount ? { currency: "USD", amount } : null,
    isOurs: (method) => method === "Pay with Tari",
    updatedAt: START,
    state: "open",
    ...rest,
  };
}

export async function placed(shop: Shop, storefrontId: string, change: Parameters<typeof heard>[1] = {}): Promise<Order> {
  const { order, result } = await hear(shop, heard(storefrontId, change));
  if (!order) throw new Error(`not placed: ${result}`);
  return order;
}

export function hear(shop: Shop, input: HeardOrder): Promise<Heard> {
  const eventId = `event-${++counter}`;
  return run(shop, hearOrder, { shop: shop.id, input, letter: { source: "shopify", topic: "orders/create", eventId, body: Buffer.from("{}"), refusals: "filed" } });
}

/** A claim whose signature a door has checked: bound to the order's reference, or plain over its id. */
export function claim(shop: Shop, order: Order, who: string, kind: "bound" | "plain" = "bound"): Promise<Claimed> {
  const text = kind === "bound" ? referenceOf(order, shop.id) : (order.storefrontId ?? "");
  return run(shop, claimOrder, { shop: shop.id, input: { payer: payer(who), address: who, text, signature: `signed ${who} ${text}` } });
}

type Sent = { readonly from: string; readonly units: bigint; readonly memo?: string; readonly order?: string; readonly nonce?: bigint; readonly wallet?: WalletId };

const speaking = (shop: Shop, { nonce, wallet }: Pick<Sent, "nonce" | "wallet">) => ({ wallet: wallet ?? shop.wallet, nonce: nonce ?? BigInt(++counter), mayCall: () => true });

/** A message of the wallet's, as its door files it. */
const notice = (shop: Shop, topic: string) => ({ shop: shop.id, letter: { source: "tari", topic, eventId: `notice-${++counter}`, body: Buffer.from("{}"), refusals: "forgotten" as const } });

export function report(shop: Shop, transaction: string, sent: Sent) {
  return run(shop, reportPayment, {
    ...notice(shop, "incoming_payment"),
    input: { speaking: speaking(shop, sent), provider: "tari", network: "mainnet", transaction, output: "0", money: { asset: "XTR/6", units: sent.units }, sender: payer(sent.from), memo: sent.memo ?? null, orderText: sent.order ?? null },
  });
}

export function confirm(shop: Shop, transaction: string, by: Pick<Sent, "nonce" | "wallet"> & { readonly confirmations?: number } = {}) {
  return run(shop, confirmPayment, { ...notice(shop, "tx_confirmation"), input: { speaking: speaking(shop, by), provider: "tari", network: "mainnet", transaction, output: "0", confirmations: by.confirmations ?? null } });
}

export function reverse(shop: Shop, transaction: string, by: Pick<Sent, "nonce" | "wallet"> = {}) {
  return run(shop, reversePayment, { ...notice(shop, "tx_reversal"), input: { speaking: speaking(shop, by), provider: "tari", network: "mainnet", transaction, output: "0" } });
}

export async function rowsOf<Row extends object>(shop: Shop, sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> {
  return (await shop.db.pool.query<Row>(sql, [...values])).rows;
}

export async function statusOf(shop: Shop, storefrontId: string): Promise<string | undefined> {
  const [row] = await rowsOf<{ status: string }>(shop, `SELECT "status" FROM "orders" WHERE "shop" = $1 AND "id" = $2`, [shop.id, `ord_${storefrontId}`]);
  return row?.status;
}
