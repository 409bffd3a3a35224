import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { run } from "#app/commands/transact.ts";
import { expireOrder } from "#app/commands/expire-order.ts";
import { registerWallet, revokeWallet } from "#app/commands/set-up.ts";
import { createContext } from "#app/context.server.ts";
import { referenceOf } from "#app/engine/order.ts";
import { markUninstalled } from "#app/store/shops.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";
import { machineDoors } from "#app/server.ts";
import { addShop, payer, placed, START, type Shop } from "../commands/shop.ts";
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
  const doors = machineDoors(context);
  const shop = await addShop(context.db, domain);
  const ask = async (checkoutToken: string | null, bearer: string | null, method = "GET") => {
    const query = checkoutToken === null ? "" : `?token=${checkoutToken}`;
    const answer = await doors.request(`/checkout/order${query}`, { method, headers: { Origin: "null", ...(bearer === null ? {} : { Authorization: bearer }) } }, callingFrom("203.0.113.9"));
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: text === "" ? null : JSON.parse(text) };
  };
  return { shop, ask };
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
    state: "unclaimed",
    name: "#5674593747156",
    due: { asset: "XTR/6", units: "477000000", display: "477.000000" },
    deadline: new Date(START.getTime() + 2 * HOUR).toISOString(),
    reference,
    sendTo,
  });
  const [link = "", old = ""] = json.links;
  expect(parsePaymentLink(link)).toEqual({ address: read(sendTo), amount: 477_000_000n, note: reference });
  expect(parseTpsLink(old)).toMatchObject({ shop: domain, orderId: reference, amount: 477_000_000n });
  expect(text).not.toMatch(/ann|example\.com|7001/i);
  expect(headers.get("cache-control")).toBe("no-store");
});

function read(text: string) {
  const reading = parseAddress(text);
  return reading.ok ? reading.address : null;
}

test("before Shopify's message about the order has arrived the page is told to ask again", async () => {
  const { ask } = await open();
  const { status, json } = await ask("checkout-1", `Bearer ${await token()}`);
  expect([status, json]).toEqual([202, { state: "pending", retryAfterMs: 1000 }]);
});

test("a closed order is told as it is, with nothing left to pay", async () => {
  const { shop, ask } = await open();
  const { id } = await placed(shop, "43");
  shop.setTime(new Date(START.getTime() + 2 * HOUR));
  await run(shop, expireOrder, { shop: shop.id, input: { order: id } });
  const { json } = await ask("checkout-43", `Bearer ${await token()}`);
  expect(json).toMatchObject({ state: "expired", deadline: null, links: [] });
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
  expect(json).toMatchObject({ state: "unclaimed", due: null, deadline: null, links: [] });
});
