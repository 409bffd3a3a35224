import { afterEach, beforeEach, expect, test } from "vitest";
import { withPaymentId } from "#app/providers/tari/address.ts";
import { paymentLink } from "#app/providers/tari/link.ts";
import type { ShopControls } from "#app/sandbox/control/controls.ts";
import type { Sandbox } from "#app/sandbox/sandbox.ts";
import { addressOf } from "#app/sandbox/wallet/keys.ts";
import { apiKey, domain, listen, openWorld, type Ear } from "./world.ts";

let ear: Ear;
beforeEach(async () => { ear = await listen(); });
afterEach(() => ear.close());

const html = async (sandbox: Sandbox, path: string) => {
  const answer = await sandbox.app.request(path, { headers: { Accept: "text/html" } });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

const submit = (sandbox: Sandbox, path: string, fields: Record<string, string>, origin = "http://localhost", cookie = "") =>
  sandbox.app.request(`http://localhost${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/x-www-form-urlencoded", Origin: origin, Accept: "text/html", ...(cookie === "" ? {} : { Cookie: cookie }) },
    body: new URLSearchParams(fields).toString(),
  });

test.each([
  ["/", /make-believe world[\s\S]*Play the story/],
  ["/store", /Hazel tally stick[\s\S]*15\.90 USD/],
  ["/wallet", /Scan, paste or choose[\s\S]*Buy something/],
  ["/admin/orders", /No orders yet/],
  ["/admin", /<iframe title="Tallystick"/],
  ["/admin/faults", /What goes wrong at[\s\S]*Too many requests/],
])("%s renders, and asks nothing of any other host", async (path, expected) => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const { status, text, headers } = await html(sandbox, path);
  expect(status).toBe(200);
  expect(text).toMatch(expected);
  expect([...text.matchAll(/(?:src|href)="(https?:[^"]*)"/g)].map((match) => match[1]).filter((url) => !url?.startsWith(ear.url))).toEqual([]);
  expect(headers.get("content-security-policy")).toContain("default-src 'self'");
});

/** As the app's worker tells it: 1 USD is 30 XTR. */
function tellPrices({ state }: ShopControls): void {
  const until = Math.floor(Date.now() / 1000) + 3_600;
  const board = { v: 1, asset: "XTR/6", symbol: "XTR", scale: 6, rates: { USD: { per: "300000", of: "1", as_of: 0, until } } };
  state.appMetafields = [{ id: "1", namespace: "tallystick", key: "prices", type: "json", value: JSON.stringify(board), at: "2026-11-20T12:00:00Z" }];
}

test("beside a price stands what the app's theme block makes of the rates it was told, in the language that is asked for", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  expect((await html(sandbox, "/store")).text).not.toContain("tallystick-price\"");
  tellPrices(shop);
  shop.setVariantPrice("4880321196740001", "41.15");
  const words = async (path: string) => (await html(sandbox, path)).text.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ");
  expect(await words("/store")).toContain("41.15 USD about 1,234.5 XTR");
  expect(await words("/store?lang=de")).toContain("41.15 USD etwa 1.234,5 XTR");
  await submit(sandbox, "/store/orders", { shop: domain, product: "7880321196740001", quantity: "1" });
  expect(shop.orders()[0]).toMatchObject({ total: "41.15" });
});

test("in the cart and in the store's corner stands what the whole of it costs, by the app's block and embed, until it is bought", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  tellPrices(shop);
  let cookie = "";
  const press = async (path: string, fields: Record<string, string>) => {
    const answer = await submit(sandbox, path, { shop: domain, ...fields }, "http://localhost", cookie);
    cookie = (answer.headers.get("set-cookie") ?? cookie).split(";")[0] ?? "";
    return answer;
  };
  const words = async (path = "/store") => (await (await sandbox.app.request(path, { headers: { Cookie: cookie } })).text()).replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");

  expect(await words()).not.toContain("Total:");
  await press("/store/cart", { product: "7880321196740001", quantity: "2" });
  await press("/store/cart", { product: "7880321196740004", quantity: "1" });
  expect((await words()).match(/Total: about [\d.,]+ XTR/g)).toEqual(["Total: about 2,394 XTR", "Total: about 2,394 XTR"]);
  expect(await words()).toContain("2 × Hazel tally stick 31.80 USD 1 × Pocket abacus 48.00 USD 79.80 USD");
  expect(await words("/store?lang=de")).toContain("Summe: etwa 2.394 XTR");
  await press("/store/orders", { product: "cart" });
  expect(shop.orders()[0]).toMatchObject({ total: "79.80" });
  expect(await words()).not.toContain("Total:");
  expect((await press("/store/orders", { product: "cart" })).status).toBe(409);
  await press("/store/cart", { product: "7880321196740001" });
  await press("/store/cart/empty", {});
  expect(await words()).not.toContain("Empty the cart");
});

test("buying at the store places an order and shows it", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const bought = await submit(sandbox, "/store/orders", { shop: domain, product: "7880321196740001", quantity: "2", buyer: "grace", giftCard: "1.80", note: "<b>hi</b>" });
  expect(bought.status).toBe(303);
  const [order] = shop.orders();
  expect(order).toMatchObject({ total: "31.80", outstanding: "30.00", financialStatus: "PARTIALLY_PAID", note: "<b>hi</b>" });
  const { text } = await html(sandbox, bought.headers.get("location") ?? "");
  expect(text).toContain("Order #1001");
  expect(text).toContain("31.80 USD");
});

const reference = `${domain}/820982911946154508/${"d".repeat(32)}`;

/** The app's answer to the store's own pages, as its checkout door gives it. */
const payable = (sandbox: Sandbox, change: Record<string, unknown> = {}) => {
  const sendTo = sandbox.wallet.receiver(domain);
  const link = `tari://esmeralda/transactions/send?tariAddress=${sendTo}&amount=477000000&note=${encodeURIComponent(reference)}`;
  const due = { asset: "XTR/6", units: "477000000", display: "477.000000" };
  const page = `${sandbox.appUrl}/pay/${"d".repeat(32)}`;
  return { link, page, body: { state: "waiting", status: "unclaimed", name: "#1001", due, deadline: "2026-11-20T13:59:30.000Z", reference, sendTo, links: [link], page, ...change } };
};

test("the thank-you page asks the app as Shopify's would, and leads to the wallet and to the pay page", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id, checkoutToken } = shop.placeOrder({ total: "15.90" });
  const { link, page, body } = payable(sandbox);
  ear.tells.set("/checkout/order", { status: 200, body });
  const { text } = await html(sandbox, `/store/orders/${id}`);

  expect(text).toContain(`<iframe class="block" title="Payment" src="/store/orders/${id}/block?shop=${domain}&page=thank-you">`);
  expect(text).toContain(`/wallet?text=${encodeURIComponent(link)}`);
  expect(text).toContain(`href="${page}"`);
  const asked = ear.heard.find(({ path }) => path === "/checkout/order");
  const [, claims = ""] = (asked?.headers.get("authorization") ?? "").split(".");
  expect(JSON.parse(Buffer.from(claims, "base64url").toString())).toMatchObject({ dest: domain, aud: apiKey, exp: Date.parse("2026-11-20T12:05:00Z") / 1000 });
  expect(text).not.toContain(checkoutToken);
});

test.each([
  ["not heard of yet", 202, { state: "fetching", retryAfterMs: 1000 }],
  ["paid another way", 200, { state: "none" }],
  ["unreachable", 503, {}],
  ["spoken of oddly", 200, { state: "unheard of" }],
])("the thank-you page comes up when the order is %s", async (_, status, body) => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  ear.tells.set("/checkout/order", { status, body });
  const page = await html(sandbox, `/store/orders/${id}`);
  expect(page.status).toBe(200);
  expect(page.text).toContain("Thank you! Order #1001");
  expect(page.text).not.toContain('id="open-wallet"');
});

const factsIn = (text: string) => JSON.parse(/<script type="application\/json" id="facts">(.*?)<\/script>/s.exec(text)?.[1] ?? "null");

test("the block's frame is told what Shopify would tell it, in the shopper's language", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id, checkoutToken } = shop.placeOrder({ total: "15.90", note: "</script><b>" });
  const english = await html(sandbox, `/store/orders/${id}/block?page=thank-you`);
  expect(factsIn(english.text)).toMatchObject({ target: "purchase.thank-you.block.render", orderId: `gid://shopify/Order/${id}`, checkoutToken, appUrl: ear.url, isEditor: false, words: { title: "Payment" } });
  expect(english.headers.get("content-security-policy")).toContain(`connect-src 'self' ${ear.url}`);
  const arabic = await html(sandbox, `/store/orders/${id}/block?page=order-status&editor&lang=ar`);
  expect(arabic.text).toContain('<html lang="ar" dir="rtl">');
  expect(factsIn(arabic.text)).toMatchObject({ target: "customer-account.order-status.block.render", isEditor: true, words: { title: "الدفع" } });
  const asked = await sandbox.app.request(`/store/orders/${id}/block`, { headers: { "Accept-Language": "tlh, fr-CA;q=0.8, de;q=0.5" } });
  expect(await asked.text()).toContain('<html lang="fr" dir="ltr">');
});

test("the block's session tokens speak for the shop, and for a customer only on the page they are logged in to", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const shop = sandbox.openShop({ domain: "reads-customers.myshopify.com", scopes: ["read_orders", "write_orders", "read_customers"] });
  const { id, customerId } = shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
  const claims = async (page: string, at = shop.state.domain, order = id) => {
    const answer = await sandbox.app.request(`/store/orders/${order}/session-token?shop=${at}&page=${page}`);
    const { token } = JSON.parse(await answer.text());
    return JSON.parse(Buffer.from(String(token).split(".")[1] ?? "", "base64url").toString());
  };
  expect(await claims("order-status")).toMatchObject({ dest: shop.state.domain, aud: apiKey, sub: `gid://shopify/Customer/${customerId}` });
  expect(await claims("thank-you")).not.toHaveProperty("sub");
  const reticent = sandbox.shop(domain)?.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
  expect(await claims("order-status", domain, reticent?.id)).not.toHaveProperty("sub");
});

test("the code that Shopify's element would draw says what the block says", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const answer = await sandbox.app.request("/store/qr.svg?text=tari%3A%2F%2Fsample");
  expect(answer.headers.get("content-type")).toBe("image/svg+xml");
  expect(await answer.text()).toMatch(/^<svg /);
});

test("an order paid another way has no payment block", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90", gateway: "Cash on Delivery (COD)" });
  expect((await html(sandbox, `/store/orders/${id}`)).text).not.toContain("<iframe");
  expect(ear.heard.filter(({ path }) => path === "/checkout/order")).toEqual([]);
});

test("a wallet that is given an order's number scans its thank-you page", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  shop.placeOrder({ total: "15.90" });
  ear.tells.set("/checkout/order", { status: 200, body: payable(sandbox).body });
  expect(await sandbox.wallet.scan("#1001")).toEqual({ shop: domain, orderId: "820982911946154508", reference, units: 477_000_000n, memo: reference, paymentId: null });
});

test("the wallet page sends to an order's own address without a memo, and says what it cannot open", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const own = withPaymentId(addressOf(sandbox.wallet.receiver(domain)), Buffer.from("820982911946154508~dddd"));
  const link = paymentLink({ address: own, amount: 477_000_000n, note: reference });
  const { text } = await html(sandbox, `/wallet?text=${encodeURIComponent(link)}`);
  expect(text).toContain("<code>820982911946154508~dddd</code>");
  expect(text).not.toContain('name="memo"');
  const paymentId = /name="paymentId" value="([0-9a-f]+)"/.exec(text)?.[1] ?? "";
  expect((await submit(sandbox, "/wallet/payments", { shop: domain, orderId: "", exact: "477000000", how: "exact", paymentId, back: link })).status).toBe(303);
  expect(sandbox.wallet.payments()).toMatchObject([{ units: 477_000_000n, memo: null, paymentId: own.paymentId }]);
  expect((await html(sandbox, "/wallet")).text).toContain('payment id <span class="code">820982911946154508~dddd</span>');
  expect((await html(sandbox, "/wallet?text=lightning%3Alnbc1")).text).toContain("A link that begins with lightning: is for another kind of wallet.");
});

test("the wallet page claims, learns the amount, pays and confirms without JavaScript", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "15.90" });
  expect((await html(sandbox, `/wallet?text=${id}`)).text).toContain("Amount not known yet");
  const claimed = await submit(sandbox, "/wallet/claims", { shop: domain, orderId: id, text: id, back: id });
  expect(claimed.headers.get("location")).toBe(`/wallet?text=${id}`);
  expect((await html(sandbox, `/wallet?text=${id}`)).text).toContain("477 XTR");
  const pay = (how: string, own = "") => submit(sandbox, "/wallet/payments", { shop: domain, orderId: id, exact: "477000000", how, own, memo: id, back: id });
  for (const how of ["exact", "half", "short", "over", "late"]) expect((await pay(how)).status).toBe(303);
  expect((await pay("own", "0.000001")).status).toBe(303);
  expect((await pay("own", "much")).status).toBe(409);
  expect(sandbox.wallet.payments().map(({ units, state }) => [units, state])).toEqual([
    [477_000_000n, "in mempool"], [238_500_000n, "in mempool"], [429_300_000n, "in mempool"], [524_700_000n, "in mempool"], [477_000_000n, "kept back"], [1n, "in mempool"],
  ]);
  const [first] = sandbox.wallet.payments();
  await submit(sandbox, `/wallet/payments/${first?.txid}/confirm`, { back: "" });
  const { text } = await html(sandbox, "/wallet");
  expect(text).toContain("confirmed");
  expect(text).toContain("/reverse");
});

test("the admin frame loads the embedded app with a fresh session token, and never another host", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const source = async (path: string) => new URL((/data-src="([^"]*)"/.exec((await html(sandbox, path)).text)?.[1] ?? "").replaceAll("&amp;", "&"));
  const url = await source("/admin?path=/app/orders");
  expect(url.origin + url.pathname).toBe(`${ear.url}/app/orders`);
  expect(Object.fromEntries(url.searchParams)).toMatchObject({
    embedded: "1", shop: domain, host: Buffer.from("admin.shopify.com/store/test-one").toString("base64"), id_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
  });
  expect((await source("/admin?path=//evil.example/app")).origin).toBe(ear.url);
  expect((await source("/admin?path=https://evil.example/app")).origin).toBe(ear.url);
});

test("Shopify's order list shows what was done to each order, and the merchant's buttons work", async () => {
  const { sandbox, shop, ask } = await openWorld({ appUrl: ear.url });
  const { id } = shop.placeOrder({ total: "1.00" });
  await ask(`mutation { tagsAdd(id: "gid://shopify/Order/${id}", tags: ["at risk"]) { userErrors { message } } }`);
  expect((await html(sandbox, "/admin/orders")).text).toMatch(/Tallystick: <code>tagsAdd<\/code> done/);
  expect((await submit(sandbox, `/admin/orders/${id}/paid`, { shop: domain })).status).toBe(303);
  expect(shop.order(id).financialStatus).toBe("PAID");
  const refused = await submit(sandbox, `/admin/orders/${id}/paid`, { shop: domain });
  expect(refused.status).toBe(409);
  expect(await refused.text()).toContain("Order cannot be marked as paid.");
});

test("a form sent from another site is refused", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  expect((await submit(sandbox, "/store/orders", { shop: domain, product: "7880321196740001" }, "https://evil.example")).status).toBe(403);
  expect(shop.orders()).toEqual([]);
});

test("the stand-in for App Bridge is served to the app", async () => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const { status, text, headers } = await html(sandbox, "/app-bridge.js");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("javascript");
  expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(text).toContain("window.shopify");
  expect((await html(sandbox, "/assets/none.js")).status).toBe(404);
  expect((await html(sandbox, "/assets/tallystick-prices.js")).text).toContain("window.tallystickPrices");
});

test.each(["style.css", "block.css"])("the store's and the block's styles have the same colours: %s", async (name) => {
  const { sandbox } = await openWorld({ appUrl: ear.url });
  const { text, headers } = await html(sandbox, `/assets/${name}`);
  expect(headers.get("content-type")).toContain("text/css");
  expect(text).toMatch(/^:root, :host \{/);
  const named = new Set([...text.matchAll(/(--[a-z-]+):/g)].map(([, colour]) => colour));
  expect([...text.matchAll(/var\((--[a-z-]+)\)/g)].map(([, colour]) => colour).filter((colour) => !named.has(colour))).toEqual([]);
});

test("faults are switched on the page of faults, one by one, and all off at once", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  shop.setFaults({ chances: { slow: 0.03 } });
  expect((await html(sandbox, "/admin/faults")).text).toContain('<option value="3" selected>3 %</option>');
  const form = { shop: domain, "chance.failsAfter": "20", "chance.slow": "3", "measure.slowMs": "700", costBudget: "drained", restoreRate: "1000" };
  expect((await submit(sandbox, "/admin/faults", form)).status).toBe(303);
  expect(shop.state.faults).toMatchObject({ chances: { failsAfter: 0.2, slow: 0.03, hangs: 0 }, measures: { slowMs: 700 } });
  expect(shop.state.switches).toMatchObject({ costBudget: "drained", restoreRate: 1_000 });
  expect((await submit(sandbox, "/admin/faults", { ...form, "chance.oldSecret": "5" })).status).toBe(409);
  await submit(sandbox, "/admin/faults/calm", { shop: domain });
  expect(Object.values(shop.state.faults.chances).every((chance) => chance === 0)).toBe(true);
  expect(shop.state.switches.costBudget).toBe("untouched");
});

test("webhooks are held and let go, and the app uninstalled and installed again, on the page of faults", async () => {
  const { sandbox, shop } = await openWorld({ appUrl: ear.url });
  const press = (act: string) => submit(sandbox, `/admin/faults/${act}`, { shop: domain });
  await press("hold");
  shop.placeOrder({});
  expect((await html(sandbox, "/admin/faults")).text).toContain("1 is held");
  await press("uninstall");
  expect((await html(sandbox, "/admin/faults")).text).toContain("The app is not installed");
  await press("reinstall");
  await press("reverse");
  await sandbox.deliverPending();
  expect(ear.heard.map(({ headers }) => headers.get("x-shopify-topic"))).toEqual(["app/uninstalled", "orders/create"]);
  expect((await press("explode")).status).toBe(404);
});
