import { expect, onTestFinished, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import { openWatchPort } from "#app/metrics/port.ts";
import { PULSE_EVERY_MS, pulseGauges } from "#app/metrics/pulse.ts";
import { createMetrics } from "#app/metrics/metrics.ts";
import { freePort } from "#app/launch/ports.ts";
import { notice } from "#app/process.server.ts";
import { createReadiness } from "#app/readiness.server.ts";
import { machineDoors } from "#app/server.ts";
import { annsId } from "../setup/ann.ts";
import { testConfig } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { confirm, DUE, openDoors, openShop, orderBody, place, post, purse, referenceFor, report, webhook, type World } from "./world.ts";

const scraped = async ({ url }: Pick<World, "url">): Promise<string> => {
  const answer = await fetch(`${url}/metrics`);
  expect(answer.headers.get("content-type")).toContain("text/plain");
  return answer.text();
};
const seriesIn = (text: string): readonly string[] => text.split("\n").filter((line) => line.startsWith("tallystick_"));
const valueOf = (text: string, series: string): number => Number(seriesIn(text).find((line) => line.startsWith(`${series} `))?.split(" ").at(-1));

test("the metrics tell one order's story in numbers, and nobody's name, token or note", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "820982911946154508", { note: "the green door" });
  await report(shop, "tx-1", { from: purse("ann"), units: DUE, memo: referenceFor(shop, order) });
  const open = await scraped(shop);
  expect(valueOf(open, "tallystick_orders_open")).toBe(1);
  expect(valueOf(open, "tallystick_inbox_undecided")).toBe(0);
  await confirm(shop, "tx-1");
  await webhook(shop, orderBody("1"), { secret: "another" });
  shop.setTime(new Date("2026-11-20T10:00:30.000Z"));

  const text = await shop.context.metrics.registry.metrics();
  for (const [series, value] of [
    [`tallystick_webhook_seconds_count{topic="orders/create",outcome="taken"}`, 1],
    [`tallystick_webhook_seconds_count{topic="unknown",outcome="unsigned"}`, 1],
    [`tallystick_decision_seconds_count{command="hear-order",end="decided"}`, 1],
    [`tallystick_decision_seconds_count{command="confirm-payment",end="decided"}`, 1],
    ["tallystick_settle_seconds_count", 1],
    [`tallystick_http_requests_total{door="/wallet/tx_confirmation",method="POST",status="200"}`, 1],
    [`tallystick_http_requests_total{door="/webhooks/orders",method="POST",status="401"}`, 1],
  ] as const) expect({ series, value: valueOf(text, series) }).toEqual({ series, value });
  for (const line of ["nodejs_eventloop_lag_p99_seconds", "process_resident_memory_bytes", `tallystick_database_connections{state="busy"}`]) expect(text).toContain(line);
  for (const personal of [order.token, "green door", "Ann", "ann@example.com", annsId, "#820982911946154508", purse("ann").address.spendKey]) expect(text).not.toContain(personal);
});

test("what the database knows is shown for all processes, with ages by the clock", async () => {
  const shop = await openShop(await openDoors());
  const order = await place(shop, "5001");
  await report(shop, "tx-1", { from: purse("ann"), units: DUE, memo: referenceFor(shop, order) });
  await confirm(shop, "tx-1");
  shop.setTime(new Date("2026-11-20T11:00:00.000Z"));
  const text = await scraped(shop);
  expect(valueOf(text, "tallystick_database_up")).toBe(1);
  expect(valueOf(text, `tallystick_queue_depth{target="storefront.mark-paid"}`)).toBe(1);
  expect(valueOf(text, "tallystick_delivery_oldest_due_seconds")).toBe(3600);
  expect(valueOf(text, "tallystick_orders_open")).toBe(0);
  expect(valueOf(text, "tallystick_shops")).toBe(1);
  expect(seriesIn(text).find((line) => line.startsWith(`tallystick_wallet_silence_seconds{shop="${shop.id}"`))).toMatch(/ 3600$/);
  expect(valueOf(text, `tallystick_rate_age_seconds{shop="${shop.id}",currency="USD"}`)).toBe(3600);
  expect(valueOf(text, `tallystick_attention{kind="at_risk"}`)).toBe(0);
});

test("a stranger who invents paths, methods, topics and shops makes no new series", async () => {
  const world = await openDoors();
  const knock = async (round: number) => {
    for (let n = 0; n < 12; n++) {
      const made = `${round}-${n}`;
      await fetch(`${world.url}/pay/${made}-token`);
      await fetch(`${world.url}/s/shop-${made}.myshopify.com/wallet/send_to`);
      await post(`${world.url}/webhooks/orders`, "{}", { "X-Shopify-Topic": `made/topic_${made.replace(/\W/g, "_")}`, "X-Shopify-Hmac-Sha256": "x", "X-Shopify-Shop-Domain": `shop-${made}.myshopify.com` });
    }
    return seriesIn(await scraped(world)).length;
  };
  await scraped(world);
  const first = await knock(1);
  expect(await knock(2)).toBe(first);
  expect(first).toBeLessThan(400);
});

test("five hundred shops have a budget series each, and the next share one", () => {
  const metrics = createMetrics();
  for (let n = 0; n < 900; n++) metrics.budgetSeen(`shop-${n}.myshopify.com`, { available: 1, maximum: 2, restoredPerSecond: 3 });
  return metrics.registry.metrics().then((text) => expect(text.match(/^tallystick_shopify_budget_available_points\{/gm)).toHaveLength(501));
});

test("however often it is scraped, the database is asked once in five seconds, and its absence is a number", async () => {
  let asked = 0;
  let now = 0;
  const db = { query: () => Promise.reject(new Error(`away ${++asked}`)) };
  const { registry } = createMetrics();
  const { refresh } = pulseGauges({ db, clock: () => new Date(), registry }, () => now);
  for (let n = 0; n < 10; n++) await refresh();
  now = PULSE_EVERY_MS;
  await refresh();
  expect(asked).toBe(2);
  const text = await registry.metrics();
  expect(text).toContain("tallystick_database_up 0");
  expect(text).not.toMatch(/^tallystick_orders_open /m);
});

test("metrics are for this machine in the sandbox, and elsewhere for whoever bears the token", async () => {
  const token = "watcher-0123456789";
  const world = await openDoors();
  const ask = (url: string, headers: Readonly<Record<string, string>> = {}) => fetch(`${url}/metrics`, { headers }).then(({ status }) => status);
  expect(await ask(world.url)).toBe(200);
  expect(await ask(world.url, { "X-Forwarded-For": "203.0.113.9" })).toBe(401);
  const guarded = await openDoors({ METRICS_TOKEN: token });
  expect(await ask(guarded.url)).toBe(401);
  expect(await ask(guarded.url, { Authorization: `Bearer ${token}x` })).toBe(401);
  expect(await ask(guarded.url, { Authorization: `Bearer ${token}` })).toBe(200);
  const live = await openDoors({ TALLY_MODE: "live", SHOPIFY_APP_URL: "https://pay.example.com" });
  expect(await ask(live.url)).toBe(401);
});

test("a port of its own shows the process to this machine, and asks for the token where there is one", async () => {
  const port = await freePort();
  const context = createContext(testConfig(await freshDatabase(), { METRICS_PORT: String(port), METRICS_TOKEN: "watcher-0123456789" }));
  const watched = await openWatchPort(context);
  onTestFinished(async () => {
    await watched.close();
    await context.close();
  });
  const at = (path: string, headers = {}) => fetch(`http://127.0.0.1:${port}${path}`, { headers }).then(({ status }) => status);
  expect([await at("/health"), await at("/ready"), await at("/metrics"), await at("/anything"), await at("/metrics", { Authorization: "Bearer watcher-0123456789" })]).toEqual([200, 200, 401, 404, 200]);
});

test("a process is ready while its database answers with every migration, and says which part is missing, no more", async () => {
  const context = createContext(testConfig(await freshDatabase()));
  onTestFinished(context.close);
  const ready = async (of = context) => {
    const answer = await machineDoors(of).request("/ready");
    return [answer.status, await answer.json(), answer.headers.get("retry-after")];
  };
  expect(await ready()).toEqual([200, { ready: true }, null]);
  const behind = createContext(context.config);
  onTestFinished(behind.close);
  await behind.db.pool.query(`DELETE FROM "_prisma_migrations" WHERE "migration_name" = (SELECT max("migration_name") FROM "_prisma_migrations")`);
  expect(await ready(behind)).toEqual([503, { ready: false, missing: ["migrations"] }, "5"]);
  const lost = createContext(testConfig("postgresql://nobody:wrong-password@127.0.0.1:9/none"));
  onTestFinished(lost.close);
  expect(await ready(lost)).toEqual([503, { ready: false, missing: ["database", "migrations"] }, "5"]);
  await notice(context);
  expect(await ready()).toEqual([503, { ready: false, missing: ["draining"] }, "5"]);
  expect((await machineDoors(context).request("/health")).status).toBe(200);
});

test("a part that hangs counts as missing, and many who ask at once ask it once", async () => {
  let asked = 0;
  const readiness = createReadiness(() => 0);
  readiness.needs("queue", () => new Promise(() => void asked++));
  readiness.needs("database", () => Promise.reject(new Error("away")));
  const answers = await Promise.all([readiness.missing(), readiness.missing(), readiness.missing()]);
  expect(answers).toEqual(Array(3).fill(["queue", "database"]));
  expect(asked).toBe(1);
});
