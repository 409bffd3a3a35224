import { expect, test } from "vitest";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { run } from "#app/commands/transact.ts";
import { markUninstalled } from "#app/store/shops.ts";
import { confirm, DUE, openDoors, openShop, place, post, purse, referenceFor, report, rows, type Shop } from "./world.ts";
import type { Order } from "#app/engine/order.ts";
import { setRate } from "#app/commands/set-up.ts";

const START = new Date("2026-11-20T10:00:00.000Z");
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);
const JSON_WANTED = { Accept: "application/json" };

const act = (shop: Shop, { token }: Pick<Order, "token">, name: string, body = "", headers: Readonly<Record<string, string>> = JSON_WANTED) => post(`${shop.url}/pay/${token}/${name}`, body, headers);

/** As a form of the page sends it. */
async function press(shop: Shop, { token }: Pick<Order, "token">, name: string, text = ""): Promise<readonly [number, string | null]> {
  const answer = await fetch(`${shop.url}/pay/${token}/${name}`, { method: "POST", redirect: "manual", body: new URLSearchParams({ text }), headers: { Accept: "text/html,application/xhtml+xml" } });
  return [answer.status, answer.headers.get("location")];
}

const rate = (shop: Shop, perUnit: bigint) => setRate(shop.context, shop.id, { currency: "USD", perUnit: { digits: perUnit, scale: 0 }, source: "test", asOf: START }, "mia");

test("a shopper gets a new rate by pressing, once the old one has run out", async () => {
  const shop = await openShop(await openDoors(), { policy: { quoteSeconds: 900 } });
  const order = await place(shop, "1");
  await rate(shop, 40n);
  expect((await act(shop, order, "quote")).json).toMatchObject({ order: "unclaimed", due: { units: "477000000" }, quotedAt: START.toISOString() });
  shop.setTime(later(901));
  expect(await press(shop, order, "quote")).toEqual([303, `/pay/${order.token}`]);
  expect((await act(shop, order, "quote")).json).toMatchObject({ due: { asset: "XTR/6", units: "636000000", display: "636.000000" }, quotedAt: later(901).toISOString() });
  await run(shop.context, markPaid, { shop: shop.id, input: { order: order.id, by: "mia", reason: "cash", key: "k" } });
  expect(await press(shop, order, "quote")).toEqual([303, `/pay/${order.token}?refused=order_not_open`]);
  expect(await act(shop, order, "quote")).toMatchObject({ status: 409, json: { code: "order_not_open" } });
});

test("a shopper asks for money back in a few words, and is told how that stands", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "1");
  expect(await press(shop, order, "ask-refund")).toEqual([303, `/pay/${order.token}?refused=nothing_to_refund`]);
  await report(shop, "tx-1", { from: purse("ann"), units: 5n, memo: referenceFor(shop, order) });
  await confirm(shop, "tx-1");
  await run(shop.context, cancelOrder, { shop: shop.id, input: { order: order.id, by: "mia", reason: "sold out", key: "k" } });
  expect(await press(shop, order, "ask-refund", "  I changed my mind.\r\n\u0000Thanks ☺ ")).toEqual([303, `/pay/${order.token}`]);
  expect(await rows(shop, `SELECT "text", "kind", "object", "by" FROM "remarks" WHERE "kind" = 'ask'`)).toEqual([{ text: "I changed my mind.\nThanks ☺", kind: "ask", object: "ord_1", by: "shopper" }]);
  expect((await act(shop, order, "ask-refund", JSON.stringify({ text: "again" }), JSON_WANTED)).json).toEqual({ refund: { state: "open", askedAt: START.toISOString(), answer: null, transaction: null } });
  expect(JSON.stringify(shop.lines())).not.toMatch(new RegExp(`${order.token}|changed my mind`));
});

test("what is left on the order's own address becomes its customer's credit, however often it is asked for", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "1");
  expect(await act(shop, order, "credit")).toMatchObject({ status: 200, json: { kept: { units: "0" } } });
  await rows(shop, `INSERT INTO "accounts" ("shop", "id", "asset", "kind", "owner") VALUES ($1, 'acc_ord_1.XTR', 'XTR/6', 'deposit', 'ord_1')`, [shop.id]);
  await rows(shop, `INSERT INTO "transfers" ("shop", "id", "from_place", "to_place", "asset", "units", "at", "cause") VALUES ($1, 't', 'outside/tari', 'account/acc_ord_1.XTR', 'XTR/6', 9, now(), 't')`, [shop.id]);
  expect(await act(shop, order, "credit")).toMatchObject({ status: 409, json: { code: "order_not_closed" } });
  await run(shop.context, cancelOrder, { shop: shop.id, input: { order: order.id, by: "mia", reason: "sold out", key: "k" } });
  const answers = await Promise.all(Array.from({ length: 12 }, () => act(shop, order, "credit")));
  expect(answers.map(({ json }) => (json as { kept?: { units: string } }).kept?.units).toSorted()).toEqual([...Array.from({ length: 11 }, () => "0"), "9"]);
  expect(await rows(shop, `SELECT "held"::text FROM "accounts" WHERE "kind" = 'customer'`)).toEqual([{ held: "9" }]);
});

test("nothing is done by a token that is none, nor at a shop that removed the app", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "1");
  for (const token of ["0".repeat(32), order.token.slice(1), `${order.token}0`, "%00", order.token.toUpperCase(), "1"]) {
    for (const name of ["quote", "credit", "ask-refund"]) {
      if (token === order.token) continue;
      expect([name, await act(shop, { token }, name)]).toMatchObject([name, { status: 404, json: { code: "order_unknown" } }]);
      expect((await press(shop, { token }, name))[0]).toBe(404);
    }
  }
  await markUninstalled(shop.context.db.pool, shop.id, later(1));
  expect(await act(shop, order, "quote")).toMatchObject({ status: 404 });
});

test("a wish with more words than anybody reads is refused, and one order takes only so many wishes a minute", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "1");
  expect(await act(shop, order, "ask-refund", JSON.stringify({ text: "x".repeat(1001) }))).toMatchObject({ status: 400, json: { code: "field_wrong" } });
  expect(await act(shop, order, "ask-refund", JSON.stringify({ text: 5 }))).toMatchObject({ status: 400 });
  expect(await act(shop, order, "ask-refund", "{")).toMatchObject({ status: 400, json: { code: "json_wrong" } });
  expect((await act(shop, order, "ask-refund", "x".repeat(20_000))).status).toBe(413);
  const statuses: number[] = [];
  for (let n = 0; n < 21; n += 1) statuses.push((await act(shop, order, "quote")).status);
  expect([statuses.slice(0, 20).every((status) => status === 200), statuses.at(-1)]).toEqual([true, 429]);
  shop.setTime(later(61));
  expect((await act(shop, order, "quote")).status).toBe(200);
  expect(DUE).toBe((await rows<{ due: string }>(shop, `SELECT "due"::text FROM "orders"`)).map(({ due }) => BigInt(due))[0]);
});
