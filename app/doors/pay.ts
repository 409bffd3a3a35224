import type { Context as Call, Hono } from "hono";
import { orderOfToken, payView } from "#app/store/reads/pay.ts";
import { door, type Door } from "./door.ts";
import { peerHere } from "./here.ts";
import { alikeInTime } from "./pay-alike.ts";
import { answerWish } from "./pay-answer.ts";
import { claimHere } from "./pay-claim.ts";
import type { Live } from "./pay-live.ts";
import { presentPay } from "./pay-present.ts";
import { ipMatches } from "./peer.ts";
import { streamOf } from "./pay-stream.ts";
import { problem } from "./problem.ts";
import { anybody, countCallers, keyOf, tellAllowances } from "./strangers.ts";
import { busy } from "./too-many.ts";

/** Whoever speaks from this machine may open as many pages as it likes. */
const itself = ["127.0.0.0/8", "::1"];

/**
 * The machine doors beside a pay page, whose token is the only key to any of them: how the order stands, once or as it
 * changes, and a claim by paste. The pages themselves are Remix's, behind the same limits.
 */
export function payDoors(live: Live): Hono<Door> {
  const doors = door();
  doors.use("/pay/:token/*", alikeInTime());
  for (const page of ["/pay/:token", "/pay/:token/receipt"]) {
    doors.get(page, countCallers(anybody), async (c, next) => {
      await c.var.inLine(next);
      if (c.res.status < 400) c.set("proven", "shopper");
    });
  }
  doors.get("/pay/:token/status", tellAllowances, countCallers(anybody), (c) => c.var.inLine(() => tellStatus(c)));
  doors.get("/pay/:token/events", countCallers(anybody), (c) => tellChanges(c, live));
  doors.post("/pay/:token/claim", tellAllowances, countCallers(anybody), (c) => answerWish(c, () => claimHere(c)));
  return doors;
}

async function tellStatus(c: Call<Door>): Promise<Response> {
  const { db, clock } = c.var.context;
  const view = await payView(db.pool, c.req.param("token") ?? "");
  if (!view) return unknown(c);
  c.set("proven", "shopper");
  const status = presentPay(view, clock());
  const tag = `"${status.mark}.${status.state}"`;
  c.header("Cache-Control", "no-cache, private");
  c.header("ETag", tag);
  return c.req.header("if-none-match") === tag ? c.body(null, 304) : c.json(status);
}

async function tellChanges(c: Call<Door>, live: Live): Promise<Response> {
  const token = c.req.param("token") ?? "";
  if (!(await c.var.inLine(() => orderOfToken(c.var.context.db.pool, token)))) return unknown(c);
  c.set("proven", "shopper");
  // A browser says what it heard last when its line broke; a new page says what it shows.
  const mark = c.req.header("last-event-id") ?? c.req.query("since") ?? null;
  const peer = peerHere(c);
  const stream = streamOf(live, { token, from: peer !== null && ipMatches(itself, peer) ? null : keyOf(peer), mark });
  if (!stream) throw busy();
  return c.body(stream, 200, { "Content-Type": "text/event-stream; charset=utf-8", "Cache-Control": "no-store, no-transform", "X-Accel-Buffering": "no" });
}

const unknown = (c: Call<Door>): Response => problem(c, 404, "order_unknown", "No order is known by this link.");
