import type { Failure } from "#app/storefront/failure.ts";

export type BackOff = {
  /** Until the errand itself is due again. */
  readonly errandMs: number;
  /** Until anything of the shop is tried again; null: the rest of it goes on. */
  readonly shopMs: number | null;
};

export type Tried = {
  /** How often this errand was tried, this time included. */
  readonly attempts: number;
  /** How often in a row the shop was tried in vain before. */
  readonly pauses: number;
};

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/**
 * When to try again: exponentially later with full jitter, never before Shopify said. `chance` is in [0, 1). A pause may end
 * early, when the shop answers another errand or its merchant signs in; then what waited only for the shop is due at once.
 */
export function backOff(failure: Failure, { attempts, pauses }: Tried, chance: number): BackOff {
  const upTo = (firstMs: number, mostMs: number, before: number) => Math.ceil(chance * Math.min(mostMs, firstMs * 2 ** Math.min(before, 20)));
  switch (failure.kind) {
    case "throttled":
      return { errandMs: 0, shopMs: failure.retryInMs + upTo(SECOND, MINUTE, pauses) };
    case "unauthorized":
      return { errandMs: 0, shopMs: 10 * SECOND + upTo(10 * SECOND, 5 * MINUTE, pauses) };
    case "frozen":
      return { errandMs: 0, shopMs: MINUTE + upTo(MINUTE, 15 * MINUTE, pauses) };
    case "forbidden": {
      // It may be forbidden to this errand alone, which must not keep others from being the one that tries.
      const ms = MINUTE + upTo(MINUTE, 15 * MINUTE, attempts - 1);
      return { errandMs: ms, shopMs: MINUTE };
    }
    case "server":
    case "network":
      return { errandMs: SECOND / 2 + upTo(SECOND, MINUTE, attempts - 1), shopMs: SECOND / 2 + upTo(SECOND, 10 * MINUTE, pauses) };
    case "lost":
    case "refused":
      return { errandMs: SECOND / 2 + upTo(SECOND, 10 * MINUTE, attempts - 1), shopMs: null };
  }
}
