/** Shopify's words on cost, in points: what an operation asked for, and how the shop's bucket stood then. */
export type Cost = {
  readonly requested: number;
  readonly available: number;
  readonly maximum: number;
  readonly restoredPerSecond: number;
};

/** A shop's leaky bucket as its last answer showed it, at a time in milliseconds. */
export type Budget = Omit<Cost, "requested"> & { readonly at: number };

export function seen({ available, maximum, restoredPerSecond }: Cost, at: number): Budget {
  return { available, maximum, restoredPerSecond, at };
}

/** What the bucket holds now, if nobody took from it since. */
export function availableAt({ available, maximum, restoredPerSecond, at }: Budget, now: number): number {
  return Math.min(maximum, available + (Math.max(0, now - at) / 1000) * restoredPerSecond);
}

/** No answer said what this call took: count it as taken. */
export function without(budget: Budget, points: number, now: number): Budget {
  return { ...budget, available: availableAt(budget, now) - points, at: now };
}

/**
 * Milliseconds until a call of `cost` may go beside calls under way that may still take `promised`. A twentieth of the
 * bucket stays in it: for the merchant's own work in the admin, and for other processes that see the same points.
 */
export function untilAffordable(budget: Budget, { cost, promised, now }: { readonly cost: number; readonly promised: number; readonly now: number }): number {
  const needed = Math.min(budget.maximum, cost + promised + budget.maximum / 20);
  const missing = needed - availableAt(budget, now);
  return missing <= 0 ? 0 : Math.ceil((missing / budget.restoredPerSecond) * 1000);
}
