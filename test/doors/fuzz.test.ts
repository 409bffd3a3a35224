import { createHmac } from "node:crypto";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import fc from "fast-check";
import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { setUpShop } from "#app/commands/set-up.ts";
import { createContext, type Context } from "#app/context.server.ts";
import { shopId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { signClaim, writeClaim } from "#app/providers/tari/claim.ts";
import { confirmationPayload, reversalPayload } from "#app/providers/tari/message.ts";
import { machineDoors } from "#app/server.ts";
import { verify } from "#app/store/verify.ts";
import { writeJson } from "#app/doors/json.ts";
import { testConfig } from "../setup/config.ts";
import { callingFrom } from "./caller.ts";
import { anyMessage, anyTrueMessage, type Samples, type Thrown } from "./fuzz-messages.ts";
import type { PaySamples } from "./fuzz-pay.ts";
import { openDoors, openShop, orderBody, paymentBody, place, purse, referenceFor, rows, signed, type Shop } from "./world.ts";

// The long run: FUZZ=1000000 npx vitest run test/doors/fuzz.test.ts
const messages = Number(process.env["FUZZ"] ?? 200_000);
const batch = 100;
const ORDERS = 60;
const [ann, ben, hot, cold] = [purse("ann"), purse("ben"), purse("hot-1"), purse("hot-2")];
const START = new Date("2026-11-20T10:00:00.000Z");

/** Claims that would be true for somebody else, something else, or in another spelling. */
function falseClaims(shop: Shop, references: readonly string[]): readonly string[] {
  const write = (claim: Parameters<typeof writeClaim>[0], change: object = {}) => JSON.stringify({ ...writeClaim(claim), ...change });
  return references.flatMap((text, index) => {
    const another = references[(index + 1) % references.length] ?? "";
    const hers = signClaim({ address: ann.address, text, secret: ann.secret });
    const foreign = text.replace(shop.id, "other.myshopify.com");
    return [
      write({ ...hers, address: ben.address }),
      write(signClaim({ address: ann.address, text, secret: ben.secret })),
      write(hers, { order_id: another }),
      write(hers, { order_id: text.toUpperCase() }),
      write(hers, { order_id: `${text}\u200b` }),
      write(signClaim({ address: ann.address, text: foreign, secret: ann.secret })),
      write(signClaim({ address: ann.address, text: foreign, secret: ann.secret }), { order_id: text }),
      write(signClaim({ address: ann.address, text: text.slice(0, -1) + (text.endsWith("0") ? "1" : "0"), secret: ann.secret })),
      write(signClaim({ address: ann.address, text: text.split("/")[1] ?? "", secret: ann.secret })),
    ];
  });
}

/** Messages of a wallet that is not registered, and of the one that is with something else in them than it signed. */
function falseReports(): Samples["wallet"] {
  const auth = { by: hot };
  return Array.from({ length: 30 }, (_, index) => {
    const txid = `tx-${index}`;
    const paid = (by: typeof hot) => paymentBody(txid, { from: ann, units: 477_000_000n, memo: "thanks", order: `${index + 1}` }, { by });
    const confirmed = (by: typeof hot) => writeJson({ confirmation: { txid }, auth: signed(confirmationPayload({ txid, confirmations: null }), { by }) });
    const reversed = writeJson({ reversal: { txid }, auth: signed(reversalPayload({ txid }), auth) });
    const nonce = (text: string) => text.replace(/"nonce":(\d+)/, (_, digits: string) => `"nonce":${BigInt(digits) + 1n}`);
    const door = { seen: "incoming_payment", done: "tx_confirmation", back: "tx_reversal" };
    return [
      { door: door.seen, body: paid(cold) },
      { door: door.seen, body: nonce(paid(hot)) },
      { door: door.seen, body: paid(hot).replace("477000000", "477000001") },
      { door: door.seen, body: paid(hot).replace("thanks", "thank\u0455") },
      { door: door.seen, body: paid(hot).replace(toBase58(hot.address), toBase58(cold.address)) },
      { door: door.done, body: confirmed(cold) },
      { door: door.done, body: confirmed(hot).replace(txid, "tx-other") },
      { door: door.done, body: reversed.replace("reversal", "confirmation") },
      { door: door.back, body: confirmed(hot).replace("confirmation", "reversal") },
      { door: door.back, body: nonce(reversed) },
    ];
  }).flat();
}

async function falseTokens(shop: Shop): Promise<readonly string[]> {
  const now = Math.floor(START.getTime() / 1000);
  const sign = (claims: object, secret = "test-secret") => new SignJWT({ dest: shop.id, aud: "test-key", exp: now + 80_000, nbf: now - 5, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(secret));
  const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(JSON.stringify({ dest: shop.id, aud: "test-key", exp: now + 80_000 })).toString("base64url")}.`;
  const tokens = await Promise.all([sign({}, "another secret"), sign({ aud: "another app" }), sign({ exp: now - 60 }), sign({ nbf: now + 79_000 }), sign({ dest: "evil.example.com" })]);
  return [...tokens, unsigned];
}

/** Who is truly signed in at a shop, and not whose order it is. */
async function bystandersOf(shop: Shop): Promise<Samples["bystanders"]> {
  const sign = (claims: object) => new SignJWT({ dest: shop.id, aud: "test-key", exp: START.getTime() / 1000 + 80_000, nbf: START.getTime() / 1000 - 5, ...claims }).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from("test-secret"));
  const [other, unknown, staff, elsewhere] = await Promise.all([sign({ sub: "gid://shopify/Customer/7002" }), sign({ sub: "gid://shopify/Customer/999" }), sign({ sub: "7001" }), sign({ dest: "second.myshopify.com", sub: "gid://shopify/Customer/7001" })]);
  const checkout = "checkout-5001";
  // Nobody is signed in, or nothing was heard of such an order at that shop: that is said, and nothing is done.
  return [{ token: other, checkout }, { token: unknown, checkout }, { token: staff, checkout, answers: 200 }, { token: elsewhere, checkout, answers: 202 }];
}

/** Tokens of the right form that open nothing. */
async function strangeTokens({ context: { payKeys } }: Shop): Promise<readonly string[]> {
  const key = (await payKeys.keyOf(shopId("second.myshopify.com"))) ?? "";
  const made = (text: string, by: string) => createHmac("sha256", by).update(text).digest("hex").slice(0, 32);
  return Array.from({ length: ORDERS }, (_, index) => String(5001 + index)).flatMap((order) => [made(order, key), made(order, "another key"), made(order, "")]).concat("0".repeat(32), "f".repeat(32));
}

async function samplesOf(shop: Shop): Promise<Samples> {
  const orders = [];
  for (let index = 1; index <= ORDERS; index++) orders.push(await place(shop, String(5000 + index), { customer: String(7000 + index) }));
  const references = orders.map((order) => referenceFor(shop, order));
  const topics = ["orders/create", "orders/updated", "orders/edited", "orders/delete", "orders/cancelled", "orders/paid", "refunds/create", "order_transactions/create", "app/uninstalled", "app/scopes_update", "customers/redact", "customers/data_request", "shop/redact"];
  const webhooks = topics.map((topic, index) => ({ topic, body: JSON.stringify({ id: 9000 + index, shop_domain: shop.id, order_id: 5001, name: `#${9000 + index}`, total_price: "15.90", updated_at: START.toISOString() }) }));
  return { domain: shop.id, otherDomain: "second.myshopify.com", webhooks, claims: falseClaims(shop, references), wallet: falseReports(), tokens: await falseTokens(shop), references, ...(await paySamplesOf(shop, orders)) };
}

async function paySamplesOf(shop: Shop, orders: readonly Order[]): Promise<PaySamples> {
  const claims = orders.map((order) => JSON.stringify(writeClaim(signClaim({ address: ann.address, text: referenceFor(shop, order), secret: ann.secret }))));
  const elsewhere = claims.map((_, place) => [1, 2, 3].map((step) => claims[(place + step) % claims.length] ?? ""));
  return { pages: orders.map(({ token, storefrontId }) => ({ token, order: storefrontId ?? "" })), strange: await strangeTokens(shop), elsewhere, bystanders: await bystandersOf(shop) };
}

/** Every row of every table, as one line each. */
async function fingerprint(shop: Shop): Promise<readonly string[]> {
  const tables = await rows<{ name: string }>(shop, `SELECT format('%I.%I', schemaname, tablename) AS "name" FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`);
  const lines = tables.map(async ({ name }) => {
    const [row] = await rows<{ n: string; hash: string }>(shop, `SELECT count(*) AS "n", md5(coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS "hash" FROM ${name} t`);
    return `${name}: ${row?.n} rows, ${row?.hash}`;
  });
  return Promise.all(lines);
}

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

/** The same database behind doors of their own, silent, whose clock goes on by five milliseconds with each message. */
function quietDoors(shop: Shop) {
  let sent = 0;
  const { databaseUrl } = shop.context.config;
  const context: Context = createContext(testConfig(databaseUrl), () => new Date(START.getTime() + sent * 5));
  onTestFinished(() => context.close());
  const doors = machineDoors(context);
  const send = async ({ method, path, headers, body, home }: Thrown): Promise<Response> => {
    const from = home ? "127.0.0.1" : `10.${(sent >> 16) & 255}.${(sent >> 8) & 255}.${sent & 255}`;
    sent++;
    const length = body === null ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const request = new Request(`http://app.test${path}`, { method, headers: { ...length, ...headers }, body: method === "GET" || method === "HEAD" ? null : body });
    return doors.fetch(request, callingFrom(from));
  };
  return { routes: doors.routes.map(({ method, path }) => ({ method, path })), send, sent: () => sent };
}

// That there is too much to do right now is what /ready is asked for, and on a busy machine it may be so.
const isReadiness = (status: number, { path }: Thrown): boolean => status === 503 && /^\/ready(\?|$)/.test(path);

// A pay page's form is refused on the page, to which its browser is sent back.
const isSentBack = (status: number, { path }: Thrown): boolean => status === 303 && path.startsWith("/pay/");

const opensNothing = (status: number, { answers }: Thrown): boolean => (status >= 400 && status < 500) || status === answers;

const mayAnswer = (status: number, thrown: Thrown): boolean => (thrown.opens ? opensNothing(status, thrown) : isReadiness(status, thrown) || isSentBack(status, thrown) || isRefusal(status, thrown));

const isRefusal = (status: number, { method }: Thrown): boolean => status < 500 && (status >= 400 || method === "GET" || method === "HEAD" || method === "OPTIONS");

/** A pay page's doors are told by what is asked there, whatever its token. */
function doorOf({ path }: Thrown): string | undefined {
  const [, beside] = /^\/pay\/[^/?]*\/([\w.-]+)/.exec(path) ?? [];
  return beside === undefined ? /^\/(?:s\/[^/]*\/)?(\w+\/\w+)/.exec(path)?.[1] : `pay/${beside}`;
}

/** Throws at the doors what the arbitrary makes, a hundred at once, and counts the answers by status and door. */
async function throwMany(send: (thrown: Thrown) => Promise<Response>, message: fc.Arbitrary<Thrown>, count: number, mayBe: (status: number, thrown: Thrown) => boolean, afterEach = () => {}) {
  const answers = new Map<string, number>();
  const throwOne = async (thrown: Thrown) => {
    const { status } = await send(thrown);
    if (!mayBe(status, thrown)) throw new Error(`${status} to ${JSON.stringify(thrown)}`);
    const told = `${status} ${doorOf(thrown)}`;
    answers.set(told, (answers.get(told) ?? 0) + 1);
  };
  const throwAll = async (thrown: readonly Thrown[]) => {
    await Promise.all(thrown.map(throwOne));
    afterEach();
  };
  const told = await fc.check(fc.asyncProperty(fc.array(message, { minLength: batch, maxLength: batch, size: "max" }), throwAll), { numRuns: Math.ceil(count / batch), endOnFailure: true });
  // Of a hundred messages only the one that came through is worth reading.
  if (told.failed) throw new Error(`seed ${told.seed}`, { cause: told.errorInstance });
  return (status: number, door: string) => answers.get(`${status} ${door}`) ?? 0;
}

const openTwo = async (): Promise<Shop> => {
  const shop = await openShop(await openDoors());
  await openShop(shop, { domain: "second.myshopify.com", hot: null });
  await setUpShop(shop.context, shop.id, { servesRoot: "yes" });
  return shop;
};

test(`of ${messages} malformed or forged messages none is accepted, stored, or too much`, { timeout: Math.max(600_000, messages * 3) }, async () => {
  const shop = await openTwo();
  const samples = await samplesOf(shop);
  const { routes, send, sent } = quietDoors(shop);
  const before = await fingerprint(shop);
  let early = 0;
  const weigh = () => {
    if (early === 0 && sent() > messages / 5) early = heapInUse();
  };
  const answered = await throwMany(send, anyMessage(samples, routes), messages, mayAnswer, weigh);

  expect(sent()).toBeGreaterThanOrEqual(messages);
  expect(await fingerprint(shop)).toEqual(before);
  expect(heapInUse() - early).toBeLessThan(16 * 1024 * 1024);
  // Enough of them came as far as the signature, and few were only too many.
  for (const door of ["webhooks/orders", "webhooks/app", "webhooks/compliance", "order/claim", "wallet/incoming_payment", "wallet/tx_confirmation", "wallet/tx_reversal", "checkout/order"]) expect(answered(401, door), door).toBeGreaterThan(messages / 400);
  for (const [status, door] of [[404, "pay/status"], [404, "pay/events"], [404, "pay/qr.png"], [404, "pay/receipt.json"], [404, "pay/claim"], [409, "pay/claim"], [404, "pay/quote"], [404, "pay/credit"], [409, "pay/ask-refund"], [401, "checkout/credit"], [403, "checkout/credit"]] as const) expect(answered(status, door), `${status} ${door}`).toBeGreaterThan(messages / 4000);
  for (const door of ["order/claim", "wallet/incoming_payment", "checkout/order"]) expect(answered(429, door), door).toBeLessThan(messages / 50);
});

test("what is truly signed and odd all the same is taken or refused, and never our failure", { timeout: 120_000 }, async () => {
  const shop = await openTwo();
  const samples = await samplesOf(shop);
  const { send } = quietDoors(shop);
  const auth = (payload: string) => signed(payload, { by: hot });
  const webhooks = samples.webhooks.map(({ topic }, index) => ({ topic, body: orderBody(String(9000 + index), { customer: String(7000 + index), note: "hello" }) }));
  const token = await new SignJWT({ dest: shop.id, aud: "test-key", exp: START.getTime() / 1000 + 80_000, nbf: START.getTime() / 1000 - 5 }).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from("test-secret"));
  const message = anyTrueMessage(samples, [...samples.webhooks, ...webhooks], {
    payment: ({ txid, ...coming }) => paymentBody(txid, { from: ann, ...coming }, { by: hot }),
    confirmation: (txid, confirmations) => writeJson({ confirmation: { txid, ...(confirmations !== null && { confirmations }) }, auth: auth(confirmationPayload({ txid, confirmations })) }),
    reversal: (txid) => writeJson({ reversal: { txid }, auth: auth(reversalPayload({ txid })) }),
    claim: (text) => JSON.stringify(writeClaim(signClaim({ address: ann.address, text, secret: ann.secret }))),
    token,
  });
  const answered = await throwMany(send, message, messages / 400, (status) => status < 500);
  for (const [status, door] of [[200, "pay/status"], [200, "pay/qr.png"], [303, "pay/quote"]] as const) expect(answered(status, door), door).toBeGreaterThan(2);
  for (const door of ["webhooks/orders", "wallet/incoming_payment", "wallet/tx_confirmation"]) expect(answered(200, door), door).toBeGreaterThan(10);
  expect(await verify(shop.context.db.pool, shop.id)).toMatchObject({ faults: [] });
});
