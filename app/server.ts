import type { RequestListener, Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { logAccess } from "./access.server.ts";
import { loadConfig } from "./config.server.ts";
import { type Context, createContext } from "./context.server.ts";
import { checkout } from "./doors/checkout.ts";
import { claim } from "./doors/claim.ts";
import { credit } from "./doors/credit.ts";
import { type Door, door } from "./doors/door.ts";
import { health } from "./doors/health.ts";
import { observe } from "./doors/observe.ts";
import { payActs } from "./doors/pay-acts.ts";
import { type Live, openLive } from "./doors/pay-live.ts";
import { payDoors } from "./doors/pay.ts";
import { qr } from "./doors/qr.ts";
import { receipt } from "./doors/receipt.ts";
import { shopify } from "./doors/shopify.ts";
import { type Limits, openLimits } from "./doors/strangers.ts";
import { openGate } from "./doors/turn-away.ts";
import { wallet } from "./doors/wallet.ts";
import { watch } from "./doors/watch.ts";
import { protectAll, protections } from "./headers.server.ts";
import { openWatchPort } from "./metrics/port.ts";
import { drain, listen, notice, run, toldToStop } from "./process.server.ts";
import { openServer } from "./sockets.server.ts";
import { openTracing } from "./traces.server.ts";

/** The machine doors: programs come first, because theirs is the hot path. */
export function machineDoors(context: Context, limits: Limits = openLimits(), live: Live = openLive(context)): Hono<Door> {
  const doors = door();
  doors.use(async (c, next) => {
    c.set("context", context);
    c.set("limits", limits);
    c.set("allowances", []);
    await next();
  });
  doors.use(observe);
  doors.use("/s/:shop/*", async (c, next) => {
    c.set("shopAsked", c.req.param("shop"));
    await next();
  });
  for (const each of [health, claim, wallet]) doors.route("/", each).route("/s/:shop", each);
  // Shopify's messages, the checkout's tokens and those of orders name their shop themselves.
  for (const each of [shopify, checkout, credit, payDoors(live), payActs, qr, receipt, watch]) doors.route("/", each);
  return doors;
}

/** What answers every request: the machine doors, then `people` for whoever is left. */
export function answerAll(context: Context, people: Hono, live: Live = openLive(context)): RequestListener {
  const limits = openLimits();
  const answer = getRequestListener(machineDoors(context, limits, live).route("/", people).fetch);
  const turnAway = openGate(context, limits, protections(context.config));
  const protect = protectAll(context.config);
  return (request, response) => {
    if (turnAway(request, response)) return;
    protect(response);
    logAccess(context.log, request, response);
    void answer(request, response);
  };
}

async function createWeb(context: Context, live: Live): Promise<Server> {
  const answer = (here: Context, people: Hono) => answerAll(here, people, live);
  // Vite is no part of a running shop: it is only loaded here.
  if (process.argv.includes("--dev")) return (await import("./people.dev.ts")).createDevServer(context, answer);
  const { builtPeople } = await import("./people.server.ts");
  return openServer(context, answer(context, await builtPeople(context)));
}

async function main(): Promise<void> {
  const config = loadConfig();
  const tracing = await openTracing(config);
  const context = createContext(config, undefined, tracing.trace);
  const live = openLive(context);
  const web = await createWeb(context, live);
  await listen(web, config);
  const watched = await openWatchPort(context);
  const workers = config.role === "all" ? await (await import("#workers/main.ts")).openWorkers(context) : null;
  context.log.info({ url: config.appUrl, mode: config.mode }, "web is listening");
  const stopped = toldToStop();
  process.send?.("ready");
  await stopped;
  await notice(context);
  await workers?.close();
  live.close();
  await drain(web);
  await watched.close();
  await context.close();
  await tracing.close();
}

if (import.meta.main) await run(main);
