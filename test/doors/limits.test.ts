import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { connect } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { quotaOf } from "#app/doors/quota.ts";
import { lineFor } from "#app/doors/line.ts";
import { openLimits, rules } from "#app/doors/strangers.ts";
import { openGate } from "#app/doors/turn-away.ts";
import { networkOf } from "#app/doors/peer.ts";
import { machineDoors } from "#app/server.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { callingFrom } from "./caller.ts";
import { claimWith, countOf, openDoors, openShop, orderBody, paymentBody, place, post, purse, referenceFor, register, report, webhook, type Shop } from "./world.ts";

const ann = purse("ann");
const START = new Date("2026-11-20T10:00:00.000Z");
const later = (seconds: number) => new Date(START.getTime() + seconds * 1000);

describe("a quota", () => {
  const rule = { name: "few", quota: 2, windowSeconds: 10 };

  test("lets its number in, opens anew when its time is over, and takes back who turned out to be somebody", () => {
    const quota = quotaOf(rule);
    const come = (at: Date) => quota.take("a", at);
    expect([come(START), come(later(1)), come(later(2))]).toMatchObject([{ isOver: false, remaining: 1, resetSeconds: 10 }, { isOver: false, remaining: 0, resetSeconds: 9 }, { isOver: true, remaining: 0, resetSeconds: 8 }]);
    quota.giveBack("a", later(1));
    expect(come(later(3))).toMatchObject({ isOver: false, remaining: 0 });
    expect(come(later(10))).toMatchObject({ isOver: false, remaining: 1, resetSeconds: 10 });
    // One that came in a window that is gone gives nothing back to this one.
    quota.giveBack("a", later(3));
    expect(quota.look("a", later(11))).toMatchObject({ remaining: 1 });
  });

  test("counts each key by itself, also when the clock was set back", () => {
    const quota = quotaOf(rule);
    for (const key of ["a", "a", "b"]) quota.take(key, START);
    expect(quota.take("b", START).isOver).toBe(false);
    expect(quota.take("a", later(-5)).isOver).toBe(false);
  });

  test("remembers so many keys and no more, and forgets the one longest unheard", () => {
    const quota = quotaOf(rule, 3);
    for (const key of ["a", "b", "c", "a", "d"]) quota.take(key, START);
    expect(quota.size()).toBe(3);
    expect([quota.look("a", START).remaining, quota.look("b", START).remaining]).toEqual([0, 2]);
    for (let stranger = 0; stranger < 10_000; stranger++) quota.take(`${stranger}`, START);
    expect(quota.size()).toBe(3);
  });
});

test.each([
  ["203.0.113.9", "203.0.113.9"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::ffff:203.0.113.9", "::ffff:203.0.113.9"],
])("%s counts as %s", (address, network) => expect(networkOf(address)).toBe(network));

test("a line lets so many in at once, so many wait, and lets the next in when one leaves, however it went", async () => {
  const inLine = lineFor(2, 1);
  const leaving: (() => void)[] = [];
  const come = (name: string) => inLine(() => new Promise<string>((resolve) => leaving.push(() => resolve(name))));
  const [a, b, c] = [come("a"), come("b"), come("c")];
  expect(inLine.isFull()).toBe(true);
  await expect(come("d")).rejects.toMatchObject({ problem: { status: 503, code: "busy", type: "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity" }, retryAfterSeconds: 1 });
  expect(leaving).toHaveLength(2);
  leaving[0]?.();
  expect(await a).toBe("a");
  await expect.poll(() => leaving.length).toBe(3);
  for (const leave of leaving) leave();
  expect(await Promise.all([b, c])).toEqual(["b", "c"]);
  expect(inLine.isFull()).toBe(false);
  await expect(inLine(() => Promise.reject(new Error("lost")))).rejects.toThrow("lost");
  await Promise.all([inLine(() => Promise.resolve()), inLine(() => Promise.resolve())]);
});

const open = async (change: Readonly<Record<string, string>> = {}) => openShop(await openDoors(change));
const forged = (text: string) => JSON.stringify({ address: toBase58(ann.address), order_id: text, signature: randomBytes(64).toString("hex") });
const headersOf = async (url: string, init: RequestInit = {}) => {
  const answer = await fetch(url, init);
  return { status: answer.status, policy: answer.headers.get("ratelimit-policy"), left: answer.headers.get("ratelimit"), retryAfter: answer.headers.get("retry-after"), body: await answer.text() };
};

test("every answer of a limited door says what is allowed and what is left; the proven are not counted", async () => {
  const shop = await open();
  const order = await place(shop, "1");
  const claims = `${shop.url}/order/claim`;
  expect(await headersOf(claims, { method: "POST", body: "{" })).toMatchObject({ status: 400, policy: '"address";q=1200;w=60', left: '"address";r=1199;t=60' });
  expect(await headersOf(claims, { method: "POST", body: forged(referenceFor(shop, order)) })).toMatchObject({ status: 401, policy: '"address";q=1200;w=60, "order";q=30;w=60', left: '"address";r=1198;t=60, "order";r=29;t=60' });
  for (let count = 0; count < 3; count++) expect((await claimWith(shop, ann, referenceFor(shop, order))).status).toBe(200);
  expect(await headersOf(claims, { method: "POST", body: "{" })).toMatchObject({ left: '"address";r=1197;t=60' });
  expect((await report(shop, "tx-1", { from: ann, units: 5n })).status).toBe(200);
  expect(await headersOf(`${shop.url}/wallet/incoming_payment`, { method: "POST", body: "{" })).toMatchObject({ policy: '"wallet";q=12000;w=60', left: '"wallet";r=11999;t=60' });
  expect(await headersOf(`${shop.url}/health`)).toMatchObject({ status: 200, policy: null, left: null });
});

test("claims on one order are limited before their signatures are looked at, and no guess uses up the limit", async () => {
  const shop = await open();
  const [one, two] = [await place(shop, "1"), await place(shop, "2")];
  for (let count = 0; count < 40; count++) await post(`${shop.url}/order/claim`, forged(`${shop.id}/1/${"0".repeat(32)}`));
  for (let count = 0; count < rules.order.quota; count++) expect((await post(`${shop.url}/order/claim`, forged(referenceFor(shop, one)))).status).toBe(401);
  const answer = await claimWith(shop, ann, referenceFor(shop, one));
  expect(answer).toMatchObject({ status: 429, type: "application/problem+json", json: { code: "too_many_requests", type: "https://iana.org/assignments/http-problem-types#quota-exceeded", "violated-policies": ["order"], retryable: true, success: false, error: expect.stringContaining("60 seconds") } });
  expect((await claimWith(shop, ann, referenceFor(shop, two))).status).toBe(200);
  expect(shop.lines().filter(({ signature }) => signature === "wrong")).toHaveLength(rules.order.quota);
  // From the second one on nothing is looked up any more, and nothing told of each.
  for (let count = 0; count < 3; count++) expect(await headersOf(`${shop.url}/order/claim`, { method: "POST", body: forged(referenceFor(shop, one)) })).toMatchObject({ status: 429, left: expect.stringContaining('"order";r=0;t=60') });
  expect(shop.lines().filter(({ signature }) => signature === "not looked at: too_many_requests")).toHaveLength(1);
  shop.setTime(later(60));
  expect((await claimWith(shop, ann, referenceFor(shop, one))).status).toBe(200);
});

/** Uses up what one address may, over enough seconds not to be everybody's trouble. */
async function useUp(shop: Shop, from: string): Promise<void> {
  const perSecond = 200;
  for (let second = 0; second < rules.address.quota / perSecond; second++) {
    shop.setTime(later(second));
    const answers = await pipelined(shop, perSecond, `POST /order/claim HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: ${from}\r\nContent-Length: 1\r\n\r\n{`);
    expect(answers).toEqual(Array(perSecond).fill("400"));
  }
}

/** Says the same so many times on one connection, and hears the statuses. */
function pipelined(shop: Shop, times: number, said: string): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let heard = "";
    const socket = connect(Number(new URL(shop.url).port), "127.0.0.1");
    socket.on("error", reject).on("close", () => resolve([...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status)));
    socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
    socket.end(said.repeat(times));
  });
}

test("an address that used up its share gets 429 at the gate, and nobody else notices", async () => {
  const shop = await open({ TRUSTED_PROXIES: "127.0.0.1" });
  await register(shop, purse("hot-1"), { allowList: ["203.0.113.9"] });
  const order = await place(shop, "1");
  const wallet = (txid: string) => post(`${shop.url}/wallet/incoming_payment`, paymentBody(txid, { from: ann, units: 5n }), { "X-Forwarded-For": "203.0.113.9" });
  await useUp(shop, "203.0.113.9");
  const claims = `${shop.url}/order/claim`;
  const claim = (from: string) => headersOf(claims, { method: "POST", body: forged(referenceFor(shop, order)), headers: { "X-Forwarded-For": from } });
  expect(await claim("203.0.113.9")).toMatchObject({ status: 429, policy: '"address";q=1200;w=60', left: '"address";r=0;t=55', retryAfter: "55", body: expect.stringContaining('"violated-policies":["address"]') });
  expect(await headersOf(`${shop.url}/wallet/send_to`, { headers: { "X-Forwarded-For": "198.51.100.1" } })).toMatchObject({ status: 200, left: '"address";r=1199;t=60' });
  expect((await claim("198.51.100.1")).status).toBe(401);
  for (let count = 1; count < 5; count++) expect((await claim("203.0.113.9")).status).toBe(429);
  // Told together, not each by itself.
  const told = () => shop.lines().filter(({ msg, status, lastPeer }) => msg === "strangers are turned away" && status === 429 && lastPeer === "203.0.113.9");
  await expect.poll(() => told().reduce((sum, { count }) => sum + Number(count), 0), { timeout: 20_000 }).toBe(5);
  // The shop's own wallet behind the same address, never heard before, and Shopify, which has no limit at all.
  for (const txid of ["tx-1", "tx-2"]) expect((await wallet(txid)).status).toBe(200);
  expect((await webhook(shop, orderBody("2"))).status).toBe(200);
  shop.setTime(later(61));
  expect((await claim("203.0.113.9")).status).toBe(401);
});

test("where strangers stand in line up to the gate, the next is turned away there and told when to come again", async () => {
  const { context } = await open();
  const limits = openLimits();
  const turnAway = openGate(context, limits, { "X-Said": "always" });
  const server = createServer((request, response) => void (turnAway(request, response) || response.end("in")));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const knock = (path: string) => fetch(`http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}${path}`, { method: "POST", body: "{" });
  const leaving: (() => void)[] = [];
  const standing: Promise<void>[] = [];
  while (!limits.line.isFull()) standing.push(limits.line(() => new Promise<void>((resolve) => leaving.push(resolve))));
  const refused = await knock("/order/claim");
  expect([refused.status, refused.headers.get("retry-after"), refused.headers.get("x-said"), refused.headers.get("content-type")]).toEqual([503, "1", "always", "application/problem+json"]);
  expect(await refused.json()).toMatchObject({ code: "busy", retryable: true, success: false });
  for (const path of ["/webhooks/orders", "/wallet/incoming_payment"]) expect(await (await knock(path)).text()).toBe("in");
  for (let left = 0; left < standing.length; left++) {
    leaving.shift()?.();
    await standing[left];
  }
  expect(await (await knock("/order/claim")).text()).toBe("in");
});

test("all strangers together are limited, however many addresses they have; webhooks and registered wallets are served", async () => {
  const shop = await open();
  const order = await place(shop, "1");
  const doors = machineDoors(shop.context);
  const forge = (from: string) => doors.request("/order/claim", { method: "POST", body: "{" }, callingFrom(from));
  const statuses = await Promise.all(Array.from({ length: 300 }, async (_, index) => (await forge(`10.0.${index >> 8}.${index & 255}`)).status));
  expect([statuses.filter((status) => status === 400).length, statuses.filter((status) => status === 503).length]).toEqual([rules.everybody.quota, 50]);
  const paid = paymentBody("tx-1", { from: ann, units: 5n, order: order.storefrontId });
  expect((await doors.request("/wallet/incoming_payment", { method: "POST", body: paid }, callingFrom("127.0.0.1"))).status).toBe(200);
  expect((await doors.request("/health", {}, callingFrom("10.0.0.1"))).status).toBe(200);
  expect(await countOf(shop, "payments")).toBe(1);
  shop.setTime(later(1));
  expect((await forge("10.0.0.1")).status).toBe(400);
});
