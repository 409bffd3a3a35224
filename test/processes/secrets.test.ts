import { createHmac, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";
import { tally as tallyHere } from "#app/cli/main.ts";
import { readConfig } from "#app/config.server.ts";
import { freePort } from "#app/launch/ports.ts";
import { embeddedUrl } from "#app/sandbox/pages/admin-page.ts";
import { openDatabase } from "#app/store/database.ts";
import { sealedSessions } from "#app/store/sessions.ts";
import { freshDatabase } from "../setup/database.ts";
import { testEnv } from "../setup/config.ts";
import { eventually } from "../setup/poll.ts";
import { startProcess, type Process } from "../setup/process.ts";
import { serveStorefront } from "../setup/sandbox-shop.ts";

const domain = "tally.myshopify.com";
const browser = "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0";
const made = (what: string): string => `${what}-${randomBytes(16).toString("hex")}`;

/** All that may never be read in a log, on a terminal, or in an answer that refuses something: by what it is. */
type Secrets = Map<string, string>;

function found(secrets: Secrets, texts: readonly string[]): readonly string[] {
  const all = texts.join("\n");
  // Escaped, or cut off at its end, it is a secret all the same.
  return [...secrets].filter(([, secret]) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").slice(0, -4), secret.slice(0, Math.ceil(secret.length * 0.75))].some((form) => all.includes(form))).map(([what]) => what);
}

/** The whole product against a make-believe Shopify, everything it prints and every refusal it answers kept. */
async function openWatched() {
  const url = await freshDatabase();
  const key = randomBytes(32);
  const secrets: Secrets = new Map([
    ["the app's secret", made("shpss")], ["the app's old secret", made("shpss-old")], ["the shop's own secret", made("own")],
    ["the watcher's token", made("watch")], ["the encryption key", key.toString("base64")], ["the encryption key in hex", key.toString("hex")],
    ["the database's password", new URL(url).password || made("db")],
  ]);
  const secret = (what: string): string => secrets.get(what) ?? "";
  const printed: Process[] = [];
  const refusals: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "secrets-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const port = await freePort();
  const appUrl = `http://127.0.0.1:${port}`;
  const storefront = await serveStorefront({ apiKey: "test-key", apiSecret: secret("the app's secret"), appUrl, posting: "prompt" });
  const there = storefront.sandbox.openShop({ domain });
  const env: Record<string, string> = {
    ...testEnv(url), LOG_LEVEL: "trace", ROLE: "all", PORT: String(port), DATA_DIR: dataDir, SHOPIFY_ORIGIN: storefront.url, SHOPIFY_APP_URL: appUrl,
    SHOPIFY_API_SECRET: `${secret("the app's secret")},${secret("the app's old secret")}`, ENCRYPTION_KEY: secret("the encryption key"), METRICS_TOKEN: secret("the watcher's token"),
  };
  const start = (entry: string, args: readonly string[] = [], change: Readonly<Record<string, string>> = {}): Process => {
    const process = startProcess(entry, { ...env, ...change }, args);
    printed.push(process);
    return process;
  };
  const said: string[] = [];
  const terminal = { say: (line: string) => void said.push(line), complain: (line: string) => void said.push(line) };
  const tally = (args: readonly string[], change: Readonly<Record<string, string>> = {}) => tallyHere(args, () => readConfig({ ...env, ...change }), terminal);
  const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
    const answer = await fetch(path.startsWith("http") ? path : `${appUrl}${path}`, { redirect: "manual", ...init, headers: { "User-Agent": browser, ...init.headers } });
    const text = await answer.text();
    if (answer.status >= 400) refusals.push(text, JSON.stringify([...answer.headers]));
    return answer.status;
  };
  const post = (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => ask(path, { method: "POST", body, headers: { "Content-Type": "application/json", ...headers } });
  const texts = () => [...printed.map(({ output }) => output()), ...said, ...refusals];
  return { url, key, secrets, secret, storefront, there, appUrl, dataDir, start, tally, ask, post, texts, refusals };
}

/** Every token a session was ever given is noted as it is kept. */
async function noteTokens({ url, key, secrets }: Awaited<ReturnType<typeof openWatched>>, when: string): Promise<void> {
  const db = openDatabase(url);
  const sessions = await sealedSessions(db, [key]).findSessionsByShop?.(domain);
  for (const { id, accessToken, refreshToken } of sessions ?? []) {
    if (accessToken) secrets.set(`${id}'s access token ${when}`, accessToken);
    if (refreshToken) secrets.set(`${id}'s refresh token ${when}`, refreshToken);
  }
  const { rows } = await db.pool.query<{ id: string; token: string }>(`SELECT "id", "token" FROM "orders" UNION ALL SELECT 'the checkout of ' || "order", "token" FROM "checkouts"`);
  for (const row of rows) secrets.set(`the token of ${row.id}`, row.token);
  await db.close();
}

test("no secret is printed or answered, in a whole run and in everything that goes wrong, at the most talkative level", { timeout: 300_000 }, async () => {
  const watched = await openWatched();
  const { url, secrets, secret, storefront, there, appUrl, dataDir, start, tally, ask, post, texts, refusals } = watched;
  const { wallet } = storefront.sandbox;
  const file = join(dataDir, "own-secret");
  writeFileSync(file, secret("the shop's own secret"));

  // A story that goes well.
  expect(await start("app/cli/main.ts", ["setup", "shop", domain, "--method", there.state.methodName, "--rate", "USD=30", "--currency", there.state.currency, "--root", "--webhook-secret-file", file]).ended).toBe(0);
  expect(await tally(["setup", "wallet", wallet.receiver(domain), "--ip", "any"])).toBe(0);
  const app = start("app/server.ts");
  await app.ready;
  const idToken = there.sessionToken();
  secrets.set("a session token", idToken).set("a session token's signature", idToken.split(".")[2] ?? "");
  const visit = new URL(embeddedUrl(there, appUrl, "/app"));
  visit.searchParams.set("id_token", idToken);
  expect(await ask(visit.href)).toBe(200);
  await noteTokens(watched, "at first");
  expect([...secrets.keys()]).toContain(`offline_${domain}'s refresh token at first`);
  const buy = async () => {
    const { id } = there.placeOrder({ total: "15.90", customer: { email: "ann@example.com" } });
    const told = await eventually(async () => {
      const block = await there.howToPay(appUrl, id);
      return "reference" in block ? block : undefined;
    });
    await wallet.claim({ shop: domain, orderId: id, text: told.reference });
    const { txid } = await wallet.pay({ shop: domain, orderId: id, units: 477_000_000n, memo: told.reference, when: "now" });
    return { id, txid, reference: told.reference };
  };
  const isPaid = (id: string) => eventually(() => there.order(id).financialStatus === "PAID" || undefined, 60_000);
  const first = await buy();
  await wallet.confirm(first.txid);
  await isPaid(first.id);

  // Shopify takes our tokens for old, and at last refuses to renew them.
  there.revokeTokens("access tokens");
  const second = await buy();
  await wallet.confirm(second.txid);
  await isPaid(second.id);
  await noteTokens(watched, "renewed");
  there.revokeTokens("everything");
  const third = await buy();
  await wallet.confirm(third.txid);
  await eventually(() => (/errand\.again/.test(app.output()) ? true : undefined), 60_000);
  await noteTokens(watched, "at last");

  // What strangers and clumsy friends send.
  const forged = (header: string, value: string) => ask(`/app?embedded=1&shop=${domain}&host=aG9zdA&id_token=${idToken.slice(0, -4)}AAAA`, { headers: { [header]: value } });
  await forged("Authorization", `Bearer ${idToken.slice(0, -3)}abc`);
  await forged("Cookie", `session=${idToken}`);
  await ask(`/checkout/order?token=${third.reference.split("/")[2]}`, { headers: { Authorization: `Bearer ${idToken}x` } });
  await ask("/metrics", { headers: { Authorization: `Bearer ${secret("the watcher's token")}x` } });
  const body = JSON.stringify({ id: 1, token: third.reference });
  for (const signer of ["the app's old secret", "the shop's own secret"]) {
    const hmac = createHmac("sha256", secret(signer)).update(body).digest("base64");
    await post("/webhooks/orders", body, { "X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": domain, "X-Shopify-Hmac-Sha256": hmac });
    await post("/webhooks/orders", `${body} `, { "X-Shopify-Topic": "orders/create", "X-Shopify-Shop-Domain": domain, "X-Shopify-Hmac-Sha256": hmac });
  }
  await post("/order/claim", JSON.stringify({ order_id: third.reference, address: wallet.receiver(domain), signature: {} }));
  await wallet.claim({ shop: domain, orderId: third.id, text: `${third.reference}Z` });
  await wallet.claim({ shop: domain, orderId: third.id, text: third.reference.replace(/\/ord_|\/\d+\//, "/999/") });

  // A bug of ours: tables that are gone while people pay.
  const admin = new Client({ connectionString: url });
  await admin.connect();
  for (const table of ["claims", "wallets", "rates", "Session"]) await admin.query(`ALTER TABLE "${table}" RENAME TO "away_${table}"`);
  await wallet.claim({ shop: domain, orderId: third.id, text: third.reference });
  await wallet.repeat(third.txid);
  await ask(visit.href);
  await ask("/wallet/send_to");
  there.placeOrder({ total: "9.00", customer: { email: "ben@example.com" }, note: third.reference });
  await eventually(() => (/"level":"error"/.test(app.output()) ? true : undefined));
  for (const table of ["claims", "wallets", "rates", "Session"]) await admin.query(`ALTER TABLE "away_${table}" RENAME TO "${table}"`);
  await admin.end();

  // Processes that cannot start, or start beside a database that is away or refuses them.
  const password = made("wrong-password");
  secrets.set("a wrong password", password);
  const wrongs: readonly Readonly<Record<string, string>>[] = [
    { ENCRYPTION_KEY: made("not-32-bytes") }, { DATABASE_URL: `mysql://u:${password}@127.0.0.1/x` }, { REDIS_URL: `http://:${password}@127.0.0.1` }, { METRICS_TOKEN: `two ${password}` }, { DATABASE_URL: `postgresql://u:${password}@127.0.0.1:9/x` },
  ];
  for (const change of wrongs) for (const value of Object.values(change)) if (/bytes/.test(value)) secrets.set("a key of a wrong length", value);
  for (const change of wrongs) expect(await tally(["setup", "show"], change)).toBe(1);
  const lost = await freePort();
  const away = start("app/server.ts", [], { ROLE: "web", PORT: String(lost), DATABASE_URL: `postgresql://u:${password}@127.0.0.1:9/x` });
  await away.ready;
  for (const path of ["/ready", "/wallet/send_to", `/app${visit.search}`]) await ask(`http://127.0.0.1:${lost}${path}`);
  expect(await tally(["rotate-key"], { ENCRYPTION_KEY: `${randomBytes(32).toString("base64")},${secret("the encryption key")}` })).toBe(0);
  expect(await tally(["setup", "show", "--token", secret("the watcher's token")])).toBe(2);

  app.kill("SIGTERM");
  await app.ended;
  const lines = texts().join("\n");
  for (const happened of ["webhook.hmac", "claim.signature", "shopify.failed", "errand.again", `"level":"error"`, "ENCRYPTION_KEY"]) expect(lines).toContain(happened);
  expect(refusals.length).toBeGreaterThan(15);
  expect(secrets.size).toBeGreaterThan(15);
  expect(found(secrets, texts())).toEqual([]);
});

test("the search would find a secret that is printed whole, escaped, encoded, or cut short", () => {
  const secrets: Secrets = new Map([["it", "s3cret/with+signs=and-more-0123456789"]]);
  for (const form of ["a s3cret/with+signs=and-more-0123456789 b", `x${encodeURIComponent("s3cret/with+signs=and-more-0123456789")}`, Buffer.from("s3cret/with+signs=and-more-0123456789").toString("base64"), "s3cret/with+signs=and-more-0123…"]) {
    expect(found(secrets, [form])).toEqual(["it"]);
  }
  expect(found(secrets, ["s3cret"])).toEqual([]);
});
