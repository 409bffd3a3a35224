import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "#app/context.server.ts";
import { ipMatches, peerAddress } from "./peer.ts";
import type { DoorRefusal } from "./problem.ts";
import { rateHeaders } from "./rate-headers.ts";
import { EVERYBODY, keyOf, type Limits } from "./strangers.ts";
import { busy, tooMany } from "./too-many.ts";

const limitedPath = /^(?:\/s\/[^/]+)?\/(order\/claim|wallet\/|checkout\/|pay\/)/;
const smallBody = 64 * 1024;
// Made once: an error of its own for each of a flood would cost more than its answer.
const nobodyMore = busy();

/**
 * Turns away at the gate whoever used up a limit: before the request is read, routed or logged, for a tenth of what
 * a refusal at the door costs. Says nothing of those the doors themselves must judge.
 * The connection stays: in a flood, opening another costs more than the refusal.
 */
export function turnAway(context: Pick<Context, "config" | "clock" | "db" | "log" | "metrics">, limits: Limits, request: IncomingMessage, response: ServerResponse): boolean {
  const door = limitedPath.exec(request.url ?? "")?.[1];
  if (door === undefined || request.method === "OPTIONS") return false;
  const now = context.clock();
  const { each, all } = limits.strangers;
  // In a flood this is the question that decides, and it needs no address.
  if (door !== "wallet/" && all.look(EVERYBODY, now).remaining === 0) {
    refuse(request, response, nobodyMore);
    return tell(context, limits, { request, response, door, peer: null });
  }
  const peer = peerAddress({ socketAddress: request.socket.remoteAddress, headers: request.headers }, context.config.trustedProxies);
  if (door === "wallet/" && mayBeWallet(limits.homes.lastKnown(context), peer)) return false;
  const allowance = each.take(keyOf(peer), now);
  if (allowance.isOver) refuse(request, response, tooMany(allowance), rateHeaders([allowance]));
  else if (all.take(EVERYBODY, now).isOver) refuse(request, response, nobodyMore);
  else {
    // Counted here, where nothing is waited for: of a thousand that come at once the door would count none before it saw them all.
    limits.counted.set(request, { allowance, cameAt: now });
    return false;
  }
  return tell(context, limits, { request, response, door, peer });
}

type Away = { readonly request: IncomingMessage; readonly response: ServerResponse; readonly door: string; readonly peer: string | null };

/** A line in the log for each would be a flood of its own. */
function tell({ clock, log, metrics }: Pick<Context, "clock" | "log" | "metrics">, { said }: Limits, { request, response, door, peer }: Away): true {
  metrics.answered({ door: `/${door}`, method: request.method ?? "", status: response.statusCode, seconds: 0 });
  if (!said.take(EVERYBODY, clock()).isOver) log.warn({ peer, door: `/${door}`, status: response.statusCode }, "strangers are turned away");
  return true;
}

const mayBeWallet = (homes: readonly string[] | null, peer: string | null): boolean => homes === null || (peer !== null && ipMatches(homes, peer));

function refuse(request: IncomingMessage, response: ServerResponse, { problem, retryAfterSeconds }: DoorRefusal, more: Readonly<Record<string, string>> = {}): void {
  const isSmall = Number(request.headers["content-length"] ?? smallBody + 1) <= smallBody;
  // Browsers show a page an answer only with this; the wallets' members are those every refusal at their doors has.
  const headers = { "Content-Type": "application/problem+json", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy", "Retry-After": String(retryAfterSeconds), ...more };
  response.writeHead(problem.status, isSmall ? headers : { ...headers, Connection: "close" });
  response.end(JSON.stringify({ ...problem, success: false, message: problem.detail, error: problem.detail }));
}
