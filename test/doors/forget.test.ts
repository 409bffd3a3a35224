import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { answerAsk, askRefund } from "#app/commands/ask-refund.ts";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import type { Desk } from "#app/commands/desk.ts";
import { forgetCustomer } from "#app/commands/forget-customer.ts";
import { handOver } from "#app/commands/hand-over.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { linkPayer } from "#app/commands/link-payer.ts";
import { requestAccountRefund } from "#app/commands/refund.ts";
import { run } from "#app/commands/transact.ts";
import { accountId, customerId, type CustomerId } from "#app/engine/ids.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { act } from "#app/routes/app/act.ts";
import { fileLetter } from "#app/store/inbox.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { requestLines } from "#app/store/reads/privacy.ts";
import { requestsToCarryOut, type PrivacyRequest } from "#app/store/requests.ts";
import { seal } from "#app/store/sealing.ts";
import { customerFile } from "#app/store/reads/customer-file.ts";
import { findShop } from "#app/store/shops.ts";
import { verify } from "#app/store/verify.ts";
import { expire } from "#workers/expire.ts";
import { keepPrivacy } from "#workers/privacy.ts";
import { catalog } from "#workers/queue.ts";
import { openQueues } from "#workers/run.ts";
import { dump, placesOf } from "../setup/dump.ts";
import { claimWith, confirm, DUE, openDoors, openShop, orderBody, orderOf, place, purse, referenceFor, report, rows, statusOf, webhook, type Shop } from "./world.ts";

const START = Date.parse("2026-11-20T10:00:00.000Z");
const minutes = (count: number) => new Date(START + count * 60_000);
const fixture = (name: string) => JSON.parse(readFileSync(new URL(`../fixtures/webhooks/${name}.json`, import.meta.url), "utf8"));

const ZELDA = { customer: "7770001112223", first: "Zelda", last: "Quillfeather", email: "zelda.quill@example.org", phone: "+4915550001234", street: "17 Marzipan Lane" };
const NOTE = "please leave it with Humperdinck next door";
const MEMO = "with love from the attic";
const REASON = "she rang about her broken teapot";
const WISH = "send it back to my mother in Ypsilanti";
const OTHER = { customer: "8880001112223", first: "Otto", last: "Nebelhorn", email: "otto@example.net", phone: "+4917770004321", street: "4 Fog Street" };

type Person = typeof ZELDA;

const personal = ({ customer, first, last, email, phone, street }: Person) => ({
  customer: { id: Number(customer), admin_graphql_api_id: `gid://shopify/Customer/${customer}`, first_name: first, last_name: last, email, phone, default_address: { address1: street } },
  billing_address: { name: `${first} ${last}`, address1: street }, shipping_address: { name: `${first} ${last}`, address1: street }, email, phone,
});

const orderOfPerson = (id: string, person: Person, { note = NOTE as string | null, price = "15.90", at = 0, more = {} } = {}) =>
  orderBody(id, { price, note, updatedAt: minutes(at).toISOString(), more: { ...personal(person), ...more } });

const redactBody = (shop: Shop, { customer, email, phone }: Person, orders: readonly string[]) =>
  JSON.stringify({ shop_id: 7, shop_domain: shop.id, customer: { id: Number(customer), email, phone }, orders_to_redact: orders.map(Number) });

const ask = (shop: Shop, topic: string, body: string) => webhook(shop, body, { topic, path: "compliance" });

async function customerOf(shop: Shop, id: string): Promise<CustomerId> {
  return (await orderOf(shop, id))?.customer ?? customerId("nobody");
}

const ANN = accountId("XTR/6", { kind: "payer", payer: payerKey(purse("ann").address) });

const because = (key: string) => ({ by: "staff member 1", reason: REASON, key });

/** Everything a customer can leave behind: orders paid, open, cancelled, refused and not ours; claims, a link, memos, credit, requests. */
async function live(shop: Shop): Promise<void> {
  const entered = { context: shop.context, shop: (await findShop(shop.context.db.pool, shop.id)) ?? never() };
  for (const id of ["1001", "1002", "1003"]) await webhook(shop, orderOfPerson(id, ZELDA));
  await webhook(shop, orderOfPerson("1001", { ...ZELDA, first: "Zeldana" }, { at: 1, note: `${NOTE}, or ring` }), { topic: "orders/updated" });
  const [paid, open, cancelled] = [await orderOf(shop, "1001"), await orderOf(shop, "1002"), await orderOf(shop, "1003")];
  if (!paid || !open || !cancelled) throw never();
  await claimWith(shop, purse("ann"), referenceFor(shop, paid));
  await report(shop, "tx-1", { from: purse("ann"), units: DUE, memo: `${MEMO} ${referenceFor(shop, paid)}` });
  await confirm(shop, "tx-1");
  await claimWith(shop, purse("ann"), referenceFor(shop, open));
  await report(shop, "tx-2", { from: purse("ann"), units: 5n, memo: MEMO, order: "the teapot" });
  await act(entered, linkPayer, { ...because("k-link"), order: open.id, account: ANN });
  await act(entered, issueCredit, { ...because("k-credit"), customer: await customerOf(shop, "1001"), money: { asset: "XTR/6", units: 7n } });
  await askRefund(shop.context, { shop: shop.id, order: paid.id, text: WISH });
  await answerAsk(shop.context, { shop: shop.id, order: paid.id, by: "staff member 1", reason: REASON });
  await askRefund(shop.context, { shop: shop.id, order: open.id, text: WISH });
  await report(shop, "tx-9", { from: purse("ann"), units: 1n });
  await confirm(shop, "tx-9");
  await act(entered, requestAccountRefund, { ...because("k-back"), account: ANN, order: open.id, money: { asset: "XTR/6", units: 1n }, provider: "tari" });
  await act(entered, cancelOrder, { ...because("k-cancel"), order: cancelled.id });
  await webhook(shop, orderOfPerson("1004", ZELDA, { more: { payment_gateway_names: ["Bank Deposit"] } }));
  await webhook(shop, orderOfPerson("1005", ZELDA, { more: { total_outstanding: "15,90" } }));
  await webhook(shop, JSON.stringify({ ...fixture("refunds-create"), order_id: 1001, note: REASON }), { topic: "refunds/create" });
  await webhook(shop, orderBody("1006", { customer: null, note: NOTE, more: { ...personal(ZELDA), customer: null } }));
  await fileLetter(shop.context.db.pool, shop.id, { source: "shopify", topic: "orders/updated", eventId: "stuck", body: Buffer.from(orderOfPerson("1002", ZELDA, { at: 2 })), receivedAt: minutes(2), object: null, result: "failed" }, { decidedAt: null, error: `Error: a bug with ${ZELDA.last}` });
  await ask(shop, "customers/data_request", JSON.stringify({ shop_id: 7, shop_domain: shop.id, orders_requested: [1001, 1006], customer: { id: Number(ZELDA.customer), email: ZELDA.email, phone: ZELDA.phone }, data_request: { id: 9 } }));
  await webhook(shop, orderOfPerson("2001", OTHER, { note: "mind the dog" }));
  const queues = openQueues(shop.context, catalog);
  for (const errand of await leaseDue(shop.context.db.pool, { now: minutes(3), limit: 9, perShop: 9, leaseSeconds: 30 })) await queues.add("deliver", [errand], `${errand.shop}/${errand.id}`);
  await queues.close();
}

function never(): never {
  throw new Error("unreachable");
}

const secrets = [ZELDA.customer, ZELDA.first, ZELDA.last, ZELDA.email, ZELDA.phone, ZELDA.street, "Humperdinck", "Ypsilanti", MEMO, "teapot", toBase58(purse("ann").address)];

async function left(shop: Shop, values: readonly string[]): Promise<readonly string[]> {
  const tables = new Map([...(await dump(shop.context.db.pool)), ["the log", JSON.stringify(shop.lines())]]);
  return values.flatMap((value) => placesOf(value, tables).map((place) => `${value} in ${place}`));
}

async function known(shop: Shop, values: readonly string[]): Promise<readonly string[]> {
  const tables = await dump(shop.context.db.pool);
  return values.filter((value) => placesOf(value, tables).length > 0);
}

const fileOf = async (shop: Shop, id: string) => JSON.stringify(await customerFile(shop.context.db.pool, { shop: shop.id, id, now: minutes(5) }));

async function sealed(shop: Shop) {
  await seal(shop.context.db.pool, shop.id, { now: new Date(), most: 2000 });
  return (await verify(shop.context.db.pool, shop.id)).faults;
}

test("a redacted customer is nowhere any more, late messages bring nothing back, the ledger verifies and open orders go on", async () => {
  const shop = await openShop(await openDoors());
  await live(shop);
  expect(await known(shop, secrets)).toEqual(secrets);
  const file = await fileOf(shop, "data-9");
  expect([...secrets, "1001", "1002", "1003", "1004", "1006", "tx-1", "tx-2"].filter((value) => !file.includes(value))).toEqual([]);
  expect([OTHER.last, OTHER.email, "mind the dog", ((await orderOf(shop, "2001")) ?? never()).token].filter((value) => file.includes(value))).toEqual([]);
  const ledger = await rows(shop, `SELECT t::text FROM "transfers" t UNION ALL SELECT e::text FROM "events" e ORDER BY 1`);

  shop.setTime(minutes(10));
  expect(await ask(shop, "customers/redact", redactBody(shop, ZELDA, ["1001", "1006", "9999"]))).toMatchObject({ status: 200, json: { result: "asked for: customer redacted" } });
  await keepPrivacy(shop.context);
  shop.setTime(minutes(13));
  await keepPrivacy(shop.context);
  expect(await left(shop, secrets)).toEqual([]);
  const blank = await fileOf(shop, "data-9");
  expect(secrets.filter((value) => blank.includes(value))).toEqual([]);
  expect(await rows(shop, `SELECT "account" FROM "links"`)).toEqual([]);
  expect(await rows(shop, `SELECT "kind", "customer", "orders", "result" FROM "privacy_requests" ORDER BY 1`)).toEqual([
    { kind: "data", customer: null, orders: ["1001", "1006"], result: null },
    { kind: "forget", customer: null, orders: [], result: "forgotten" },
  ]);

  await webhook(shop, orderOfPerson("1001", ZELDA, { at: 20 }), { topic: "orders/updated" });
  await webhook(shop, orderOfPerson("1002", ZELDA, { at: 20, price: "20.00" }), { topic: "orders/updated" });
  await webhook(shop, orderOfPerson("1004", ZELDA, { at: 20, more: { payment_gateway_names: ["Bank Deposit"] } }), { topic: "orders/updated" });
  await webhook(shop, orderBody("1006", { customer: null, note: NOTE, more: { ...personal(ZELDA), customer: null } }), { topic: "orders/updated" });
  await webhook(shop, orderBody("9999", { customer: null, note: NOTE, more: { ...personal(ZELDA), customer: null } }));
  await webhook(shop, orderOfPerson("1007", ZELDA, { at: 20 }));
  await webhook(shop, orderOfPerson("1008", ZELDA, { more: { updated_at: "yesterday" } }));
  await webhook(shop, JSON.stringify({ ...fixture("refunds-create"), order_id: 1001, note: REASON, id: 5 }), { topic: "refunds/create" });
  await report(shop, "tx-2", { from: purse("ann"), units: 5n, memo: MEMO });
  await ask(shop, "customers/data_request", JSON.stringify({ shop_id: 7, shop_domain: shop.id, orders_requested: [], customer: { id: Number(ZELDA.customer), email: ZELDA.email, phone: ZELDA.phone }, data_request: { id: 10 } }));
  await ask(shop, "customers/redact", redactBody(shop, ZELDA, []));
  shop.setTime(minutes(16));
  await keepPrivacy(shop.context);
  expect(await left(shop, secrets)).toEqual([]);
  expect(await statusOf(shop, "1007")).toBe("unclaimed");
  const others = [OTHER.customer, OTHER.last, OTHER.email, OTHER.street];
  expect(await known(shop, others)).toEqual(others);

  // The money of a forgotten customer is money all the same.
  expect((await orderOf(shop, "1002"))?.quote?.due.units).toBe(600_000_000n);
  await report(shop, "tx-3", { from: purse("ann"), units: 600_000_000n, memo: referenceFor(shop, (await orderOf(shop, "1002")) ?? never()) });
  await confirm(shop, "tx-3");
  expect([await statusOf(shop, "1001"), await statusOf(shop, "1002"), await statusOf(shop, "1003"), await statusOf(shop, "1006")]).toEqual(["paid", "paid", "cancelled", "unclaimed"]);
  shop.setTime(minutes(60 * 24));
  await expire(shop.context);
  expect([await statusOf(shop, "1006"), await statusOf(shop, "1007"), await statusOf(shop, "2001")]).toEqual(["expired", "expired", "expired"]);
  expect(await sealed(shop)).toEqual([]);
  const after = await rows(shop, `SELECT t::text FROM "transfers" t UNION ALL SELECT e::text FROM "events" e`);
  expect(after).toEqual(expect.arrayContaining([...ledger]));
});

test.each([
  ["a customer nobody knows", { customer: { id: 4, email: "nobody@example.org" }, orders_requested: [77, 78] }],
  ["no customer and unknown orders", { customer: null, orders_requested: [77] }],
  ["nobody at all", {}],
])("data asked of %s is a request like any other, and its file says that nothing is kept", async (_, asked) => {
  const shop = await openShop(await openDoors(), { hot: null });
  const body = JSON.stringify({ shop_id: 7, shop_domain: shop.id, data_request: { id: 9 }, ...asked });
  for (const eventId of ["first", "again"]) expect(await webhook(shop, body, { topic: "customers/data_request", path: "compliance", eventId })).toMatchObject({ json: { result: "asked for: customer data" } });
  expect(await requestLines(shop.context.db.pool, shop.id)).toMatchObject([{ id: "data-9", askedAt: minutes(0), dueAt: minutes(30 * 24 * 60), doneAt: null }]);
  expect(JSON.parse(await fileOf(shop, "data-9"))).toMatchObject({ summary: "Nothing is kept about this customer but the request itself.", kept: { orders: [] } });
  const handed = { shop: shop.id, id: "data-9", by: "mia" };
  expect([await handOver(shop.context, handed), await handOver(shop.context, { ...handed, by: "leo" }), await handOver(shop.context, { ...handed, id: "data-8" })]).toEqual([true, true, false]);
  expect(await requestLines(shop.context.db.pool, shop.id)).toMatchObject([{ doneBy: "mia", doneAt: minutes(0) }]);
});

test("what was under way while a customer was being forgotten is found by the second look, and a crash between makes no difference", async () => {
  const shop = await openShop(await openDoors(), { hot: null });
  const { context } = shop;
  await webhook(shop, orderOfPerson("1001", ZELDA));
  const ours = await customerOf(shop, "1001");
  const order = (await orderOf(shop, "1001")) ?? never();
  await claimWith(shop, purse("ann"), referenceFor(shop, order));
  await run(context, linkPayer, { shop: shop.id, input: { ...because("k"), order: order.id, account: accountId("XTR/6", { kind: "payer", payer: payerKey(purse("ann").address) }) } });
  await ask(shop, "customers/redact", redactBody(shop, ZELDA, ["1001"]));
  await dieAtEveryStep(shop);
  await rows(shop, `INSERT INTO "customer_details" VALUES ($1, $2, 99, $3, $4, NULL, now())`, [shop.id, ours, ZELDA.last, ZELDA.email]);
  await rows(shop, `INSERT INTO "customers" VALUES ($1, 'cus_again', $2)`, [shop.id, ZELDA.customer]);
  await rows(shop, `INSERT INTO "customer_details" VALUES ($1, 'cus_again', 1, $2, NULL, NULL, now())`, [shop.id, ZELDA.first]);
  await fileLetter(context.db.pool, shop.id, { source: "shopify", topic: "orders/updated", eventId: "late", body: Buffer.from(orderOfPerson("1001", ZELDA)), receivedAt: minutes(0), object: null, result: "stale" }, { decidedAt: minutes(0), error: null });
  shop.setTime(minutes(1));
  await keepPrivacy(context);
  expect((await left(shop, [ZELDA.last])).length).toBeGreaterThan(0);
  shop.setTime(minutes(2));
  await dieAtEveryStep(shop);
  expect(await left(shop, secrets)).toEqual([]);
  expect(await rows(shop, `SELECT "result", cardinality("customers") AS "found" FROM "privacy_requests"`)).toEqual([{ result: "forgotten", found: 2 }]);
});

/** Carries out the request that waits, killed at its first step, then at its second, and so on until it lives to the end. */
async function dieAtEveryStep(shop: Shop): Promise<void> {
  const request = await requestOf(shop);
  const tryFor = (steps: number) => forgetCustomer(dyingAfter(shop, steps), request).catch((error: Error) => error.message);
  let steps = 1;
  let ended = await tryFor(steps);
  while (ended === "killed") ended = await tryFor(++steps);
  expect(ended).toMatch(/begun|forgotten/);
  expect(steps).toBeGreaterThan(10);
}

function dyingAfter({ context }: Shop, steps: number): Desk {
  const { pool } = context.db;
  let left = steps;
  const step = (asked: readonly unknown[], work: () => unknown): unknown => (left-- <= 0 ? killed(asked.at(-1)) : work());
  const watched = <T extends object>(source: T): T =>
    new Proxy(source, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        if (name === "connect") return async () => watched(await pool.connect());
        return (...asked: readonly unknown[]) => (name === "query" && asked[0] !== "ROLLBACK" ? step(asked, () => Reflect.apply(value, target, asked)) : Reflect.apply(value, target, asked));
      },
    });
  return { ...context, db: { pool: watched(pool) } };
}

/** Whoever asked hears of it as they wished to: by a promise, or by being called. */
function killed(answer: unknown): unknown {
  const error = new Error("killed");
  if (typeof answer !== "function") return Promise.reject(error);
  process.nextTick(answer, error);
  return undefined;
}

async function requestOf(shop: Shop): Promise<PrivacyRequest> {
  const [request] = await requestsToCarryOut(shop.context.db.pool);
  return request ?? never();
}

test("of an erased shop nothing is left but its last seal, also of what was under way, and it may begin anew", async () => {
  const shop = await openShop(await openDoors());
  const { pool } = shop.context.db;
  await live(shop);
  expect(await sealed(shop)).toEqual([]);
  await rows(shop, `INSERT INTO "Session" ("id", "shop", "state", "accessToken", "firstName", "email") VALUES ('online', $1, '', '', 'Marla', 'marla@example.com')`, [shop.id]);
  shop.setTime(minutes(60));
  await webhook(shop, JSON.stringify({ ...fixture("app-uninstalled"), myshopify_domain: shop.id }), { topic: "app/uninstalled", path: "app" });
  expect(await left(shop, ["Marla", "marla@example.com"])).toEqual([]);
  shop.setTime(minutes(60 * 49 + 1));
  await ask(shop, "shop/redact", JSON.stringify({ shop_id: 7, shop_domain: shop.id }));
  const [last] = await rows<{ number: string }>(shop, `SELECT max("number")::text AS "number" FROM "seals"`);
  await keepPrivacy(shop.context);
  expect(await left(shop, [...secrets, OTHER.last, OTHER.email, "Nebelhorn", "staff member 1"])).toEqual([]);
  const tables = await dump(pool);
  expect([...tables.keys()].filter((name) => !name.startsWith("bullmq.") && !name.includes("_prisma_migrations"))).toEqual(["public.erasures", "public.seals"]);
  expect(await rows(shop, `SELECT "number"::text FROM "seals"`)).toEqual([{ number: last?.number }]);
  expect(await webhook(shop, orderOfPerson("1009", ZELDA))).toMatchObject({ status: 200, json: { result: "unknown shop" } });
  await pool.query(`INSERT INTO "cursors" VALUES ($1, 'late', 'x', now())`, [shop.id]);
  await keepPrivacy(shop.context);
  expect(await rows(shop, `SELECT 1 FROM "cursors"`)).toEqual([]);

  const again = await openShop(shop);
  await place(again, "1");
  await sealed(again);
  await place(again, "2");
  expect(await sealed(again)).toEqual([]);
});
