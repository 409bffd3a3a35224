import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { run } from "#app/commands/transact.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { registerWallet, revokeWallet, setUpShop } from "#app/commands/set-up.ts";
import { createContext } from "#app/context.server.ts";
import { referenceOf } from "#app/engine/order.ts";
import type { WalletId } from "#app/engine/ids.ts";
import { setUpState } from "#app/store/reads/home.ts";
import { findShop, markUninstalled } from "#app/store/shops.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";
import { keyOf, openLimits, rules } from "#app/doors/strangers.ts";
import { machineDoors } from "#app/server.ts";
import { readAnswer } from "../../extensions/checkout/src/answer.ts";
import { addShop, claim, confirm, hear, heard, payer, placed, report, START, type Shop } from "../commands/shop.ts";
import { annsId } from "../setup/ann.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { vectors } from "../providers/tari-vectors.ts";
import { callingFrom } from "./caller.ts";

const domain = "tally.myshopify.com";
const HOUR = 3_600_000;

type Claims = Readonly<Record<string, unknown>>;

/** A token as Shopify's checkout hands it to an extension, changed as the test says. */
function token(change: Claims = {}, secret = "test-secret"): Promise<string> {
  const now = Math.floor(START.getTime() / 1000);
  const claims = { dest: domain, aud: "test-key", exp: now + 300, nbf: now - 5, iat: now - 5, jti: "1", ...change };
  return new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(secret));
}

async function open() {
  const databaseUrl = await freshDatabase();
  const context = createContext(testConfig(databaseUrl), () => START);
  onTestFinished(() => context.close());
  const limits = openLimits();
  const doors = machineDoors(context, limits);
  const shop = await addShop(context.db, domain);
  const ask = async (checkoutToken: string | null, bearer: string | null, method = "GET") => {
    const query = checkoutToken === null ? "" : `?token=${checkoutToken}`;
    const answer = await doors.request(`/checkout/order${query}`, { method, headers: { Origin: "null", ...(bearer === null ? {} : { Authorization: bearer }) } }, callingFrom("203.0.113.9"));
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: text === "" ? null : JSON.parse(text) };
  };
  return { shop, ask, doors, limits };
}

/** The shop receives at an address that is one. */
async function receiveAt(shop: Shop): Promise<string> {
  const address = vectors.addresses[0]?.base58 ?? "";
  await revokeWallet(shop, shop.id, shop.wallet);
  await registerWallet(shop, shop.id, { provider: "tari", address, payer: payer("receiver"), allowList: [], initialNonce: 0n, perPayment: null, perDay: null });
  return address;
}

const opened = (answer: { readonly headers: Headers }) => answer.headers.get("access-control-allow-origin");

test("a shopper's page learns what to pay, where to, until when, and nothing personal", async () => {
  const { shop, ask } = await open();
  const sendTo = await receiveAt(shop);
  const order = await placed(shop, "5674593747156");

  const { status, json, text, headers } = await ask("checkout-5674593747156", `Bearer ${await token()}`);

  expect(status).toBe(200);
  const reference = referenceOf(order, domain);
  expect(json).toMatchObject({
    state: "waiting",
    status: "unclaimed",
    name: "#5674593747156",
    price: { amount: "15.90", currency: "USD" },
    due: { asset: "XTR/6", units: "477000000", display: "477.000000" },
    received: { units: "0" },
    remaining: { units: "477000000" },
    confirmations: null,
    deadline: new Date(START.getTime() + 2 * HOUR).toISOString(),
    secondsLeft: 7200,
    reference,
    sendTo,
    note: reference,
    page: expect.stringMatching(new RegExp(`/pay/${order.token}$`)),
  });
  const [link = "", old = ""] = json.links;
  expect(parsePaymentLink(link)).toEqual({ address: read(sendTo), amount: 477_000_000n, note: reference });
  expect(parseTpsLink(old)).toMatchObject({ shop: domain, orderId: reference, amount: 477_000_000n });
  expect(text).not.toMatch(new RegExp(`ann|example\\.com|${annsId}`, "i"));
  expect(headers.get("cache-control")).toBe("no-store");
});

function read(text: string) {
  const reading = parseAddress(text);
  return reading.ok ? reading.address : null;
}

test("before Shopify's message about the order has arrived the page is told to ask again", async () => {
  const { ask } = await open();
  const { status, json } = await ask("checkout-1", `Bearer ${await token()}`);
  expect([status, json]).toEqual([202, { state: "fetching", retryAfterMs: 1000 }]);
});

test("a closed order is told as it is, with nothing left to pay", async () => {
  const { shop, ask } = await open();
  const { id } = await placed(shop, "43");
  shop.setTime(new Date(START.getTime() + 2 * HOUR));
  await run(shop, expireOrder, { shop: shop.id, input: { order: id } });
  const { json } = await ask("checkout-43", `Bearer ${await token()}`);
  expect(json).toMatchObject({ state: "expired", status: "expired", deadline: null, secondsLeft: null, sendTo: null, links: [] });
});

test("only the checkout's own token opens an order, and only at its own shop", async () => {
  const { shop, ask } = await open();
  await placed(shop, "44");
  const other = await addShop(shop.db, "other.myshopify.com");
  await placed(other, "45");
  const bearer = `Bearer ${await token()}`;
  for (const guess of ["44", "ord_44", "%2344", "checkout-45", "checkout-4%25", ""]) expect((await ask(guess, bearer)).status).toBe(202);
  expect((await ask(null, bearer)).status).toBe(202);
  expect((await ask("checkout-45", `Bearer ${await token({ dest: "other.myshopify.com" })}`)).status).toBe(200);
});

test.each<[string, () => Promise<string | null>]>([
  ["no token", async () => null],
  ["a token without its scheme", () => token()],
  ["a token signed by another secret", async () => `Bearer ${await token({}, "other-secret")}`],
  ["a token for another app", async () => `Bearer ${await token({ aud: "other-key" })}`],
  ["an expired token", async () => `Bearer ${await token({ exp: Math.floor(START.getTime() / 1000) - 60 })}`],
  ["a token of the future", async () => `Bearer ${await token({ nbf: Math.floor(START.getTime() / 1000) + 60 })}`],
  ["a token that never ends", async () => `Bearer ${await token({ exp: undefined })}`],
  ["a token for no shop", async () => `Bearer ${await token({ dest: undefined })}`],
  ["a token for another host", async () => `Bearer ${await token({ dest: "https://tally.myshopify.com.evil.example" })}`],
  ["an unsigned token", async () => `Bearer ${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await token()).split(".")[1]}.`],
  ["rubbish", async () => "Bearer rubbish"],
])("%s opens nothing", async (_, bearer) => {
  const { shop, ask } = await open();
  await placed(shop, "46");
  const answer = await ask("checkout-46", await bearer());
  expect([answer.status, answer.json.code, opened(answer)]).toEqual([401, "session_token_invalid", "*"]);
});

test("a page on any origin may ask, and reads the answer whatever it is", async () => {
  const { shop, ask } = await open();
  const preflight = await ask(null, null, "OPTIONS");
  expect([preflight.status, opened(preflight)]).toEqual([204, "*"]);
  expect(preflight.headers.get("access-control-allow-headers")).toContain("Authorization");
  await placed(shop, "47");
  const bearer = `Bearer ${await token()}`;
  const stranger = await ask("checkout-47", `Bearer ${await token({ dest: "stranger.myshopify.com" })}`);
  const answers = [await ask("checkout-47", bearer), await ask("checkout-none", bearer), stranger];
  expect(answers.map((answer) => [answer.status, opened(answer)])).toEqual([[200, "*"], [202, "*"], [404, "*"]]);
  await markUninstalled(shop.db.pool, shop.id, new Date(START.getTime() + 1));
  expect((await ask("checkout-47", bearer)).status).toBe(404);
});

test("an order that waits for a rate says so by having no amount yet", async () => {
  const { shop, ask } = await open();
  await placed(shop, "48", { ask: () => ({ price: { currency: "CHF", amount: { digits: 10n, scale: 0 } } }) });
  const { json } = await ask("checkout-48", `Bearer ${await token()}`);
  expect(json).toMatchObject({ state: "unpriced", due: null, remaining: null, deadline: null, links: [] });
});

test("what arrived is told, and the links ask for the rest, until the order is paid", async () => {
  const { shop, ask } = await open();
  await receiveAt(shop);
  const order = await placed(shop, "49");
  await claim(shop, order, "ann");
  const told = async () => {
    const { status, text, json } = await ask("checkout-49", `Bearer ${await token()}`);
    // What the block makes of the very same answer.
    const answer = await readAnswer(new Response(text, { status }));
    expect(answer).toMatchObject({ kind: "told", told: { state: json.state } });
    return json;
  };
  expect(await told()).toMatchObject({ state: "waiting", status: "claimed" });
  await report(shop, "tx-1", { from: "ann", units: 200_000_000n, wallet: await reporter(shop) });
  const part = await told();
  expect(part).toMatchObject({ state: "part", received: { units: "200000000" }, remaining: { units: "277000000", display: "277.000000" } });
  expect(parsePaymentLink(part.links[0])?.amount).toBe(277_000_000n);
  await report(shop, "tx-2", { from: "ann", units: 277_000_000n, wallet: await reporter(shop) });
  expect(await told()).toMatchObject({ state: "seen", status: "claimed", remaining: { units: "0" }, sendTo: null, links: [] });
  for (const transaction of ["tx-1", "tx-2"]) await confirm(shop, transaction, { wallet: await reporter(shop) });
  expect(await told()).toMatchObject({ state: "paid", status: "paid", links: [], secondsLeft: null });
});

/** The wallet that may report now. */
async function reporter(shop: Shop) {
  const { rows: [wallet] } = await shop.db.pool.query<{ id: WalletId }>(`SELECT "id" FROM "wallets" WHERE "shop" = $1 AND "revoked_at" IS NULL`, [shop.id]);
  if (!wallet) throw new Error("no wallet");
  return wallet.id;
}

test.each([
  ["paid by another method", { isOurs: () => false }],
  ["cancelled before it was heard of", { state: "cancelled" as const }],
])("an order %s has nothing to wait for", async (_, change) => {
  const { shop, ask } = await open();
  await hear(shop, heard("50", change));
  const { status, text, json } = await ask("checkout-50", `Bearer ${await token()}`);
  expect([status, json]).toEqual([200, { state: "none" }]);
  expect(await readAnswer(new Response(text, { status }))).toEqual({ kind: "none" });
});

test("what the block makes of \"not yet\" and of a refusal is to ask again when it is told to", async () => {
  const { ask, limits } = await open();
  const early = await ask("checkout-51", `Bearer ${await token()}`);
  expect(await readAnswer(new Response(early.text, early))).toEqual({ kind: "pending", afterMs: 1000 });
  for (let n = 0; n < rules.address.quota; n++) limits.strangers.each.take(keyOf("203.0.113.9"), START);
  const { status, headers, text } = await ask("checkout-51", `Bearer ${await token()}`);
  expect([status, opened({ headers })]).toEqual([429, "*"]);
  expect(headers.get("access-control-expose-headers")).toContain("Retry-After");
  expect(await readAnswer(new Response(text, { status, headers }))).toEqual({ kind: "busy", afterMs: rules.address.windowSeconds * 1000 });
});

test("the block is known to stand in the shop once a page of it asked, since the app was installed there", async () => {
  const { shop, ask } = await open();
  const hasBlock = async () => (await setUpState(shop.db.pool, shop.id)).hasBlock;
  for (const wrong of [{ aud: "another-app" }, { dest: "other.myshopify.com" }, { exp: 1 }]) await ask("checkout-60", `Bearer ${await token(wrong)}`);
  await ask("checkout-60", null);
  expect(await hasBlock()).toBe(false);
  expect((await ask("checkout-60", `Bearer ${await token()}`)).status).toBe(202);
  const noted = await findShop(shop.db.pool, shop.id);
  expect([await hasBlock(), noted?.blockSeenAt]).toEqual([true, START]);
  await markUninstalled(shop.db.pool, shop.id, new Date(START.getTime() + HOUR));
  shop.setTime(new Date(START.getTime() + 2 * HOUR));
  await setUpShop(shop, shop.id, {});
  expect(await hasBlock()).toBe(false);
});

test("an error of ours can be read by any page too", async () => {
  const { shop, doors } = await open();
  await shop.db.pool.query(`ALTER TABLE "checkouts" RENAME TO "elsewhere"`);
  const answer = await doors.request("/checkout/order?token=checkout-52", { headers: { Authorization: `Bearer ${await token()}` } }, callingFrom("203.0.113.9"));
  expect([answer.status, opened(answer)]).toEqual([500, "*"]);
});
