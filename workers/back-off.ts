import type { Failure } from "#app/storefront/failure.ts";

export type BackOff = {
  readonly waitMs: number;
  /** whole: nothing else of this shop would fare better meanwhile. */
  readonly concerns: "errand" | "shop";
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** When to try again: exponentially later with full jitter, never before Shopify said. `chance` is in [0, 1). */
export function backOff(failure: Failure, attempts: number, chance: number): BackOff {
  const upTo = (firstMs: number, mostMs: number) => Math.ceil(chance * Math.min(mostMs, firstMs * 2 ** Math.min(attempts - 1, 20)));
  switch (failure.kind) {
    case "throttled":
      return { waitMs: failure.retryInMs + upTo(SECOND, MINUTE), concerns: "shop" };
    case "unauthorized":
      return { waitMs: 10 * SECOND + upTo(10 * SECOND, 5 * MINUTE), concerns: "shop" };
    case "frozen":
    case "forbidden":
      return { waitMs: MINUTE + upTo(MINUTE, 60 * MINUTE), concerns: "shop" };
    case "server":
    case "network":
      return { waitMs: SECOND / 2 + upTo(SECOND, 10 * MINUTE), concerns: "shop" };
    case "lost":
    case "refused":
      return { waitMs: SECOND / 2 + upTo(SECOND, 10 * MINUTE), concerns: "errand" };
  }
}
