import { expect, test } from "vitest";
import { printDepth, readDepth } from "#app/ui/depth.ts";

const XTR = 1_000_000n;
const step = (from: bigint, confirmations: number) => ({ fromUnits: from, confirmations });

test.each([
  ["nothing", "", [], ""],
  ["a number", " 3 ", [step(0n, 3)], "3"],
  ["steps", "1, from 1000 XTR: 6", [step(0n, 1), step(1000n * XTR, 6)], "1, from 1000 XTR: 6"],
  ["a fraction of the asset, without its name", "from 0.5:2,from 12.25 xtr : 4", [step(500_000n, 2), step(12_250_000n, 4)], "from 0.5 XTR: 2, from 12.25 XTR: 4"],
])("confirmations by amount are read exactly, and printed so that they are read again: %s", (_, text, steps, printed) => {
  expect(readDepth(text, "XTR/6")).toEqual(steps);
  expect(printDepth(steps, "XTR/6")).toBe(printed);
});

test.each(["0", "three", "-1", "1.5", "10000", "1,", "1, 2", "1, from 1,000 XTR: 6", "1, from 1000 USD: 6", "1, from 0.0000001: 6", "1, from -5: 6", "1, from 1000", "6, from 1000: 1", "from 1000: 6, from 500: 8", "1, from 0: 2", "1; from 1000: 6"])("confirmations that say nothing exact are refused: %s", (text) => {
  expect(readDepth(text, "XTR/6")).toBeNull();
});

test("steps from the terminal that change nothing are not shown", () => {
  expect(printDepth([step(0n, 0), step(1000n * XTR, 6), step(500n * XTR, 2), step(2000n * XTR, 4)], "XTR/6")).toBe("from 500 XTR: 2, from 1000 XTR: 6");
});
