import { expect, test } from "vitest";
import { printDuration, readDuration } from "#app/ui/duration.ts";

test.each([[90, "90", "seconds"], [1_800, "30", "minutes"], [7_200, "2", "hours"], [172_800, "48", "hours"], [259_200, "3", "days"]] as const)("%s seconds are said in the largest unit that says them exactly, and read again", (seconds, amount, unit) => {
  expect(printDuration(seconds)).toEqual({ amount, unit });
  expect(readDuration(amount, unit)).toBe(seconds);
});
