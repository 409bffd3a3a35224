import type { IncomingMessage } from "node:http";
import type { Context as Call, MiddlewareHandler } from "hono";
import type { Door } from "./door.ts";
import { peerHere } from "./here.ts";
import { knowHomes } from "./homes.ts";
import { lineFor, noLine } from "./line.ts";
import { ipMatches, networkOf } from "./peer.ts";
import { quotaOf, type Allowance, type Quota, type Rule } from "./quota.ts";
import { rateHeaders } from "./rate-headers.ts";
import { roomFor } from "./room.ts";
import { busy, tooMany } from "./too-many.ts";

/**
 * What somebody who has proven nothing may cost. Only what ends in a refusal counts: whoever proves to be a payer, a
 * wallet or the storefront gets it back, so that honest wallets behind one address do not use up each other's share.
 */
export const rules = {
  /** One address; of IPv6 one /64, which is what one customer of a network has. */
  address: { name: "address", quota: 1200, windowSeconds: 60 },
  /** One address from which a registered wallet may call, on the doors for such wallets. */
  wallet: { name: "wallet", quota: 12_000, windowSeconds: 60 },
  /** Claims on one order, whatever becomes of them. */
  order: { name: "order", quota: 30, windowSeconds: 60 },
  /** What shoppers ask to be done to one order. */
  shopper: { name: "shopper", quota: 20, windowSeconds: 60 },
  /** All strangers together: what is left belongs to the storefront's messages. */
  everybody: { name: "everybody", quota: 250, windowSeconds: 1 },
  everyWallet: { name: "every-wallet", quota: 2000, windowSeconds: 1 },
} as const satisfies Readonly<Record<string, Rule>>;

/** Signatures handed to the thread that looks at them, and those that wait to be. Each takes it a fifth of a millisecond. */
const MOST_LOOKED_AT = 64;
const MOST_WAITING = 500;

export const EVERYBODY = "all";

/** Of the pool's connections strangers get so many at once: a rate alone is no bound where the database is slow, and the
 * storefront's messages would wait behind all who came before. */
const AT_ONCE = 4;
const MOST_IN_LINE = 250;

/** References remembered as long as their orders have had their claims. */
const MOST_SPENT = 1_000;

/** Bytes of bodies not yet whole that are held in memory at once: 32 of the largest. */
const MOST_BYTES = 256 * 1024 * 1024;

/** What a process remembers of those who came. */
export type Limits = ReturnType<typeof openLimits>;

export function openLimits() {
  const { address, wallet, order, shopper, everybody, everyWallet } = rules;
  return {
    strangers: { each: quotaOf(address), all: quotaOf(everybody, 1) },
    wallets: { each: quotaOf(wallet), all: quotaOf(everyWallet, 1) },
    orders: quotaOf(order),
    shoppers: quotaOf(shopper),
    /** What orders' claims are counted by, by the right references whose orders have had theirs. */
    spent: new Map<string, string>(),
    homes: knowHomes(),
    line: lineFor(AT_ONCE, MOST_IN_LINE),
    /** Whom the gate let in as strangers. */
    counted: new WeakMap<IncomingMessage, { readonly allowance: Allowance; readonly cameAt: Date }>(),
    /** Looks at signatures, one after the other beside the event loop. */
    inTurn: lineFor(MOST_LOOKED_AT, MOST_WAITING),
    bodies: roomFor(MOST_BYTES),
  };
}

/** Whose share a caller takes from, by where it calls from. */
type WhoCalls = (c: Call<Door>, peer: string) => Promise<"strangers" | "wallets">;

export const anybody: WhoCalls = () => Promise.resolve("strangers");

/** Somebody at an address of a registered wallet is taken for it until the signature is looked at. */
export const walletsApart: WhoCalls = async ({ var: { context, limits } }, peer) => (ipMatches(await limits.homes.ask(context), peer) ? "wallets" : "strangers");

/** Who cannot be told from others shares with them. */
export const keyOf = (peer: string | null): string => (peer === null ? "untold" : networkOf(peer));

/** Stands before a door that anybody may knock at, and lets in as many as the rules say. */
export function countCallers(whoCalls: WhoCalls): MiddlewareHandler<Door> {
  return async (c, next) => {
    const { context, limits } = c.var;
    const peer = peerHere(c);
    const counted = limits.counted.get(c.env.incoming);
    const who = counted || peer === null ? "strangers" : await whoCalls(c, peer);
    const { each, all } = limits[who];
    c.set("inLine", who === "strangers" ? limits.line : noLine);
    const key = keyOf(peer);
    const cameAt = counted?.cameAt ?? context.clock();
    const allowance = counted?.allowance ?? each.take(key, cameAt);
    c.set("allowances", [allowance]);
    if (allowance.isOver) throw tooMany(allowance);
    if (!counted && all.take(EVERYBODY, cameAt).isOver) throw busy();
    await next();
    // Our own trouble is nobody's fault, but it costs as much as theirs.
    if (!c.var.proven && c.res.status < 500) return;
    each.giveBack(key, cameAt);
    if (c.var.proven) all.giveBack(EVERYBODY, cameAt);
    c.set("allowances", [each.look(key, cameAt), ...c.var.allowances.slice(1)]);
  };
}

/** Says on every answer of a limited door how the caller stands. */
export const tellAllowances: MiddlewareHandler<Door> = async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(rateHeaders(c.var.allowances))) c.res.headers.set(name, value);
};

type Claimed = { /** What its claims are counted by. */ readonly order: string; /** Null: it was not named by its reference. */ readonly reference: string | null };

/** Counts a claim against its order. */
export function countClaim(c: Call<Door>, { order, reference }: Claimed): void {
  const { orders, spent } = c.var.limits;
  try {
    countAgainst(c, orders, order);
  } catch (error) {
    if (reference !== null) spent.set(reference, order);
    if (spent.size > MOST_SPENT) spent.delete(spent.keys().next().value ?? "");
    throw error;
  }
}

/** Refuses one more claim on an order that had its share, before anybody looks anything up. `text`: what is said to be claimed. */
export function refuseSpent(c: Call<Door>, text: string | null): void {
  const { orders, spent } = c.var.limits;
  const order = text === null ? undefined : spent.get(text);
  if (text === null || order === undefined) return;
  if (orders.look(order, c.var.context.clock()).remaining === 0) countAgainst(c, orders, order);
  spent.delete(text);
}

/** Counts what a shopper wants against the order it is about. */
export const countWish = (c: Call<Door>, order: string): void => countAgainst(c, c.var.limits.shoppers, order);

function countAgainst(c: Call<Door>, quota: Quota, order: string): void {
  const allowance = quota.take(order, c.var.context.clock());
  c.set("allowances", [...c.var.allowances, allowance]);
  if (allowance.isOver) throw tooMany(allowance);
}
