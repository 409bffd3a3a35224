import { expect, test } from "vitest";
import type { Failure } from "#app/storefront/failure.ts";
import { backOff } from "#workers/back-off.ts";

const server: Failure = { kind: "server", why: "Shopify answered 503" };
const first = { attempts: 1, pauses: 0 };
const SECOND = 1_000;
const MINUTE = 60 * SECOND;

type Span = readonly [least: number, most: number];

test.each<[string, Failure, { attempts: number; pauses: number }, Span, Span | null]>([
  ["a first 5xx", server, first, [500, 1_500], [500, 1_500]],
  ["a fifth 5xx in a row, the errand's first", server, { attempts: 1, pauses: 4 }, [500, 1_500], [500, 16_500]],
  ["a fifth 5xx of this errand at a shop that answers others", server, { attempts: 5, pauses: 0 }, [500, 16_500], [500, 1_500]],
  ["a hundredth 5xx", server, { attempts: 100, pauses: 99 }, [500, 60_500], [500, 600_500]],
  ["silence", { kind: "network", why: "no answer" }, first, [500, 1_500], [500, 1_500]],
  ["throttled: never before Shopify said", { kind: "throttled", retryInMs: 7_000 }, first, [0, 0], [7_000, 8_000]],
  ["throttled again and again", { kind: "throttled", retryInMs: 7_000 }, { attempts: 30, pauses: 29 }, [0, 0], [7_000, 67_000]],
  ["no token", { kind: "unauthorized", why: "open the app" }, { attempts: 9, pauses: 40 }, [0, 0], [10 * SECOND, 310 * SECOND]],
  ["frozen", { kind: "frozen", why: "402" }, { attempts: 20, pauses: 20 }, [0, 0], [MINUTE, 16 * MINUTE]],
  ["forbidden: it may be this errand alone", { kind: "forbidden", why: "403" }, { attempts: 20, pauses: 0 }, [MINUTE, 16 * MINUTE], [MINUTE, MINUTE]],
  ["a lost reply is no word of the shop's", { kind: "lost", why: "cut off" }, { attempts: 2, pauses: 0 }, [500, 2_500], null],
])("%s", (_name, failure, tried, errand, shop) => {
  const soonest = backOff(failure, tried, 0);
  const latest = backOff(failure, tried, 0.999_999);
  expect([soonest.errandMs, latest.errandMs]).toEqual(errand);
  expect(shop === null ? soonest.shopMs : [soonest.shopMs, latest.shopMs]).toEqual(shop);
});
