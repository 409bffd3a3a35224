import { count } from "../faults/strike.ts";
import type { Shop } from "../shop/shop.ts";

/** Shopify's leaky bucket of query cost: it holds what it regains in twenty seconds. */

const bucketOf = ({ state }: Shop): number => 20 * state.switches.restoreRate;

type ThrottleStatus = { readonly maximumAvailable: number; readonly currentlyAvailable: number; readonly restoreRate: number };
export type Cost = { readonly requestedQueryCost: number; readonly actualQueryCost: number | null; readonly throttleStatus: ThrottleStatus };

function available(shop: Shop): number {
  const { state, nature } = shop;
  const seconds = (nature.now().getTime() - state.budget.at) / 1000;
  return Math.min(bucketOf(shop), state.budget.available + Math.max(0, seconds) * state.switches.restoreRate);
}

/** So many points are left from now on, at most what the bucket holds. */
export function fill(shop: Shop, points: number): void {
  shop.state.budget = { available: Math.min(bucketOf(shop), points), at: shop.nature.now().getTime() };
}

const status = (shop: Shop, points: number): ThrottleStatus => ({
  maximumAvailable: bucketOf(shop),
  currentlyAvailable: Math.floor(points),
  restoreRate: shop.state.switches.restoreRate,
});

/** Takes the requested cost out of the bucket; false when it holds less. */
export function spend(shop: Shop, points: number): boolean {
  const left = available(shop) - points;
  if (left < 0) return false;
  fill(shop, left);
  return true;
}

/** Gives back what was asked for and not used, and tells how the bucket stands. */
export function statusOf(shop: Shop, unused: number): ThrottleStatus {
  if (shop.state.switches.costBudget === "untouched") return status(shop, bucketOf(shop));
  fill(shop, available(shop) + Math.max(0, unused));
  return status(shop, available(shop));
}

const refused = (shop: Shop, message: string, code: string, requested: number) => ({
  errors: [{ message, extensions: { code, documentation: "https://shopify.dev/api/usage/rate-limits" } }],
  extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: status(shop, available(shop)) } satisfies Cost },
});

export function throttled(shop: Shop, requested: number) {
  count(shop, "throttled");
  return refused(shop, "Throttled", "THROTTLED", requested);
}

export const tooCostly = (shop: Shop, requested: number) =>
  refused(shop, `Query cost is ${requested}, which exceeds the single query max cost limit (1000).`, "MAX_COST_EXCEEDED", requested);
