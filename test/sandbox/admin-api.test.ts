import { expect, test } from "vitest";
import { gid, openWorld } from "./world.ts";

const orderQuery = `query ($id: ID!) { order(id: $id) {
  id legacyResourceId name checkoutToken confirmationNumber displayFinancialStatus canMarkAsPaid fullyPaid cancelledAt closedAt cancelReason note tags test updatedAt
  paymentGatewayNames currencyCode presentmentCurrencyCode
  totalOutstandingSet { shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }
  totalReceivedSet { presentmentMoney { amount } } currentTotalPriceSet { presentmentMoney { amount } }
  transactions(first: 10) { id kind status gateway formattedGateway manualPaymentGateway manuallyCapturable processedAt amountSet { presentmentMoney { amount } } parentTransaction { id } }
  lineItems(first: 5) { nodes { title quantity originalUnitPriceSet { shopMoney { amount } } } }
  metafield(key: "reference") { value namespace }
} }`;

const markPaid = `mutation ($id: ID!) { orderMarkAsPaid(input: { id: $id }) { order { id displayFinancialStatus } userErrors { field message } } }`;

test("an order placed at the store is read through Shopify's own schema", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ lines: [{ title: "Mug", price: "7.95", quantity: 2 }], note: "a note", tags: ["vip"] });
  const { data, errors } = await ask(orderQuery, { id: gid(id) });
  expect(errors).toBeUndefined();
  expect(data.order).toMatchObject({
    id: gid(id), legacyResourceId: id, name: "#1001", displayFinancialStatus: "PENDING", canMarkAsPaid: true, fullyPaid: false, cancelledAt: null,
    note: "a note", tags: ["vip"], test: false, updatedAt: "2026-11-20T12:00:00Z", paymentGatewayNames: ["Pay with Tari"],
    totalOutstandingSet: { shopMoney: { amount: "15.9", currencyCode: "USD" }, presentmentMoney: { amount: "15.9", currencyCode: "USD" } },
    totalReceivedSet: { presentmentMoney: { amount: "0.0" } },
    transactions: [{ kind: "SALE", status: "PENDING", gateway: "Pay with Tari", manualPaymentGateway: true, manuallyCapturable: true, parentTransaction: null }],
    lineItems: { nodes: [{ title: "Mug", quantity: 2, originalUnitPriceSet: { shopMoney: { amount: "7.95" } } }] },
    metafield: null,
  });
});

test.each([
  ["a field that does not exist", "{ shop { colour } }", /Cannot query field "colour"/],
  ["an argument that is missing", "{ order { id } }", /argument "id" of type "ID!" is required/],
  ["text that is no GraphQL", "{ order(", /Syntax Error/],
  ["a real mutation this world does not model", 'mutation { orderDelete(orderId: "gid://shopify/Order/1") { deletedId } }', /does not model Mutation.orderDelete/],
  ["a real field this world does not model", "{ shop { analyticsToken } }", /does not model Shop.analyticsToken/],
])("%s is refused by name", async (_, query, message) => {
  const { ask } = await openWorld();
  expect((await ask(query)).errors?.[0].message).toMatch(message);
});

test("marking paid settles the whole outstanding amount, once", async () => {
  const { shop, ask, pass } = await openWorld();
  const { id } = shop.placeOrder({ total: "20.00", giftCard: "4.10" });
  pass(5_000);
  const first = await ask(markPaid, { id: gid(id) });
  expect(first.data.orderMarkAsPaid).toEqual({ order: { id: gid(id), displayFinancialStatus: "PAID" }, userErrors: [] });
  const again = await ask(markPaid, { id: gid(id) });
  expect(again.data.orderMarkAsPaid).toEqual({ order: null, userErrors: [{ field: ["id"], message: "Order cannot be marked as paid." }] });

  const { data } = await ask(orderQuery, { id: gid(id) });
  const [card, pending, sale] = data.order.transactions;
  expect(card).toMatchObject({ gateway: "gift_card", status: "SUCCESS", amountSet: { presentmentMoney: { amount: "4.1" } } });
  expect(sale).toMatchObject({ kind: "SALE", status: "SUCCESS", amountSet: { presentmentMoney: { amount: "15.9" } }, parentTransaction: { id: pending.id } });
  expect(data.order).toMatchObject({ canMarkAsPaid: false, fullyPaid: true, updatedAt: "2026-11-20T12:00:05Z" });
  expect(shop.deeds(id).map(({ field, by, result }) => [field, by, result])).toEqual([
    ["orderMarkAsPaid", "app", "done"],
    ["orderMarkAsPaid", "app", "refused"],
  ]);
});

test("an unknown order cannot be marked paid", async () => {
  const { ask } = await openWorld();
  const { data } = await ask(markPaid, { id: gid("1") });
  expect(data.orderMarkAsPaid.userErrors).toEqual([{ field: ["id"], message: "Order does not exist" }]);
});

const cancel = `mutation ($id: ID!, $note: String) { orderCancel(orderId: $id, reason: OTHER, restock: true, notifyCustomer: false, staffNote: $note) {
  job { id done } orderCancelUserErrors { field message code } userErrors { message } } }`;
const jobQuery = `query ($id: ID!) { job(id: $id) { id done } }`;

test("cancelling is a job that ends later", async () => {
  const { shop, ask, sandbox, pass } = await openWorld();
  const { id } = shop.placeOrder({ total: "15.90" });
  const { data } = await ask(cancel, { id: gid(id) });
  const { job } = data.orderCancel;
  expect(job.done).toBe(false);
  await sandbox.deliverPending();
  expect((await ask(orderQuery, { id: gid(id) })).data.order.cancelledAt).toBeNull();

  const twice = await ask(cancel, { id: gid(id) });
  expect(twice.data.orderCancel.orderCancelUserErrors).toEqual([{ field: ["orderId"], message: "Order has already been cancelled.", code: "INVALID" }]);

  pass(1_000);
  await sandbox.deliverPending();
  expect((await ask(jobQuery, { id: job.id })).data.job.done).toBe(true);
  expect((await ask(orderQuery, { id: gid(id) })).data.order).toMatchObject({
    cancelledAt: "2026-11-20T12:00:01Z", cancelReason: "OTHER", displayFinancialStatus: "VOIDED", canMarkAsPaid: false, fullyPaid: false, closedAt: null,
    totalOutstandingSet: { presentmentMoney: { amount: "0.0" } }, totalReceivedSet: { presentmentMoney: { amount: "0.0" } },
  });
  expect((await ask(markPaid, { id: gid(id) })).data.orderMarkAsPaid.userErrors).toHaveLength(1);
  expect(shop.deeds(id).filter(({ result }) => result === "done").map(({ detail }) => detail)).toEqual(["OTHER, restocked"]);
});

test("cancelling a paid order keeps its money unless a refund is asked for", async () => {
  const { shop, ask, sandbox, pass } = await openWorld();
  const end = async (refund: string) => {
    const { id } = shop.placeOrder({ total: "15.90" });
    await ask(markPaid, { id: gid(id) });
    await ask(`mutation ($id: ID!) { orderCancel(orderId: $id, reason: CUSTOMER, restock: false${refund}) { orderCancelUserErrors { code } } }`, { id: gid(id) });
    pass(1_000);
    await sandbox.deliverPending();
    return shop.order(id);
  };
  expect(await end("")).toMatchObject({ financialStatus: "PAID", received: "15.90", outstanding: "0.00" });
  expect(await end(", refundMethod: { originalPaymentMethodsRefund: true }")).toMatchObject({ financialStatus: "REFUNDED", received: "0.00", outstanding: "0.00" });
});

test("cancelling refuses unknown orders and overlong staff notes", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "15.90" });
  expect((await ask(cancel, { id: gid("7") })).data.orderCancel.orderCancelUserErrors[0].code).toBe("NOT_FOUND");
  expect((await ask(cancel, { id: gid(id), note: "x".repeat(256) })).data.orderCancel.orderCancelUserErrors[0].field).toEqual(["staffNote"]);
});

test("tags, note, metafields and archive change only what they name", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "15.90", note: "keep me", tags: ["first"] });
  await ask(`mutation ($id: ID!) { tagsAdd(id: $id, tags: ["at risk", "First"]) { node { id } userErrors { message } } }`, { id: gid(id) });
  await ask(`mutation ($id: ID!) { tagsRemove(id: $id, tags: ["first"]) { userErrors { message } } }`, { id: gid(id) });
  await ask(`mutation ($id: ID!) { orderClose(input: { id: $id }) { userErrors { message } } }`, { id: gid(id) });
  await ask(`mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { key } userErrors { message code } } }`, {
    m: [{ ownerId: gid(id), key: "reference", type: "single_line_text_field", value: `${shop.state.domain}/${id}/${"a".repeat(32)}` }],
  });
  const { data } = await ask(orderQuery, { id: gid(id) });
  expect(data.order).toMatchObject({ tags: ["at risk"], note: "keep me", closedAt: "2026-11-20T12:00:00Z", metafield: { namespace: "$app" } });
  await ask(`mutation ($id: ID!) { orderOpen(input: { id: $id }) { order { closed } userErrors { message } } }`, { id: gid(id) });
  await ask(`mutation ($id: ID!) { orderUpdate(input: { id: $id, note: "new" }) { userErrors { message } } }`, { id: gid(id) });
  expect(shop.order(id)).toMatchObject({ closedAt: null, note: "new", tags: ["at risk"] });
});

test("metafields are set all or none, and compare digests", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "1.00" });
  const set = `mutation ($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { value compareDigest } userErrors { code elementIndex } } }`;
  const entry = { ownerId: gid(id), key: "a", type: "single_line_text_field", value: "one" };
  const first = await ask(set, { m: [{ ...entry, compareDigest: null }] });
  expect(first.data.metafieldsSet.userErrors).toEqual([]);
  const stale = await ask(set, { m: [{ ...entry, key: "b" }, { ...entry, value: "two", compareDigest: null }] });
  expect(stale.data.metafieldsSet).toEqual({ metafields: null, userErrors: [{ code: "STALE_OBJECT", elementIndex: 1 }] });
  expect(shop.state.orders.get(id)?.metafields.map(({ key }) => key)).toEqual(["a"]);
});

test("refunds need an idempotency key and are booked once for it", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "15.90" });
  await ask(markPaid, { id: gid(id) });
  const refund = (key: string) => `mutation ($id: ID!, $amount: Money!) { refundCreate(input: { orderId: $id, transactions: [{ orderId: $id, kind: REFUND, gateway: "Pay with Tari", amount: $amount }] }) ${key} { refund { id totalRefundedSet { presentmentMoney { amount } } } order { displayFinancialStatus } userErrors { message } } }`;
  expect((await ask(refund(""), { id: gid(id), amount: "5.90" })).errors?.[0].message).toMatch(/@idempotent directive is required/);
  const first = await ask(refund('@idempotent(key: "k1")'), { id: gid(id), amount: "5.90" });
  const again = await ask(refund('@idempotent(key: "k1")'), { id: gid(id), amount: "5.90" });
  expect(again.data).toEqual(first.data);
  expect(first.data.refundCreate.order.displayFinancialStatus).toBe("PARTIALLY_REFUNDED");
  expect((await ask(refund('@idempotent(key: "k1")'), { id: gid(id), amount: "6.00" })).errors?.[0].extensions.code).toBe("IDEMPOTENCY_KEY_PARAMETER_MISMATCH");
  expect((await ask(refund('@idempotent(key: "k2")'), { id: gid(id), amount: "15.90" })).data.refundCreate.userErrors).toHaveLength(1);
  expect(shop.state.orders.get(id)?.refunds).toHaveLength(1);
});

test("orders are found by the search syntax and walked by cursors", async () => {
  const { shop, ask, pass } = await openWorld();
  const ids = [1, 2, 3, 4, 5].map((n) => {
    pass(60_000);
    return shop.placeOrder({ total: `${n}.00`, tags: n % 2 === 0 ? ["even"] : [] }).id;
  });
  await ask(markPaid, { id: gid(ids[2] ?? "") });
  const list = `query ($query: String, $after: String, $reverse: Boolean) { orders(first: 2, query: $query, after: $after, sortKey: UPDATED_AT, reverse: $reverse) { nodes { name } edges { cursor } pageInfo { hasNextPage endCursor } } }`;
  const names = async (query: string) => (await ask(list.replace("first: 2", "first: 50"), { query })).data.orders.nodes.map((node: { name: string }) => node.name);

  expect(await names("updated_at:>='2026-11-20T12:04:00Z'")).toEqual(["#1004", "#1003", "#1005"]);
  expect(await names("financial_status:paid")).toEqual(["#1003"]);
  expect(await names("tag:even -name:#1002")).toEqual(["#1004"]);
  expect(await names("name:1002")).toEqual(["#1002"]);
  expect(await names(`checkout_token:${shop.order(ids[0] ?? "").checkoutToken}`)).toEqual(["#1001"]);
  expect(await names("status:open AND financial_status:pending,paid")).toHaveLength(5);
  expect((await ask(list, { query: "colour:red" })).errors?.[0].message).toMatch(/search field colour/);

  const first = await ask(list, { reverse: true });
  const second = await ask(list, { reverse: true, after: first.data.orders.pageInfo.endCursor });
  const third = await ask(list, { reverse: true, after: second.data.orders.pageInfo.endCursor });
  expect([first, second, third].flatMap(({ data }) => data.orders.nodes.map((node: { name: string }) => node.name))).toEqual(["#1005", "#1003", "#1004", "#1002", "#1001"]);
  expect(third.data.orders.pageInfo.hasNextPage).toBe(false);
});

test("what was not granted is denied by field", async () => {
  const { sandbox, shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "1.00", customer: { email: "ada@example.com" } });
  const denied = await ask(`query ($id: ID!) { order(id: $id) { customer { id } } }`, { id: gid(id) });
  expect(denied.errors?.[0].extensions.code).toBe("ACCESS_DENIED");
  shop.changeScopes(["read_orders", "read_customers"]);
  expect((await ask(`query ($id: ID!) { order(id: $id) { customer { displayName } } }`, { id: gid(id) })).data.order.customer.displayName).toBe("Ada Lovelace");
  expect((await ask(markPaid, { id: gid(id) })).errors?.[0].extensions.code).toBe("ACCESS_DENIED");
  await sandbox.close();
});

test("shop, installation, job and node answer as in Shopify", async () => {
  const { shop, ask } = await openWorld();
  const { id } = shop.placeOrder({ total: "1.00" });
  const { data } = await ask(
    `query ($id: ID!) { shop { myshopifyDomain currencyCode ianaTimezone plan { shopifyPlus } } currentAppInstallation { accessScopes { handle } }
       node(id: $id) { __typename ... on Order { name } } orderByIdentifier(identifier: { id: $id }) { name } missing: order(id: "gid://shopify/Order/1") { id } job(id: "gid://shopify/Job/none") { done } }`,
    { id: gid(id) },
  );
  expect(data).toEqual({
    shop: { myshopifyDomain: "test-one.myshopify.com", currencyCode: "USD", ianaTimezone: "America/New_York", plan: { shopifyPlus: false } },
    currentAppInstallation: { accessScopes: [{ handle: "read_orders" }, { handle: "write_orders" }] },
    node: { __typename: "Order", name: "#1001" },
    orderByIdentifier: { name: "#1001" },
    missing: null,
    job: null,
  });
});

test("the cost budget is told always and drained only when switched on", async () => {
  const { shop, ask, pass } = await openWorld();
  const list = `{ orders(first: 50, sortKey: UPDATED_AT) { nodes { id totalOutstandingSet { presentmentMoney { amount } } } } }`;
  const calm = await ask(list);
  expect(calm.extensions.cost).toEqual({
    requestedQueryCost: 152, actualQueryCost: 1, throttleStatus: { maximumAvailable: 2000, currentlyAvailable: 2000, restoreRate: 100 },
  });
  shop.setSwitches({ costBudget: "drained" });
  shop.placeOrder({ total: "1.00" });
  const mutation = await ask(`mutation { tagsAdd(id: "gid://shopify/Order/1", tags: []) { userErrors { message } } }`);
  expect(mutation.extensions.cost).toMatchObject({ requestedQueryCost: 10, actualQueryCost: 10, throttleStatus: { currentlyAvailable: 1990 } });
  shop.state.budget = { available: 100, at: shop.state.budget.at };
  const throttled = await ask(list);
  expect(throttled.errors?.[0].extensions.code).toBe("THROTTLED");
  expect(throttled.extensions.cost.throttleStatus.currentlyAvailable).toBe(100);
  pass(600);
  expect((await ask(list)).errors).toBeUndefined();
  expect((await ask(list.replace("50", "250").replace("id totalOutstandingSet", "id totalReceivedSet { shopMoney { amount } presentmentMoney { amount } } totalOutstandingSet"))).errors?.[0].extensions.code).toBe("MAX_COST_EXCEEDED");
});
