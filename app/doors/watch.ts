import type { Context as Call } from "hono";
import { bearsToken } from "#app/metrics/permission.ts";
import { door, type Door } from "./door.ts";
import { peerHere } from "./here.ts";
import { ipMatches } from "./peer.ts";
import { DoorRefusal } from "./problem.ts";

/** For whoever watches this process: may it be given work, and what does it do? `/health` says that it lives. */
export const watch = door();

// A part's name and no more: why the database does not answer is for the log, not for strangers.
watch.get("/ready", async (c) => {
  const missing = await c.var.context.readiness.missing();
  c.header("Cache-Control", "no-store");
  if (missing.length === 0) return c.json({ ready: true });
  c.header("Retry-After", "5");
  return c.json({ ready: false, missing }, 503);
});

watch.get("/metrics", async (c) => {
  if (!mayRead(c)) throw new DoorRefusal(401, "metrics_token_wrong", "Metrics are read with the server's METRICS_TOKEN as a bearer token, or on its METRICS_PORT.");
  const { text, type } = await c.var.context.scrape();
  return c.body(text, 200, { "Content-Type": type, "Cache-Control": "no-store" });
});

/** A proxy on this machine makes everybody look local, so only the sandbox takes that for proof, and only without one. */
function mayRead(c: Call<Door>): boolean {
  const { config } = c.var.context;
  if (bearsToken(c.req.header("authorization"), config.metrics.token)) return true;
  const isProxied = ["forwarded", "x-forwarded-for", "x-real-ip", "via"].some((name) => c.req.header(name) !== undefined);
  return config.mode === "sandbox" && config.metrics.token === null && !isProxied && ipMatches(["127.0.0.0/8", "::1"], peerHere(c) ?? "");
}
