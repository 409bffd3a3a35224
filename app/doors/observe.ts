import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import type { WebhookOutcome } from "#app/metrics/metrics.ts";
import type { Door } from "./door.ts";

/** Counts and times every answer, and makes it the root of a trace. What a stranger can choose becomes no label. */
export const observe: MiddlewareHandler<Door> = async (c, next) => {
  const { metrics, trace } = c.get("context");
  const began = performance.now();
  await trace("door", { "http.request.method": c.req.method }, async (span) => {
    await next();
    const told = { door: doorOf(routePath(c)), method: c.req.method, status: c.res.status, seconds: (performance.now() - began) / 1000 };
    metrics.answered(told);
    if (told.door.startsWith("/webhooks/")) metrics.webhookAnswered({ topic: topicOf(c.req.header("x-shopify-topic"), told.status), outcome: outcomeOf(told.status), seconds: told.seconds });
    span.name(`${told.method} ${told.door}`);
    span.set({ "http.route": told.door, "http.response.status_code": told.status });
  });
};

const doorOf = (pattern: string): string => (/^\/?\*$/.test(pattern) ? "people" : pattern);

// The topic is believed once the signature holds, though it is not signed: who holds the secret invents no topics.
const topicOf = (topic: string | undefined, status: number): string => (status !== 401 && topic !== undefined && /^[a-z_]{1,40}\/[a-z_]{1,40}$/.test(topic) ? topic : "unknown");

function outcomeOf(status: number): WebhookOutcome {
  if (status === 401) return "unsigned";
  if (status >= 500) return "failed";
  return status < 300 ? "taken" : "refused";
}
