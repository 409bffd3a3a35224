import { expect, test } from "vitest";
import { domain, openWorld, postJson } from "./world.ts";

const shopPath = `/control/shops/${domain}`;

test("shops are opened and orders placed, read and changed by remote control", async () => {
  const { sandbox } = await openWorld();
  expect((await postJson(sandbox, "/control/shops", { domain: "two.myshopify.com", currency: "JPY" })).json).toMatchObject({ domain: "two.myshopify.com", currency: "JPY" });
  const { json: order } = await postJson(sandbox, "/control/shops/two.myshopify.com/orders", { lines: [{ title: "Tea", price: "1200", quantity: 2 }] });
  expect(order).toMatchObject({ name: "#1001", total: "2400", currency: "JPY", financialStatus: "PENDING", customerId: null });
  const shop = sandbox.openShop({ domain: "two.myshopify.com" });
  const at = `/control/shops/two.myshopify.com/orders/${order.id}`;
  expect((await postJson(sandbox, `${at}/price`, { total: "2500" })).json.outstanding).toBe("2500");
  expect((await postJson(sandbox, `${at}/note`, { note: "hi" })).json.note).toBe("hi");
  expect((await postJson(sandbox, `${at}/paid`, { method: "Cash" })).json).toMatchObject({ financialStatus: "PAID", received: "2500" });
  expect((await postJson(sandbox, `${at}/refund`, { amount: "500" })).json.financialStatus).toBe("PARTIALLY_REFUNDED");
  expect(shop.deeds(order.id).map(({ field, by }) => [field, by])).toEqual([
    ["orderEditCommit", "merchant"], ["orderUpdate", "merchant"], ["orderMarkAsPaid", "merchant"], ["refundCreate", "merchant"],
  ]);
  expect((await postJson(sandbox, `${at}/delete`, {})).status).toBe(200);
  expect((await sandbox.app.request(at)).status).toBe(409);
  expect(await (await sandbox.app.request("/control/shops/two.myshopify.com/orders")).json()).toEqual([]);
});

test("the same e-mail address is the same customer", async () => {
  const { shop } = await openWorld();
  const [first, second, guest] = [
    shop.placeOrder({ customer: { email: "ada@example.com" } }),
    shop.placeOrder({ customer: { email: "ada@example.com" } }),
    shop.placeOrder({ email: "ada@example.com" }),
  ];
  expect(first.customerId).toBe(second.customerId);
  expect(guest.customerId).toBeNull();
});

test.each([
  ["an amount that is none", { total: "15.905" }, 409, /not an amount in USD/],
  ["an unknown field", { totals: "1" }, 400, /totals/],
  ["another currency without the shop's total", { total: "1.00", currency: "EUR" }, 409, /needs shopTotal/],
])("%s is refused in words", async (_, body, status, message) => {
  const { sandbox } = await openWorld();
  const answer = await postJson(sandbox, `${shopPath}/orders`, body);
  expect(answer.status).toBe(status);
  expect(answer.json.error).toMatch(message);
});

test("only JSON is taken, so that no page elsewhere can press these buttons", async () => {
  const { sandbox, shop } = await openWorld();
  expect((await sandbox.app.request(`${shopPath}/orders`, { method: "POST", body: "{}", headers: { "Content-Type": "text/plain" } })).status).toBe(415);
  expect(shop.orders()).toEqual([]);
});

test("session tokens, switches, webhooks, scopes and installation are within reach", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: "http://127.0.0.1:3000" });
  const { token } = (await postJson(sandbox, `${shopPath}/session-token`, {})).json;
  expect(JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString())).toMatchObject({ dest: `https://${domain}`, aud: "sandbox-key" });
  const cors = await sandbox.app.request(`${shopPath}/session-token`, { method: "OPTIONS", headers: { Origin: "http://127.0.0.1:3000", "Access-Control-Request-Method": "POST" } });
  expect(cors.headers.get("access-control-allow-origin")).toBe("http://127.0.0.1:3000");
  expect((await postJson(sandbox, `${shopPath}/switches`, { hold: true })).json).toMatchObject({ hold: true, copies: 0 });
  expect((await postJson(sandbox, `${shopPath}/budget`, { points: 5 })).status).toBe(200);
  expect(shop.state.budget.available).toBe(5);
  expect((await postJson(sandbox, `${shopPath}/budget`, { points: -1 })).status).toBe(400);
  shop.placeOrder({});
  expect((await postJson(sandbox, `${shopPath}/letters/release`, { order: "reversed" })).json).toEqual({ released: 1 });
  await postJson(sandbox, `${shopPath}/scopes`, { scopes: ["read_orders"] });
  await postJson(sandbox, `${shopPath}/uninstall`, {});
  expect(await (await sandbox.app.request(shopPath)).json()).toMatchObject({ installed: false, scopes: ["read_orders"] });
  await postJson(sandbox, `${shopPath}/reinstall`, {});
  expect(shop.state.installed).toBe(true);
  expect((await postJson(sandbox, `${shopPath}/letters/none/again`, {})).status).toBe(409);
});

test("weather stands between the app and the shop, before and after the effect", async () => {
  const lostReplies: string[] = [];
  const { sandbox, shop, token } = await openWorld({
    weather: async ({ door, body }, proceed) => {
      if (door === "token" || !body.includes("orderMarkAsPaid")) return proceed();
      await proceed();
      lostReplies.push(body);
      return new Response("", { status: 502 });
    },
  });
  const { id } = shop.placeOrder({ total: "1.00" });
  const answer = await sandbox.app.request(`/${domain}/admin/api/2026-10/graphql.json`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Shopify-Access-Token": await token() },
    body: JSON.stringify({ query: `mutation { orderMarkAsPaid(input: { id: "gid://shopify/Order/${id}" }) { userErrors { message } } }` }),
  });
  expect(answer.status).toBe(502);
  expect(shop.order(id).financialStatus).toBe("PAID");
});
