import { expect, test } from "vitest";
import type { Failure } from "#app/storefront/failure.ts";
import { backOff } from "#workers/back-off.ts";

const server: Failure = { kind: "server", why: "Shopify answered 503" };

test.each<[string, Failure, number, number, number, number]>([
  ["a first 5xx, at once at the earliest", server, 1, 0, 500, 500],
  ["a first 5xx", server, 1, 0.999, 500, 1_500],
  ["a fifth 5xx", server, 5, 0.999, 500, 16_500],
  ["a hundredth 5xx", server, 100, 0.999, 500, 600_500],
  ["throttled: never before Shopify said", { kind: "throttled", retryInMs: 7_000 }, 1, 0, 7_000, 7_000],
  ["throttled again and again", { kind: "throttled", retryInMs: 7_000 }, 30, 0.999, 7_000, 67_000],
  ["frozen", { kind: "frozen", why: "402" }, 20, 0.999, 60_000, 3_660_000],
])("%s", (_name, failure, attempts, chance, least, most) => {
  const { waitMs } = backOff(failure, attempts, chance);
  expect(waitMs).toBeGreaterThanOrEqual(least);
  expect(waitMs).toBeLessThanOrEqual(most);
});

test("what fails for the whole shop pauses the shop, a lost reply only its errand", () => {
  expect(backOff(server, 1, 0.5).concerns).toBe("shop");
  expect(backOff({ kind: "throttled", retryInMs: 1 }, 1, 0.5).concerns).toBe("shop");
  expect(backOff({ kind: "lost", why: "" }, 1, 0.5).concerns).toBe("errand");
});
