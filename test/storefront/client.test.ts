import { expect, test } from "vitest";
import { adminClient } from "#app/storefront/client.ts";
import type { Token } from "#app/storefront/offline-token.ts";
import { markAsPaid, readJob } from "#app/storefront/requests.ts";
import { scripted } from "./world.ts";

const read = readJob("gid://shopify/Job/1");
const write = markAsPaid("1");
const done = () => Response.json({ data: { job: { done: true } } });
const failing = (status: number, headers: Record<string, string> = {}) => () => new Response("", { status, headers });
const error = (code: string, extensions: object = {}) => () => Response.json({ errors: [{ message: `it is ${code}`, extensions: { code } }], extensions });
const cost = (requestedQueryCost: number, currentlyAvailable: number) => ({ cost: { requestedQueryCost, throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 } } });

test("an answer comes in the shape its request promises", async () => {
  expect(await scripted([done]).client.ask(read)).toEqual({ data: { job: { done: true } } });
});

test("a call names version, operation, variables and token, and the token stands in no URL", async () => {
  const urls: string[] = [];
  const calls: RequestInit[] = [];
  const client = adminClient({
    shop: "test-one.myshopify.com",
    token: async () => ({ accessToken: "shpat_secret" }),
    apiVersion: "2026-10",
    fetch: async (url, init = {}) => { urls.push(url); calls.push(init); return done(); },
  });
  await client.ask(read);
  expect(urls).toEqual(["https://test-one.myshopify.com/admin/api/2026-10/graphql.json"]);
  expect(new Headers(calls[0]?.headers).get("x-shopify-access-token")).toBe("shpat_secret");
  expect(JSON.parse(String(calls[0]?.body))).toEqual({ query: read.document, variables: read.variables });
});

test.each<[string, () => Response, object]>([
  ["429 with seconds", failing(429, { "retry-after": "2.0" }), { kind: "throttled", retryInMs: 2000 }],
  ["429 with half a second", failing(429, { "retry-after": "0.5" }), { kind: "throttled", retryInMs: 500 }],
  ["429 with nothing", failing(429), { kind: "throttled", retryInMs: 2000 }],
  ["429 with a date", failing(429, { date: "Sat, 21 Nov 2026 10:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 10:00:07 GMT" }), { kind: "throttled", retryInMs: 7000 }],
  ["429 with a date that has passed", failing(429, { date: "Sat, 21 Nov 2026 10:00:00 GMT", "retry-after": "Sat, 21 Nov 2026 09:00:00 GMT" }), { kind: "throttled", retryInMs: 2000 }],
  ["429 with a century", failing(429, { "retry-after": "3155760000" }), { kind: "throttled", retryInMs: 3_600_000 }],
  ["430", failing(430), { kind: "throttled" }],
  ["a cost budget that is short by 300 at 100 a second", error("THROTTLED", cost(400, 100)), { kind: "throttled", retryInMs: 3000 }],
  ["a cost budget that is full again", error("THROTTLED", cost(10, 2000)), { kind: "throttled", retryInMs: 100 }],
  ["THROTTLED without its cost", error("THROTTLED"), { kind: "throttled", retryInMs: 2000 }],
  ["402", failing(402), { kind: "frozen" }],
  ["423", failing(423), { kind: "frozen" }],
  ["SHOP_INACTIVE", error("SHOP_INACTIVE"), { kind: "frozen" }],
  ["403", failing(403), { kind: "forbidden" }],
  ["ACCESS_DENIED", error("ACCESS_DENIED"), { kind: "forbidden", why: "it is ACCESS_DENIED" }],
  ["500", failing(500), { kind: "server" }],
  ["503", failing(503), { kind: "server" }],
  ["INTERNAL_SERVER_ERROR", error("INTERNAL_SERVER_ERROR"), { kind: "server" }],
  ["404", failing(404), { kind: "refused" }],
  ["any other GraphQL error", error("MAX_COST_EXCEEDED"), { kind: "refused", why: "it is MAX_COST_EXCEEDED" }],
])("%s is a failure of its kind", async (_, reply, failure) => {
  const { client, calls } = scripted([reply]);
  expect(await client.ask(read)).toMatchObject({ failure });
  expect(calls.length).toBe(1);
});

test("an error beside data is no success", async () => {
  const partial = () => Response.json({ data: { job: { done: true } }, errors: [{ message: "half" }] });
  expect(await scripted([partial]).client.ask(read)).toEqual({ failure: { kind: "refused", why: "half" } });
});

const broken: readonly [string, () => Response | Promise<Response>][] = [
  ["a broken connection", () => { throw new TypeError("fetch failed"); }],
  ["a body cut off", () => new Response(new ReadableStream({ pull: (stream) => stream.error(new TypeError("terminated")) }))],
  ["half a JSON", () => new Response(`{"data":`)],
  ["a page of a proxy", () => new Response("<html>welcome</html>")],
];

test.each(broken)("%s: a read met the network, a mutation may have been done", async (_, reply) => {
  expect(await scripted([reply]).client.ask(read)).toMatchObject({ failure: { kind: "network" } });
  expect(await scripted([reply]).client.ask(write)).toMatchObject({ failure: { kind: "lost" } });
});

test("an answer of another shape is refused for a read and lost for a mutation", async () => {
  const odd = () => Response.json({ data: { job: { done: "yes" } } });
  expect(await scripted([odd]).client.ask(read)).toEqual({ failure: { kind: "refused", why: "an answer of another shape at job.done" } });
  expect(await scripted([odd]).client.ask(write)).toMatchObject({ failure: { kind: "lost" } });
});

test("a Shopify that never answers is given up, and the connection with it", async () => {
  let signal: AbortSignal | null | undefined;
  const client = adminClient({
    shop: "test-one.myshopify.com",
    token: async () => ({ accessToken: "token" }),
    apiVersion: "2026-10",
    timeoutMs: 20,
    fetch: (_, init) => new Promise((_resolve, reject) => {
      signal = init?.signal;
      signal?.addEventListener("abort", () => reject(new Error("aborted")));
    }),
  });
  expect(await client.ask(read)).toMatchObject({ failure: { kind: "network" } });
  expect(signal?.aborted).toBe(true);
});

function withTokens(tokens: readonly Token[], replies: readonly (() => Response)[]) {
  const asked: (string | null)[] = [];
  const used: (string | null)[] = [];
  const client = adminClient({
    shop: "test-one.myshopify.com",
    token: async (rejected) => {
      asked.push(rejected);
      return tokens[asked.length - 1] ?? { needsReauth: "no more" };
    },
    apiVersion: "2026-10",
    fetch: async (_, init) => {
      used.push(new Headers(init?.headers).get("x-shopify-access-token"));
      return (replies[used.length - 1] ?? failing(500))();
    },
  });
  return { client, asked, used };
}

test("a refused token is replaced once", async () => {
  const { client, asked, used } = withTokens([{ accessToken: "old" }, { accessToken: "new" }], [failing(401), done]);
  expect(await client.ask(read)).toEqual({ data: { job: { done: true } } });
  expect([asked, used]).toEqual([[null, "old"], ["old", "new"]]);
});

test("a second refusal is the end", async () => {
  const { client, used } = withTokens([{ accessToken: "old" }, { accessToken: "new" }], [failing(401), failing(401)]);
  expect(await client.ask(read)).toMatchObject({ failure: { kind: "unauthorized" } });
  expect(used.length).toBe(2);
});

test.each<[string, readonly Token[], object]>([
  ["no token at all", [{ needsReauth: "open the app" }], { kind: "unauthorized", why: "open the app" }],
  ["a token that cannot be refreshed just now", [{ failure: { kind: "network", why: "down" } }], { kind: "network", why: "down" }],
])("%s sends nothing", async (_, tokens, failure) => {
  const { client, used } = withTokens(tokens, []);
  expect(await client.ask(read)).toEqual({ failure });
  expect(used).toEqual([]);
});
