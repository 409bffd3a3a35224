import type { IncomingMessage, ServerResponse } from "node:http";
import type { Context } from "#app/context.server.ts";
import { ipMatches, peerAddress } from "./peer.ts";
import type { DoorRefusal } from "./problem.ts";
import { rateHeaders } from "./rate-headers.ts";
import { EVERYBODY, keyOf, type Limits } from "./strangers.ts";
import { busy, tooMany } from "./too-many.ts";

const limitedPath = /^(?:\/s\/[^/]+)?\/(order\/claim|wallet\/|checkout\/)/;
// Made once: an error of its own for each of a flood would cost more than its answer.
const nobodyMore = busy();

/**
 * Turns away at the gate whoever used up a limit: before the request is read, routed or logged, for a tenth of what
 * a refusal at the door costs. Says nothing of those the doors themselves must judge.
 * It hangs up on them, too: whoever writes a thousand requests at once would have them all looked at in one turn of the
 * event loop, and every webhook waits several turns for the database.
 */
export function turnAway(context: Pick<Context, "config" | "clock" | "db" | "log" | "metrics">, limits: Limits, request: IncomingMessage, response: ServerResponse): boolean {
  const { config, clock, log, metrics } = context;
  if (limits.hungUp.has(request.socket)) return true;
  const door = limitedPath.exec(request.url ?? "")?.[1];
  if (door === undefined || request.method === "OPTIONS") return false;
  const peer = peerAddress({ socketAddress: request.socket.remoteAddress, headers: request.headers }, config.trustedProxies);
  if (door === "wallet/" && mayBeWallet(limits.homes.lastKnown(context), peer)) return false;
  const now = clock();
  const { each, all } = limits.strangers;
  const allowance = each.look(keyOf(peer), now);
  if (allowance.remaining === 0) refuse(response, tooMany(allowance), rateHeaders([allowance]));
  else if (all.look(EVERYBODY, now).remaining === 0) refuse(response, nobodyMore);
  else return false;
  limits.hungUp.add(request.socket);
  metrics.answered({ door: `/${door}`, method: request.method ?? "", status: response.statusCode, seconds: 0 });
  // A line for each would be a flood of its own.
  if (!limits.said.take(EVERYBODY, now).isOver) log.warn({ peer, door: `/${door}`, status: response.statusCode }, "strangers are turned away");
  return true;
}

const mayBeWallet = (homes: readonly string[] | null, peer: string | null): boolean => homes === null || (peer !== null && ipMatches(homes, peer));

function refuse(response: ServerResponse, { problem, retryAfterSeconds }: DoorRefusal, more: Readonly<Record<string, string>> = {}): void {
  // Browsers show a page an answer only with this; the wallets' members are those every refusal at their doors has.
  const headers = { "Content-Type": "application/problem+json", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*", "Retry-After": String(retryAfterSeconds), Connection: "close", ...more };
  response.writeHead(problem.status, headers);
  response.end(JSON.stringify({ ...problem, success: false, message: problem.detail, error: problem.detail }));
}
