import { expect } from "vitest";
import { DEFAULT_POLICY } from "#app/engine/policy.ts";
import { ASSET } from "../books.ts";
import { decimal, rate, usd, xtr, XTR } from "../makes.ts";
import type { Rules } from "../story.ts";

const READ = ["15.9", "15.90", "1200", "0.005", "0", "0.00"];
const REFUSED = ["", "-1", "+1", "1e3", "1,000", " 1", "1 ", ".5", "5.", "01", "١", "NaN", "Infinity", "0x10", "1_000", "1.1234567890123456789"];
const STATUSES = ["unclaimed", "claimed", "paid", "expired", "cancelled"] as const;
const LEGAL = ["unclaimed claimed", "unclaimed paid", "unclaimed expired", "unclaimed cancelled", "claimed paid", "claimed expired", "claimed cancelled", "expired claimed", "expired unclaimed", "cancelled claimed", "cancelled unclaimed"];

export const amounts: Rules = {
  "15.90 USD at 1 USD = 30 XTR is exactly 477.000000 XTR": ({ quote, money }) => {
    expect(quote.convert(usd("15.90"), rate("30"), ASSET)).toEqual(xtr(477_000_000n));
    expect(money.printMoney(xtr(477_000_000n))).toBe("477.000000 XTR");
  },
  "a due is rounded up to the smallest unit, never down": ({ quote }) => {
    expect(quote.convert(usd("0.01"), rate("0.000001"), ASSET).units).toBe(1n);
    expect(quote.convert(usd("1"), rate("0.3333333"), ASSET).units).toBe(333_334n);
    expect(quote.convert(usd("1200"), rate("0.000001"), ASSET).units).toBe(1200n);
    expect(quote.convert(usd("0.005"), rate("0.0002"), ASSET).units).toBe(1n);
    expect(quote.convert(usd("0"), rate("30"), ASSET).units).toBe(0n);
  },
  "prices are read exactly or not at all": ({ money }) => {
    expect(READ.filter((text) => money.parseDecimal(text) === null)).toEqual([]);
    expect(REFUSED.filter((text) => money.parseDecimal(text) !== null)).toEqual([]);
    expect(["15.9", "15.90", "15.09", "0.005", "1200"].map(money.parseDecimal)).toEqual([{ digits: 159n, scale: 1 }, { digits: 1590n, scale: 2 }, { digits: 1509n, scale: 2 }, { digits: 5n, scale: 3 }, { digits: 1200n, scale: 0 }]);
    expect(money.sameDecimal(decimal("15.9"), decimal("15.90"))).toBe(true);
    expect(money.sameDecimal(decimal("15.9"), decimal("15.09"))).toBe(false);
    expect([money.compareDecimals(decimal("1.10"), decimal("1.1")), money.compareDecimals(decimal("0.9"), decimal("1")), money.compareDecimals(decimal("10"), decimal("9.99"))]).toEqual([0, -1, 1]);
  },
  "a price in the asset itself needs no rate": ({ quote }) => {
    expect(quote.rateFor("XTR", ASSET, new Map(), new Date(0))?.perUnit).toEqual({ digits: 1n, scale: 0 });
    expect(quote.rateFor("USD", ASSET, new Map(), new Date(0))).toBeNull();
  },
  "a status changes as the table says, and any other move is refused": ({ order }) => {
    const moves = STATUSES.flatMap((from) => STATUSES.flatMap((to) => {
      try {
        return order.move({ id: "ord_1", status: from } as Parameters<typeof order.move>[0], to).status === to ? [`${from} ${to}`] : ["wrong"];
      } catch {
        return [];
      }
    }));
    expect(moves.sort()).toEqual([...LEGAL].sort());
  },
  "tolerance is the larger of the two choices, and never the whole due": ({ policy }) => {
    const of = (units: bigint, basisPoints: bigint, due: bigint) => policy.toleranceOf({ ...DEFAULT_POLICY, tolerance: { units, basisPoints } }, due);
    expect([of(0n, 0n, 100n), of(3n, 0n, 100n), of(3n, 500n, 100n), of(3n, 100n, 199n), of(500n, 0n, 100n), of(5n, 0n, 0n)]).toEqual([0n, 3n, 5n, 3n, 99n, 0n]);
  },
  "depth rises with the amount": ({ policy }) => {
    const steps = { ...DEFAULT_POLICY, depth: [{ fromUnits: 0n, confirmations: 1 }, { fromUnits: XTR, confirmations: 3 }, { fromUnits: 10n * XTR, confirmations: 10 }] };
    expect([policy.depthFor(DEFAULT_POLICY, XTR), policy.depthFor(steps, 1n), policy.depthFor(steps, XTR), policy.depthFor(steps, 10n * XTR - 1n), policy.depthFor(steps, 10n * XTR)]).toEqual([0, 1, 3, 3, 10]);
  },
};
