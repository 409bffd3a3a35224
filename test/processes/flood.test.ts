import { createHmac, randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { registerWallet, setRate, setUpShop } from "#app/commands/set-up.ts";
import { createContext } from "#app/context.server.ts";
import { orderId, shopId } from "#app/engine/ids.ts";
import { parseDecimal } from "#app/engine/money.ts";
import { referenceOf } from "#app/engine/order.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { findOrder } from "#app/store/orders.ts";
import { APP_SECRET, orderBody, purse } from "../doors/world.ts";
import { startApp } from "../setup/app.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";

// The measured run: FLOOD=20 npx vitest run test/processes/flood.test.ts prints how long webhooks take, alone and flooded.
const seconds = Number(process.env["FLOOD"] ?? 3);
const CLAIMS_PER_SECOND = 2000;
const WEBHOOKS_PER_SECOND = 40;
const shop = shopId("tally.myshopify.com");

/** The product's web process with a shop, orders that anybody may try to claim, and a proxy's word believed. */
async function openWeb() {
  const databaseUrl = await freshDatabase();
  const app = await startApp(databaseUrl, { TRUSTED_PROXIES: "127.0.0.1", LOG_LEVEL: "info" });
  const context = createContext(testConfig(databaseUrl));
  onTestFinished(context.close);
  const hot = purse("hot-1").address;
  const perUnit = parseDecimal("30");
  if (!perUnit) throw new Error("30 is a decimal");
  await setUpShop(context, shop, { methodName: "Pay with Tari", currency: "USD" });
  await setRate(context, shop, { currency: "USD", perUnit, source: "test", asOf: new Date() }, "test");
  await registerWallet(context, shop, { provider: "tari", address: toBase58(hot), payer: payerKey(hot), allowList: ["127.0.0.1"], initialNonce: 0n, perPayment: null, perDay: null });
  return { url: app.url, pool: context.db.pool };
}

async function webhook(url: string, id: string): Promise<{ readonly status: number; readonly ms: number }> {
  // Orders of one customer are decided one after the other; these are of many.
  const body = orderBody(id, { customer: `7${id}`, updatedAt: new Date().toISOString() });
  const hmac = createHmac("sha256", APP_SECRET).update(body).digest("base64");
  const began = performance.now();
  const answer = await fetch(`${url}/webhooks/orders`, { method: "POST", body, headers: { "X-Shopify-Topic": "orders/create", "X-Shopify-Hmac-Sha256": hmac, "X-Shopify-Shop-Domain": shop, "X-Shopify-Event-Id": `event-${id}` } });
  await answer.text();
  return { status: answer.status, ms: performance.now() - began };
}

/** Webhooks at an even pace, whether or not those before are answered. */
async function webhooks(url: string, firstId: number) {
  const began = performance.now();
  const answers = [];
  for (let sent = 0; sent < seconds * WEBHOOKS_PER_SECOND; sent++) {
    await wait(Math.max(0, began + (sent * 1000) / WEBHOOKS_PER_SECOND - performance.now()));
    answers.push(webhook(url, String(firstId + sent)));
  }
  return Promise.all(answers);
}

/** A claim in true form with a signature that is none, from an address of its own. */
function forgedClaim(reference: string): string {
  const [a = 0, b = 0, c = 0] = randomBytes(3);
  const body = JSON.stringify({ address: toBase58(purse("ann").address), order_id: reference, signature: randomBytes(64).toString("hex") });
  return `POST /order/claim HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: 10.${a}.${b}.${c}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

type Line = { readonly say: (claim: string) => void; readonly close: () => void };

/** More than this many unanswered on a connection, and a claim is not sent: what waits at our end floods nobody. */
const MOST_OWED = 100;

/** Sends forged claims until it is stopped, then tells how many were answered how. */
function flood(url: string, references: readonly string[]): { readonly stop: () => ReadonlyMap<string, number> } {
  const claims = references.flatMap((reference) => Array.from({ length: 20 }, () => forgedClaim(reference)));
  const answers = new Map<string, number>();
  const lines = Array.from({ length: 20 }, () => dial(url, answers));
  const began = performance.now();
  let made = 0;
  const timer = setInterval(() => {
    for (const due = ((performance.now() - began) / 1000) * CLAIMS_PER_SECOND; made < due; made++) {
      lines[made % lines.length]?.say(claims[made % claims.length] ?? "");
    }
  }, 5);
  const stop = () => {
    clearInterval(timer);
    for (const line of lines) line.close();
    return answers;
  };
  return { stop };
}

/** A connection that is opened again whenever the server hangs up. */
function dial(url: string, answers: Map<string, number>): Line {
  let owed = 0;
  let socket: Socket;
  const open = () => {
    owed = 0;
    socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.on("error", () => undefined).on("close", open).on("data", (bytes) => {
      for (const [, status = ""] of bytes.toString("latin1").matchAll(/HTTP\/1\.1 (\d{3})/g)) {
        owed--;
        answers.set(status, (answers.get(status) ?? 0) + 1);
      }
    });
  };
  const close = () => void socket.off("close", open).destroy();
  open();
  onTestFinished(close);
  const say = (claim: string) => {
    if (owed >= MOST_OWED) return;
    owed++;
    socket.write(claim);
  };
  return { say, close };
}

function told(answers: readonly { readonly ms: number }[]): string {
  const sorted = answers.map(({ ms }) => ms).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(sorted.length * share) - 1]?.toFixed(1);
  return `${sorted.length} webhooks, p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms`;
}

test(`while ${CLAIMS_PER_SECOND} forged claims come each second every webhook is taken, and no claim`, { timeout: 60_000 + seconds * 10_000 }, async () => {
  const { url, pool } = await openWeb();
  for (let id = 1; id <= 50; id++) await webhook(url, String(id));
  const orders = await Promise.all(Array.from({ length: 50 }, (_, index) => findOrder(pool, shop, orderId(String(index + 1)))));
  const references = orders.flatMap((order) => (order ? [referenceOf(order, shop)] : []));
  expect(references).toHaveLength(50);
  const alone = process.env["FLOOD"] ? await webhooks(url, 1000) : [];
  const { stop } = flood(url, references);
  const flooded = await webhooks(url, 100_000);
  const claims = stop();
  if (process.env["FLOOD"]) process.stdout.write(`alone: ${told(alone)}\nflooded: ${told(flooded)}\nclaims: ${JSON.stringify([...claims])}\n`);
  expect(new Set([...alone, ...flooded].map(({ status }) => status))).toEqual(new Set([200]));
  expect([...claims.keys()].filter((status) => !["401", "429", "503"].includes(status))).toEqual([]);
  expect([...claims.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
  const { rows } = await pool.query(`SELECT (SELECT count(*)::int FROM "claims") AS "claims", (SELECT count(*)::int FROM "orders") AS "orders"`);
  expect(rows).toEqual([{ claims: 0, orders: 50 + alone.length + flooded.length }]);
});
