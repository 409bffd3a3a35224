import fc from "fast-check";
import { expect, test } from "vitest";
import type { Outcome } from "#app/engine/outcome.ts";
import { realEngine } from "./engine.ts";
import { histories, play } from "./history.ts";

test("over every history no unit of money appears, vanishes, or moves without a right", async () => {
  const engine = await realEngine();
  const count = new Map<string, number>();
  const seen = ({ events }: Outcome) => events.forEach(({ type }) => count.set(type, (count.get(type) ?? 0) + 1));
  fc.assert(
    fc.property(fc.nat(7), histories, (policy, history) => {
      play(engine, policy, history, seen);
    }),
    { seed: 20261121, numRuns: 400 },
  );
  const atLeast = { "order.paid": 400, "payment.late": 100, "payment.reversed": 200, "order.at_risk": 50, "refund.requested": 40, "refund.sent": 5, "order.expired": 300, "order.cancelled": 80, "order.reopened": 30, "credit.issued": 200 };
  for (const [type, least] of Object.entries(atLeast)) expect(count.get(type) ?? 0, type).toBeGreaterThanOrEqual(least);
});
