import { connect, type Socket } from "node:net";
import { createHmac } from "node:crypto";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { answerAll } from "#app/server.ts";
import { openServer } from "#app/sockets.server.ts";
import { APP_SECRET, countOf, openDoors, openShop, orderBody, type Shop } from "./world.ts";

/** Longer than a busy machine keeps an honest request waiting between its arrival and its reading. */
const quick = { headersTimeout: 1500, requestTimeout: 2000, keepAliveTimeout: 300, connectionsCheckingInterval: 50 };

/** The product's own server, only less patient, at a port of its own. */
async function serve(shop: Shop, measure: Parameters<typeof openServer>[2] = {}): Promise<number> {
  const server = openServer(shop.context, answerAll(shop.context, new Hono()), { patience: quick, ...measure });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

type Line = { readonly socket: Socket; readonly heard: () => string; /** All that was said, once the server hung up. */ readonly ended: Promise<string> };

function dial(port: number): Line {
  const socket = connect(port, "127.0.0.1");
  let heard = "";
  socket.on("data", (bytes) => (heard += bytes.toString("latin1")));
  socket.on("error", () => undefined);
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve(heard)));
  onTestFinished(() => void socket.destroy());
  return { socket, heard: () => heard, ended };
}

/** Says something again and again until the server hangs up. */
function dribble({ socket, ended }: Line, piece: string): Promise<string> {
  const timer = setInterval(() => socket.write(piece), 40);
  return ended.finally(() => clearInterval(timer));
}

const statuses = (heard: string): readonly string[] => [...heard.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status = ""]) => status);
const post = (path: string, body: string, more = "") => `POST ${path} HTTP/1.1\r\nHost: app.test\r\nContent-Type: application/json\r\n${more}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

function webhook(shop: Shop, id: string): string {
  const body = orderBody(id);
  const hmac = createHmac("sha256", APP_SECRET).update(body).digest("base64");
  return post("/webhooks/orders", body, `X-Shopify-Topic: orders/create\r\nX-Shopify-Shop-Domain: ${shop.id}\r\nX-Shopify-Event-Id: raw-${id}\r\nX-Shopify-Hmac-Sha256: ${hmac}\r\n`);
}

test("whoever is slow with the head, the body, or says nothing is hung up on, and everybody else is served meanwhile", async () => {
  const shop = await openShop(await openDoors());
  const port = await serve(shop);
  const silent = Array.from({ length: 50 }, () => dial(port));
  const slowHead = Array.from({ length: 50 }, () => dial(port));
  const slowBody = Array.from({ length: 50 }, () => dial(port));
  for (const { socket } of slowHead) socket.write("POST /order/claim HTTP/1.1\r\nHost: app.test\r\n");
  for (const { socket } of slowBody) socket.write("POST /webhooks/orders HTTP/1.1\r\nHost: app.test\r\nX-Shopify-Hmac-Sha256: " + "A".repeat(43) + "=\r\nContent-Length: 100000\r\n\r\n");
  const slow = [...silent.map(({ ended }) => ended), ...slowHead.map((line) => dribble(line, "X-More: 1\r\n")), ...slowBody.map((line) => dribble(line, "x"))];
  const honest = dial(port);
  honest.socket.write(webhook(shop, "1"));
  expect(statuses(await honest.ended)).toEqual(["200"]);
  const ends = await Promise.all(slow);
  expect(ends).toHaveLength(150);
  expect(new Set(ends.flatMap(statuses))).toEqual(new Set(["408"]));
  expect([await countOf(shop, "inbox"), await countOf(shop, "orders")]).toEqual([1, 1]);
  expect(shop.lines().filter(({ level }) => level === "error")).toEqual([]);
});

test("what is no HTTP, has too long a head, two lengths, or a length and pieces is refused and ends the connection", async () => {
  const shop = await openShop(await openDoors());
  const port = await serve(shop);
  const say = async (text: string | Uint8Array) => {
    const line = dial(port);
    line.socket.write(text);
    return statuses(await line.ended);
  };
  const body = '{"a":1}';
  expect(await say("nonsense\r\n\r\n")).toEqual(["400"]);
  expect(await say(Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) & 255))).toEqual(["400"]);
  expect(await say(`GET /health HTTP/1.1\r\nHost: app.test\r\nX-Long: ${"x".repeat(20_000)}\r\n\r\n`)).toEqual(["431"]);
  expect(await say(`GET /${"x".repeat(20_000)} HTTP/1.1\r\nHost: app.test\r\n\r\n`)).toEqual(["431"]);
  expect(await say(`POST /order/claim HTTP/1.1\r\nHost: app.test\r\nContent-Length: 7\r\nContent-Length: 9\r\n\r\n${body}`)).toEqual(["400"]);
  expect(await say(`POST /order/claim HTTP/1.1\r\nHost: app.test\r\nContent-Length: 7\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n${body}\r\n0\r\n\r\n`)).toEqual(["400"]);
  expect(await say("POST /order/claim HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n")).toEqual(["400"]);
  expect(await say("GET /health HTTP/1.1\r\nHost: app.test\r\nX-Null: a\u0000b\r\n\r\n")).toEqual(["400"]);
  expect(await say("GET /health HTTP/1.1\r\n\r\n")).toEqual(["400"]);
  expect(shop.lines().filter(({ level }) => level === "error")).toEqual([]);
});

test("a body over its limit is refused before it is sent, and what was not sent is not waited for", async () => {
  const shop = await openShop(await openDoors());
  const port = await serve(shop, { patience: { ...quick, requestTimeout: 60_000 } });
  const early = dial(port);
  early.socket.write(`POST /webhooks/orders HTTP/1.1\r\nHost: app.test\r\nX-Shopify-Hmac-Sha256: ${"A".repeat(43)}=\r\nContent-Length: 900000000\r\n\r\n`);
  const said = await early.ended;
  expect([statuses(said), said]).toEqual([["413"], expect.stringContaining("body_too_large")]);
  const unsigned = dial(port);
  unsigned.socket.write("POST /webhooks/orders HTTP/1.1\r\nHost: app.test\r\nContent-Length: 900000000\r\n\r\n");
  expect(statuses(await unsigned.ended)).toEqual(["401"]);
});

test("pipelined requests are answered in their order, and one that breaks off takes no other with it", async () => {
  const shop = await openShop(await openDoors());
  const port = await serve(shop);
  const line = dial(port);
  line.socket.write([webhook(shop, "1"), post("/order/claim", "{"), "GET /health HTTP/1.1\r\nHost: app.test\r\n\r\n", webhook(shop, "2"), "POST /order/claim HTTP/1.1\r\nHost: app.test\r\nContent-Length: 50\r\n\r\n{"].join(""));
  expect(statuses(await line.ended)).toEqual(["200", "400", "200", "200", "408"]);
  const gone = dial(port);
  gone.socket.write(webhook(shop, "3").slice(0, -20));
  gone.socket.destroy();
  await gone.ended;
  expect(await countOf(shop, "orders")).toBe(2);
  expect(shop.lines().filter(({ level }) => level === "error")).toEqual([]);
});

test("one address holds so many connections and no more; who lets go of one may open another", async () => {
  const shop = await openShop(await openDoors());
  const port = await serve(shop, { mostConnections: 5, unlimited: [], patience: { ...quick, headersTimeout: 20_000, requestTimeout: 20_000 } });
  const held = Array.from({ length: 5 }, () => dial(port));
  await Promise.all(held.map(({ socket }) => new Promise((resolve) => socket.once("connect", resolve))));
  expect(await dial(port).ended).toBe("");
  held[0]?.socket.destroy();
  await held[0]?.ended;
  const next = await answered(port);
  expect(next).toContain("200");
});

/** Tries until the server has noticed that somebody left. */
async function answered(port: number): Promise<readonly string[]> {
  for (let tries = 0; tries < 50; tries++) {
    const line = dial(port);
    line.socket.end("GET /health HTTP/1.1\r\nHost: app.test\r\n\r\n");
    const heard = statuses(await line.ended);
    if (heard.length > 0) return heard;
  }
  return [];
}
