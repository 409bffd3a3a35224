import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import { answerAll } from "#app/server.ts";
import { openTracing, untraced } from "#app/traces.server.ts";
import { findShop } from "#app/store/shops.ts";
import { leaseDue } from "#app/store/outbox.ts";
import { findOrder } from "#app/store/orders.ts";
import { orderId } from "#app/engine/ids.ts";
import { deliver } from "#workers/deliver.ts";
import { reconcileShop } from "#workers/reconcile.ts";
import { claim, confirm, report, type Shop } from "../commands/shop.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { startProcess } from "../setup/process.ts";
import { install, serveStorefront } from "../setup/sandbox-shop.ts";
import { eventually } from "../setup/poll.ts";

type Attribute = { readonly key: string; readonly value: Readonly<Record<string, string | number>> };
type Span = { readonly name: string; readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly attributes: readonly Attribute[] };
type Posted = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly text: string };

async function serve(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise((resolve) => {
    server.closeAllConnections();
    server.close(() => resolve());
  }));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

/** A collector that takes OTLP as JSON over HTTP. */
async function openCollector() {
  const posted: Posted[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (part) => (text += part)).on("end", () => {
      posted.push({ path: request.url ?? "", headers: request.headers, text });
      response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
    });
  });
  const url = await serve(server);
  const spans = (): readonly Span[] => posted.flatMap(({ text }) => (JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] }).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
  return { url, posted, spans };
}

test("a message is a trace from its door to the database, and its errand one to Shopify, tied by the order's id", async () => {
  const collector = await openCollector();
  const tracing = await openTracing({ tracesTo: collector.url, role: "web" });
  const storefront = await serveStorefront({ posting: "prompt" });
  const config = testConfig(await freshDatabase(), { SHOPIFY_ORIGIN: storefront.url });
  const context = createContext(config, undefined, tracing.trace);
  onTestFinished(context.close);
  const { id, wallet, there } = await install(context, storefront, "tally.myshopify.com");
  there.setSwitches({ hold: true });
  const { id: storefrontId } = there.placeOrder({ total: "15.90", customer: { email: "ann@example.com" }, note: "the green door" });
  const known = await findShop(context.db.pool, id);
  if (known) await reconcileShop(context, known);
  const order = await findOrder(context.db.pool, id, orderId(storefrontId));
  if (!order) throw new Error("the order was not heard of");
  const shop: Shop = { ...context, id, wallet, setTime: () => undefined };
  await claim(shop, order, "ann");
  await report(shop, "tx-1", { from: "ann", units: order.quote?.due.units ?? 0n });
  await confirm(shop, "tx-1");
  await deliver(context, await leaseDue(context.db.pool, { now: new Date(), limit: 10, perShop: 10, leaseSeconds: 30 }));
  expect((await fetch(`${await serve(createServer(answerAll(context, new Hono())))}/wallet/send_to`)).status).toBe(200);
  await tracing.close();

  const spans = collector.spans();
  expect(collector.posted[0]).toMatchObject({ path: "/v1/traces", headers: { "content-type": "application/json" } });
  const named = (name: string) => spans.find((span) => span.name === name);
  const of = (span: Span | undefined, key: string) => span?.attributes.find((attribute) => attribute.key === key)?.value["stringValue"];
  const parentOf = (span: Span | undefined) => spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
  expect(named("GET /wallet/send_to")?.parentSpanId).toBeUndefined();
  expect(spans.some((span) => span.name === "database SELECT" && parentOf(span) === "GET /wallet/send_to")).toBe(true);
  const confirmed = named("command confirm-payment");
  expect(of(confirmed, "tallystick.order")).toBe(order.id);
  expect(spans.filter((span) => span.parentSpanId === confirmed?.spanId).map(({ name }) => name)).toContain("database COMMIT");
  const errand = named("errand storefront.mark-paid");
  expect(of(errand, "tallystick.order")).toBe(order.id);
  const asked = spans.filter(({ parentSpanId }) => parentSpanId === errand?.spanId).map(({ name }) => name);
  expect(asked.filter((name) => name.startsWith("shopify ")).length).toBeGreaterThan(0);
  expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
  for (const secret of ["green door", "ann@example.com", order.token, "test-secret", "shpat", String(there.order(storefrontId).customerId)]) expect(collector.posted.map(({ text }) => text).join()).not.toContain(secret);
});

test("a worker process sends its spans by itself, and a collector that is away costs nothing but spans", async () => {
  const collector = await openCollector();
  const env = { ...testEnv(await freshDatabase()), ROLE: "worker" };
  const worker = startProcess("workers/main.ts", { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url });
  const lonely = startProcess("workers/main.ts", { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:9" });
  await Promise.all([worker.ready, lonely.ready]);
  await eventually(() => (collector.spans().some(({ name }) => name.startsWith("database ")) ? true : undefined), 60_000);
  for (const process of [worker, lonely]) process.kill("SIGTERM");
  expect([await worker.ended, await lonely.ended]).toEqual([0, 0]);
  expect(collector.posted.some(({ text }) => text.includes(`"service.name"`) && text.includes("tallystick"))).toBe(true);
});

test("without a collector nothing is traced, and what is thrown passes as it was", async () => {
  const { trace } = await openTracing({ tracesTo: null, role: "web" });
  expect(trace).toBe(untraced);
  await expect(trace("door", {}, () => Promise.reject(new Error("as it was")))).rejects.toThrow("as it was");
});
