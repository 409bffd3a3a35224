import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "#app/context.server.ts";
import { ipMatches, peerAddress } from "./peer.ts";
import type { DoorRefusal } from "./problem.ts";
import type { Allowance } from "./quota.ts";
import { rateHeaders } from "./rate-headers.ts";
import { EVERYBODY, keyOf, type Limits } from "./strangers.ts";
import { busy, tooMany } from "./too-many.ts";

const limitedPath = /^(?:\/s\/[^/]+)?\/(order\/claim|wallet\/|checkout\/|pay\/)/;
const smallBody = 64 * 1024;
const TELL_EVERY_MS = 1_000;

type Here = Pick<Context, "config" | "clock" | "db" | "log" | "metrics">;
type Words = Readonly<Record<string, string>>;
type Gate = (request: IncomingMessage, response: ServerResponse) => boolean;
type Refusal = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Turns away at the gate whoever used up a limit: before the request is read, routed or logged, for a tenth of what
 * a refusal at the door costs. Says nothing of those the doors themselves must judge. `always`: what every answer says.
 * The connection stays: in a flood, opening another costs more than the refusal.
 */
export function openGate(context: Here, limits: Limits, always: Words): Gate {
  const { strangers: { each, all }, line, homes, counted } = limits;
  const refusals = writtenOnce(always);
  const count = tellingTogether(context);
  return (request, response) => {
    const door = limitedPath.exec(request.url ?? "")?.[1];
    if (door === undefined || request.method === "OPTIONS") return false;
    const turnAway = (peer: string | null, refusal: Refusal): true => {
      refusal(request, response);
      return count({ kind: `${request.method ?? ""} ${response.statusCode} /${door}`, peer });
    };
    const now = context.clock();
    // In a flood these are the questions that decide, and they need no address. Where the line is full nobody is let in to
    // be read and routed, only to be told at its end that there is no place.
    if (door !== "wallet/" && (all.look(EVERYBODY, now).remaining === 0 || line.isFull())) return turnAway(null, refusals.everybody);
    const peer = peerAddress({ socketAddress: request.socket.remoteAddress, headers: request.headers }, context.config.trustedProxies);
    if (door === "wallet/" && mayBeWallet(homes.lastKnown(context), peer)) return false;
    const allowance = each.take(keyOf(peer), now);
    if (allowance.isOver) return turnAway(peer, refusals.one(allowance));
    if (all.take(EVERYBODY, now).isOver) return turnAway(peer, refusals.everybody);
    // Counted here, where nothing is waited for: of a thousand that come at once the door would count none before it saw them all.
    counted.set(request, { allowance, cameAt: now });
    return false;
  };
}

const mayBeWallet = (homes: readonly string[] | null, peer: string | null): boolean => homes === null || (peer !== null && ipMatches(homes, peer));

/** Each refusal is written once: an error, a text and a set of headers for each of a flood would cost more than its answer. */
function writtenOnce(always: Words) {
  const bySeconds = new Map<number, Refusal>();
  const one = (allowance: Allowance): Refusal => {
    const found = bySeconds.get(allowance.resetSeconds) ?? written(tooMany(allowance), { ...always, ...rateHeaders([allowance]) });
    bySeconds.set(allowance.resetSeconds, found);
    return found;
  };
  return { everybody: written(busy(), always), one };
}

function written({ problem, retryAfterSeconds }: DoorRefusal, more: Words): Refusal {
  // The wallets' members are those every refusal at their doors has.
  const body = Buffer.from(JSON.stringify({ ...problem, success: false, message: problem.detail, error: problem.detail }));
  // Browsers show a page an answer only with the two of CORS.
  const headers = Object.entries({
    "Content-Type": "application/problem+json", "Content-Length": String(body.length), "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy", "Retry-After": String(retryAfterSeconds), ...more,
  }).flat();
  const closing = [...headers, "Connection", "close"];
  return (request, response) => {
    const isSmall = Number(request.headers["content-length"] ?? smallBody + 1) <= smallBody;
    response.writeHead(problem.status, isSmall ? headers : closing);
    response.end(body);
  };
}

type Away = { readonly kind: string; readonly peer: string | null };

/** Counts those who were turned away, and tells them together: a line or a measurement for each would be a flood of its own. */
function tellingTogether({ log, metrics }: Pick<Here, "log" | "metrics">): (away: Away) => true {
  const counts = new Map<string, number>();
  let lastPeer: string | null = null;
  const tell = () => {
    for (const [kind, count] of counts) {
      const [method = "", status = "", door = ""] = kind.split(" ");
      metrics.turnedAway({ door, method, status: Number(status), count });
      log.warn({ door, method, status: Number(status), count, lastPeer }, "strangers are turned away");
    }
    counts.clear();
  };
  return ({ kind, peer }) => {
    if (counts.size === 0) setTimeout(tell, TELL_EVERY_MS).unref();
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    lastPeer = peer ?? lastPeer;
    return true;
  };
}
