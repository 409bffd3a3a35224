import { setTimeout as wait } from "node:timers/promises";
import { expect, onTestFinished } from "vitest";
import { createContext, type Context } from "#app/context.server.ts";
import { orderId } from "#app/engine/ids.ts";
import { referenceOf, type Order } from "#app/engine/order.ts";
import { freePort } from "#app/launch/ports.ts";
import { findOrder } from "#app/store/orders.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { openFront } from "../setup/front.ts";
import { eventually } from "../setup/poll.ts";
import { startProcess, type Process } from "../setup/process.ts";
import { install, serveStorefront, type OpenedShop } from "../setup/sandbox-shop.ts";
import { leftHere, leftThere, unsealedHere } from "./left.ts";

export type Kind = "claimed and paid" | "paid by name" | "never paid" | "cancelled at the shop";
export type Placed = { readonly kind: Kind; readonly shop: string; readonly storefrontId: string; readonly due: bigint };
export type OrderEnd = { readonly status: string; readonly errands: readonly string[]; readonly markedPaid: number; readonly cancelsStarted: number; readonly there: string };

export type Flow = {
  readonly context: Context;
  readonly shops: readonly OpenedShop[];
  /** Starts the process as the launcher does; `nth` tells several of a kind apart, and each web has its own port. */
  readonly start: (role: "web" | "worker", nth?: number) => Process;
  /** Starts it and asks it to stop: whoever is compiled by then starts faster. */
  readonly oneLife: (role: "web" | "worker") => Promise<void>;
  /** A customer of that kind does everything they do, asking again until they are answered. */
  readonly shop: (kind: Kind) => Promise<Placed>;
  /** Every order is known here, and what is never paid is past its deadline. */
  readonly allOver: (placed: readonly Placed[]) => Promise<void>;
  /** No message undecided, no errand owed, nothing unsealed, no open order. */
  readonly drained: () => Promise<void>;
  readonly endOf: (placed: Placed) => Promise<OrderEnd>;
  readonly unitsHeld: () => Promise<bigint>;
  readonly errorsLogged: () => readonly string[];
};

type Setting = {
  /** How many webs there are to be; before several stands one door that leads to any of them. */
  readonly webs?: number;
  readonly logLevel?: "info" | "debug";
};

const PATIENCE_MS = 300_000;
/** Who was killed over an errand or a message a dozen times waits a quarter of an hour before it is tried again. */
const LONGEST_WAIT_MS = 1_200_000;

/** Two shops at a make-believe Shopify that tells every change twice, and a wallet: everything over HTTP, as processes of their own. */
export async function openFlow({ webs = 1, logLevel = "info" }: Setting = {}): Promise<Flow> {
  const url = await freshDatabase();
  const ports = await Promise.all(Array.from({ length: webs }, freePort));
  const appUrl = `http://127.0.0.1:${ports.length > 1 ? await openFront(ports) : ports[0]}`;
  const storefront = await serveStorefront({ appUrl, posting: "prompt" });
  const context = createContext(testConfig(url, { SHOPIFY_ORIGIN: storefront.url }));
  onTestFinished(context.close);
  const calm = await install(context, storefront, "calm.myshopify.com", {}, { servesRoot: "yes" });
  const hasty = await install(context, storefront, "hasty.myshopify.com", { claimSeconds: 1 });
  for (const { there } of [calm, hasty]) there.setSwitches({ copies: 1, cancelDelayMs: 50, retryMs: Array.from({ length: 1_000 }, () => 200) });

  const { pool } = context.db;
  const { wallet } = storefront.sandbox;
  const processes: Process[] = [];
  const env = { ...testEnv(url), LOG_LEVEL: logLevel, SHOPIFY_ORIGIN: storefront.url, SHOPIFY_APP_URL: appUrl };
  const shopOf = (kind: Kind) => (kind === "never paid" ? hasty : calm);
  const known = (owner: OpenedShop, storefrontId: string) =>
    eventually(async () => (await findOrder(pool, owner.id, orderId(storefrontId))) ?? undefined, PATIENCE_MS);

  const pay = async (owner: OpenedShop, order: Order) => {
    const memo = referenceOf(order, owner.id);
    const { txid } = await wallet.pay({ shop: owner.id, orderId: order.storefrontId, units: order.quote?.due.units ?? 0n, memo, when: "now" });
    const isAnswered = () => isDone(wallet.payments().find((payment) => payment.txid === txid)?.answers.at(-1));
    await until(isAnswered, () => wallet.repeat(txid));
    await wallet.confirm(txid);
    await until(isAnswered, () => wallet.repeat(txid));
  };

  const buy: Record<Kind, (owner: OpenedShop, order: Order) => Promise<unknown>> = {
    "claimed and paid": async (owner, order) => {
      const claim = () => wallet.claim({ shop: owner.id, orderId: order.storefrontId ?? "", text: referenceOf(order, owner.id) });
      let answer = await claim();
      await until(() => answer.status === 200, async () => void (answer = await claim()));
      await pay(owner, order);
    },
    "paid by name": pay,
    "never paid": () => Promise.resolve(),
    "cancelled at the shop": (owner, order) => Promise.resolve(owner.there.cancel(order.storefrontId ?? "")),
  };

  const start = (role: "web" | "worker", nth = 0): Process => {
    const process = startProcess(role === "web" ? "app/server.ts" : "workers/main.ts", { ...env, ROLE: role, PORT: String(ports[nth]) });
    processes.push(process);
    return process;
  };

  let count = 0;
  return {
    context,
    shops: [calm, hasty],
    start,
    oneLife: async (role) => {
      const process = start(role);
      await process.ready;
      process.kill("SIGTERM");
      await process.ended;
    },
    shop: async (kind) => {
      const owner = shopOf(kind);
      count += 1;
      const { id: storefrontId } = owner.there.placeOrder({ total: `${10 + (count % 7)}.50`, customer: { email: `customer-${count}@example.com` } });
      const order = await known(owner, storefrontId);
      await buy[kind](owner, order);
      return { kind, shop: owner.id, storefrontId, due: order.quote?.due.units ?? 0n };
    },
    allOver: (placed) =>
      eventually(async () => {
        const { rows } = await pool.query<{ ready: number }>(`SELECT count(*)::int AS "ready" FROM "orders" WHERE "shop" = $1 AND "deadline" <= now()`, [hasty.id]);
        return rows[0]?.ready === placed.filter(({ kind }) => kind === "never paid").length || undefined;
      }, PATIENCE_MS).then(() => undefined),
    drained: async () => {
      let left: readonly string[] = [];
      const isDrained = async () => {
        left = [...(await leftHere(pool)), ...(await unsealedHere(pool)), ...[calm, hasty].flatMap(({ there }) => leftThere(there, ["delivered"]))];
        return left.length === 0 || undefined;
      };
      await eventually(isDrained, LONGEST_WAIT_MS).catch(() => expect(left).toEqual([]));
    },
    endOf: async ({ kind, storefrontId }) => {
      const { id, there } = shopOf(kind);
      const order = await known(shopOf(kind), storefrontId);
      const { rows } = await pool.query<{ target: string }>(`SELECT "target" FROM "deliveries" WHERE "shop" = $1 AND "object" = $2`, [id, order.id]);
      const ours = there.deeds(storefrontId).filter(({ by }) => by === "app");
      const counted = (field: string, result: string) => ours.filter((deed) => deed.field === field && deed.result === result).length;
      return {
        status: order.status,
        errands: rows.map(({ target }) => target),
        markedPaid: counted("orderMarkAsPaid", "done"),
        cancelsStarted: counted("orderCancel", "started"),
        there: there.order(storefrontId).financialStatus,
      };
    },
    unitsHeld: async () => {
      const { rows } = await pool.query<{ units: string }>(`SELECT sum("held")::text AS "units" FROM (SELECT "held" FROM "orders" UNION ALL SELECT "held" FROM "accounts") x`);
      return BigInt(rows[0]?.units ?? "0");
    },
    errorsLogged: () => processes.flatMap(({ output }) => output().split("\n").filter(isTrouble)),
  };
}

/** Says it again until it was heard. */
const until = (isHeard: () => boolean, again: () => Promise<unknown>) =>
  eventually(async () => {
    if (isHeard()) return true;
    await again();
    if (isHeard()) return true;
    await wait(100);
    return undefined;
  }, PATIENCE_MS);

/** Being asked to send again because too much happened at once is an answer, not trouble. */
const isTrouble = (line: string) => /"level":"(error|fatal)"/.test(line) && !line.includes("world_kept_growing");

/** A wallet route answers 200 and says inside whether it agrees. */
const isDone = (answer: { readonly status: number; readonly body: string } | undefined) => answer?.status === 200 && !answer.body.includes(`"success":false`);
