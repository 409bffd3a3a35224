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

type Call = {
  readonly cost: number;
  /** What calls under way may still take. */
  readonly promised: number;
  /** What shall be left in the bucket. */
  readonly reserve: number;
  readonly now: number;
};

/** Milliseconds until a call may go. */
export function untilAffordable(budget: Budget, { cost, promised, reserve, now }: Call): number {
  const needed = Math.min(budget.maximum, cost + promised + reserve);
  const missing = needed - availableAt(budget, now);
  return missing <= 0 ? 0 : Math.ceil((missing / budget.restoredPerSecond) * 1000);
}
