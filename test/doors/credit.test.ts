import { SignJWT } from "jose";
import { expect, onTestFinished, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { linkPayer } from "#app/commands/link-payer.ts";
import { setRate, setUpShop } from "#app/commands/set-up.ts";
import { run } from "#app/commands/transact.ts";
import { createContext } from "#app/context.server.ts";
import { accountId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { machineDoors } from "#app/server.ts";
import { addShop, claim, confirm, payer, placed, report, START, statusOf, type Shop } from "../commands/shop.ts";
import { annsId } from "../setup/ann.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { callingFrom } from "./caller.ts";

const domain = "tally.myshopify.com";
const DUE = 477_000_000n;
const ANN = `gid://shopify/Customer/${annsId}`;

type Claims = Readonly<Record<string, unknown>>;

/** A token as Shopify hands it to a block on the order's status page, changed as the test says. */
function token(change: Claims = {}, secret = "test-secret"): Promise<string> {
  const now = Math.floor(START.getTime() / 1000);
  const claims = { dest: domain, aud: "test-key", sub: ANN, exp: now + 300, nbf: now - 5, iat: now - 5, jti: "1", ...change };
  return new SignJWT(JSON.parse(JSON.stringify(claims))).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(secret));
}

async function open() {
  const context = createContext(testConfig(await freshDatabase()), () => START);
  onTestFinished(() => context.close());
  const doors = machineDoors(context);
  const shop = await addShop(context.db, domain);
  const ask = async (id: string, { method = "GET", bearer = undefined as string | undefined } = {}) => {
    const headers = { Origin: "null", Authorization: `Bearer ${bearer ?? (await token())}` };
    const answer = await doors.request(`/checkout/credit?token=checkout-${id}`, { method, headers }, callingFrom("203.0.113.9"));
    const text = await answer.text();
    return { status: answer.status, origin: answer.headers.get("access-control-allow-origin"), text, json: text === "" ? null : JSON.parse(text) };
  };
  return { shop, ask, press: (id: string, bearer?: string) => ask(id, { method: "POST", ...(bearer === undefined ? {} : { bearer }) }) };
}

let notes = 0;
function give(shop: Shop, order: Order, units: bigint) {
  if (order.customer === null) throw new Error("a guest has no credit");
  return run(shop, issueCredit, { shop: shop.id, input: { customer: order.customer, money: { asset: "XTR/6", units }, by: "mia", reason: "an apology", key: `k-${++notes}` } });
}

test("a signed-in customer sees their credit and pays with one press, however often it is sent", async () => {
  const { shop, ask, press } = await open();
  const order = await placed(shop, "1");
  await give(shop, order, DUE + 3n);
  const { status, json, text, origin } = await ask("1");
  expect([status, origin, json]).toEqual([200, "*", { state: "offered", order: "unclaimed", credit: { asset: "XTR/6", units: "477000003", display: "477.000003" }, linked: expect.objectContaining({ units: "0" }), missing: expect.objectContaining({ units: "0" }) }]);
  expect(text).not.toMatch(new RegExp(`ann|example\\.com|${annsId}`, "i"));
  const pressed = await Promise.all(Array.from({ length: 10 }, () => press("1")));
  expect(new Set(pressed.map((each) => `${each.status} ${each.json.state} ${each.json.order} ${each.json.credit.units}`))).toEqual(new Set(["200 granted paid 3"]));
  expect(await statusOf(shop, "1")).toBe("paid");
});

test("credit that is too little takes part once it is allowed to, and the rest is asked for", async () => {
  const { shop, ask, press } = await open();
  const order = await placed(shop, "1");
  await give(shop, order, 77_000_000n);
  expect((await ask("1")).json).toMatchObject({ state: "offered", missing: { units: "400000000" } });
  expect((await press("1")).json).toMatchObject({ state: "granted", order: "unclaimed", missing: { units: "400000000" } });
  await report(shop, "tx-1", { from: "ann", units: 400_000_000n, order: "1" });
  await confirm(shop, "tx-1");
  expect((await ask("1")).json).toMatchObject({ state: "granted", order: "paid", credit: { units: "0" } });
});

test("where the rate has run out a press brings the new amount and spends nothing, and the next one pays it", async () => {
  const { shop, press } = await open();
  await setUpShop(shop, shop.id, { policy: { quoteSeconds: 900 } });
  shop.setTime(new Date(START.getTime() - 1_800_000));
  const order = await placed(shop, "1");
  await give(shop, order, 2n * DUE);
  shop.setTime(START);
  await setRate(shop, shop.id, { currency: "USD", perUnit: { digits: 40n, scale: 0 }, source: "test", asOf: START }, "mia");
  expect((await press("1")).json).toMatchObject({ state: "offered", order: "unclaimed", credit: { units: "954000000" }, missing: { units: "0" } });
  expect((await press("1")).json).toMatchObject({ state: "granted", order: "paid", credit: { units: "318000000" } });
});

test("what a linked wallet holds is shown, and left to its own key", async () => {
  const { shop, ask, press } = await open();
  const first = await placed(shop, "1", { price: "500.00" });
  await claim(shop, first, "ann");
  await run(shop, linkPayer, { shop: shop.id, input: { order: first.id, account: accountId("XTR/6", { kind: "payer", payer: payer("ann") }), by: "mia", reason: "she said so", key: "k" } });
  await report(shop, "tx-1", { from: "ann", units: DUE });
  await confirm(shop, "tx-1");
  await placed(shop, "2");
  expect((await ask("2")).json).toMatchObject({ state: "none", credit: { units: "0" }, linked: { units: DUE.toString() } });
  expect((await press("2")).json).toMatchObject({ state: "granted", order: "unclaimed" });
});

test("nobody sees or spends another customer's credit", async () => {
  const { shop, ask, press } = await open();
  const order = await placed(shop, "1");
  await give(shop, order, DUE);
  await placed(shop, "2", { customer: "7002" });
  await placed(shop, "3", { customer: null });
  const stranger = await token({ sub: "gid://shopify/Customer/7002" });
  const nobody = await token({ sub: "gid://shopify/Customer/9999" });
  for (const bearer of [stranger, nobody]) {
    for (const answer of [await ask("1", { bearer }), await press("1", bearer)]) expect(answer).toMatchObject({ status: 403, origin: "*", json: { code: "not_your_order" } });
  }
  expect([(await press("3")).status, (await press("2")).status]).toEqual([403, 403]);
  expect((await press("none")).json).toEqual({ state: "pending", retryAfterMs: 1000 });
  expect((await press("1", await token({ sub: undefined }))).json).toEqual({ state: "signed-out" });
  for (const sub of [annsId, `gid://shopify/Order/${annsId}`, `gid://shopify/Customer/${annsId}/x`, `gid://shopify/Customer/0${annsId}`, ""]) expect((await press("1", await token({ sub }))).json).toEqual({ state: "signed-out" });
  const other = await addShop(shop.db, "other.myshopify.com");
  await placed(other, "1");
  expect((await press("1", await token({ dest: "other.myshopify.com" }))).json).toMatchObject({ state: "granted", credit: { units: "0" } });
  expect([await statusOf(shop, "1"), await statusOf(shop, "2"), await statusOf(shop, "3")]).toEqual(["unclaimed", "unclaimed", "unclaimed"]);
});

test.each<[string, () => Promise<string>]>([
  ["a token signed by another secret", () => token({}, "other-secret")],
  ["a token for another app", () => token({ aud: "other-key" })],
  ["an expired token", () => token({ exp: Math.floor(START.getTime() / 1000) - 60 })],
  ["a token that never ends", () => token({ exp: undefined })],
  ["a token for another host", () => token({ dest: "https://tally.myshopify.com.evil.example" })],
  ["a token for no shop", () => token({ dest: undefined })],
  ["an unsigned token", async () => `${Buffer.from('{"alg":"none"}').toString("base64url")}.${(await token()).split(".")[1]}.`],
  ["rubbish", () => Promise.resolve("rubbish")],
])("%s spends nothing", async (_, bearer) => {
  const { shop, ask, press } = await open();
  await give(shop, await placed(shop, "1"), DUE);
  const forged = await bearer();
  for (const answer of [await ask("1", { bearer: forged }), await press("1", forged)]) expect(answer).toMatchObject({ status: 401, origin: "*", json: { code: "session_token_invalid" } });
  expect(await statusOf(shop, "1")).toBe("unclaimed");
});

test("a closed order takes no credit, and a press too many waits", async () => {
  const { shop, ask, press } = await open();
  const order = await placed(shop, "1");
  await give(shop, order, DUE);
  await run(shop, cancelOrder, { shop: shop.id, input: { order: order.id, by: "mia", reason: "sold out", key: "k" } });
  expect((await ask("1")).json).toMatchObject({ state: "none", order: "cancelled" });
  expect(await press("1")).toMatchObject({ status: 409, origin: "*", json: { code: "order_not_open" } });
  for (let n = 1; n < 20; n += 1) await press("1");
  expect(await press("1")).toMatchObject({ status: 429, origin: "*" });
});
