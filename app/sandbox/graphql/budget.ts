import type { Shop } from "../shop/shop.ts";

/** Shopify's leaky bucket of query cost, as large as an ordinary shop's. */

const bucket = 2_000;
const restoredPerSecond = 100;

type ThrottleStatus = { readonly maximumAvailable: number; readonly currentlyAvailable: number; readonly restoreRate: number };
export type Cost = { readonly requestedQueryCost: number; readonly actualQueryCost: number | null; readonly throttleStatus: ThrottleStatus };

function available({ state, nature }: Shop): number {
  const seconds = (nature.now().getTime() - state.budget.at) / 1000;
  return Math.min(bucket, state.budget.available + Math.max(0, seconds) * restoredPerSecond);
}

function set(shop: Shop, points: number): void {
  shop.state.budget = { available: Math.min(bucket, points), at: shop.nature.now().getTime() };
}

const status = (points: number): ThrottleStatus => ({
  maximumAvailable: bucket,
  currentlyAvailable: Math.floor(points),
  restoreRate: restoredPerSecond,
});

/** Takes the requested cost out of the bucket; false when it holds less. */
export function spend(shop: Shop, points: number): boolean {
  const left = available(shop) - points;
  if (left < 0) return false;
  set(shop, left);
  return true;
}

/** Gives back what was asked for and not used, and tells how the bucket stands. */
export function statusOf(shop: Shop, unused: number): ThrottleStatus {
  if (shop.state.switches.costBudget === "untouched") return status(bucket);
  set(shop, available(shop) + Math.max(0, unused));
  return status(available(shop));
}

const refused = (shop: Shop, message: string, code: string, requested: number) => ({
  errors: [{ message, extensions: { code, documentation: "https://shopify.dev/api/usage/rate-limits" } }],
  extensions: { cost: { requestedQueryCost: requested, actualQueryCost: null, throttleStatus: status(available(shop)) } satisfies Cost },
});

export const throttled = (shop: Shop, requested: number) => refused(shop, "Throttled", "THROTTLED", requested);

export const tooCostly = (shop: Shop, requested: number) =>
  refused(shop, `Query cost is ${requested}, which exceeds the single query max cost limit (1000).`, "MAX_COST_EXCEEDED", requested);
