import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { bounded } from "./bounded.ts";

/** What this process tells of its own work. Durations are in seconds; no label names a person, a token or an order. */
export type Metrics = {
  readonly registry: Registry;
  /** `door` is the pattern of the route, never the path that was asked for. */
  readonly answered: (answer: { readonly door: string; readonly method: string; readonly status: number; readonly seconds: number }) => void;
  /** So many were turned away at the gate, too fast to be timed. */
  readonly turnedAway: (answers: { readonly door: string; readonly method: string; readonly status: number; readonly count: number }) => void;
  /** A webhook, from its first byte to our answer. */
  readonly webhookAnswered: (answer: { readonly topic: string; readonly outcome: WebhookOutcome; readonly seconds: number }) => void;
  /** A command, from the message to its commit. */
  readonly decided: (decision: { readonly command: string; readonly end: DecisionEnd; readonly ordersPaid: number; readonly seconds: number }) => void;
  /** An errand, from the moment it was owed. */
  readonly errandEnded: (errand: { readonly target: string; readonly end: string; readonly seconds: number }) => void;
  readonly errandPutOff: (errand: { readonly target: string; readonly failure: string }) => void;
  /** `end` is "answered" or the kind of failure. */
  readonly shopifyAsked: (question: { readonly operation: string; readonly end: string; readonly seconds: number }) => void;
  readonly budgetSeen: (shop: string, budget: Budget) => void;
};

export type WebhookOutcome = "taken" | "unsigned" | "refused" | "failed";
export type DecisionEnd = "decided" | "refused" | "failed";

/** Shopify's leaky bucket of a shop, in points. */
export type Budget = { readonly available: number; readonly maximum: number; readonly restoredPerSecond: number };

const quick = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const patient = [0.05, 0.1, 0.3, 1, 3, 10, 30, 120, 600, 3600, 86_400];
const MOST_SHOPS = 500;

/** One set for a process. Nothing is measured but what is told to it. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const histogram = <Label extends string>(name: string, help: string, labelNames: readonly Label[], buckets: number[]) => new Histogram({ name, help, labelNames, buckets, registers });
  const requests = new Counter({ name: "tallystick_http_requests_total", help: "Requests answered, by door and status.", labelNames: ["door", "method", "status"], registers });
  const doors = histogram("tallystick_http_seconds", "How long a door took to answer.", ["door"], quick);
  const webhooks = histogram("tallystick_webhook_seconds", "How long a Shopify webhook took to be kept and answered.", ["topic", "outcome"], quick);
  const decisions = histogram("tallystick_decision_seconds", "From a message to the commit of its decision.", ["command", "end"], quick);
  const settles = histogram("tallystick_settle_seconds", "From a message to the commit of a decision that paid orders.", [], quick);
  const errands = histogram("tallystick_errand_seconds", "From an errand being owed to its end, by how it ended.", ["target", "end"], patient);
  const putOff = new Counter({ name: "tallystick_errands_put_off_total", help: "Errands that must be tried again, by what was in the way.", labelNames: ["target", "failure"], registers });
  const questions = histogram("tallystick_shopify_seconds", "How long Shopify's Admin API took to answer us.", ["operation", "end"], quick);
  const budgets = {
    available: new Gauge({ name: "tallystick_shopify_budget_available_points", help: "What a shop's Admin API budget held when last seen.", labelNames: ["shop"], registers }),
    maximum: new Gauge({ name: "tallystick_shopify_budget_maximum_points", help: "What a shop's Admin API budget can hold.", labelNames: ["shop"], registers }),
    restoredPerSecond: new Gauge({ name: "tallystick_shopify_budget_restored_points_per_second", help: "How fast a shop's Admin API budget fills again.", labelNames: ["shop"], registers }),
  };
  const shopLabel = bounded(MOST_SHOPS);
  const doorLabel = bounded(60);
  const methodLabel = bounded(10);
  const topicLabel = bounded(40);
  const operationLabel = bounded(60);
  const targetLabel = bounded(20);
  return {
    registry,
    answered: ({ door, method, status, seconds }) => {
      requests.inc({ door: doorLabel(door), method: methodLabel(method), status });
      doors.observe({ door: doorLabel(door) }, seconds);
    },
    turnedAway: ({ door, method, status, count }) => requests.inc({ door: doorLabel(door), method: methodLabel(method), status }, count),
    webhookAnswered: ({ topic, outcome, seconds }) => webhooks.observe({ topic: topicLabel(topic), outcome }, seconds),
    decided: ({ command, end, ordersPaid, seconds }) => {
      decisions.observe({ command, end }, seconds);
      if (ordersPaid > 0) settles.observe(seconds);
    },
    errandEnded: ({ target, end, seconds }) => errands.observe({ target: targetLabel(receiverOf(target)), end }, seconds),
    errandPutOff: ({ target, failure }) => putOff.inc({ target: targetLabel(receiverOf(target)), failure }),
    shopifyAsked: ({ operation, end, seconds }) => questions.observe({ operation: operationLabel(operation), end }, seconds),
    budgetSeen: (shop, { available, maximum, restoredPerSecond }) => {
      const label = { shop: shopLabel(shop) };
      budgets.available.set(label, available);
      budgets.maximum.set(label, maximum);
      budgets.restoredPerSecond.set(label, restoredPerSecond);
    },
  };
}

/** `callback:<endpoint>` and `plugin:<name>` count together: how many there are is the merchant's choice. */
export const receiverOf = (target: string): string => target.split(":", 1)[0] ?? target;
