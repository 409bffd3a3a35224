import { expect, test } from "vitest";
import { open, seal } from "#app/store/secrets.ts";

const old = Buffer.alloc(32, 1);
const current = Buffer.alloc(32, 2);

test("what was sealed opens again, and never looks the same twice", () => {
  const sealed = seal("shpat_1", [current], "a");
  expect(open(sealed, [current], "a")).toBe("shpat_1");
  expect(seal("shpat_1", [current], "a")).not.toBe(sealed);
  expect(sealed).not.toContain("shpat");
});

test("a replaced key still opens what it sealed, while it is listed", () => {
  const sealed = seal("x", [old], "a");
  expect(open(sealed, [current, old], "a")).toBe("x");
  expect(open(sealed, [current], "a")).toBeNull();
});

test.each([
  ["for something else", (text: string) => text, "b"],
  ["with its last character changed", (text: string) => text.slice(0, -2) + (text.endsWith("A") ? "BB" : "AA"), "a"],
  ["cut short", (text: string) => text.slice(0, 30), "a"],
  ["in the clear", () => "shpat_1", "a"],
])("a value %s does not open", (_, change, about) => {
  expect(open(change(seal("a longer secret", [current], "a")), [current], about)).toBeNull();
});
