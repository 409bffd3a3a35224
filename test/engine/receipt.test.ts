import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { canonical } from "#app/engine/canonical.ts";
import { thumbprintText } from "#app/engine/receipt.ts";

test.each([
  // The names and the order of the second are RFC 8785's own example of sorting.
  ["an empty object", {}, "{}"],
  ["names by their code units", { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\u{1F600}": 5, "\u0080": 6, "\u00f6": 7 }, `{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\u{1F600}":5,"\ufb33":3}`],
  ["lists and literals in their order", { b: [true, null, -1, "\u000f"], a: "é" }, `{"a":"é","b":[true,null,-1,"\\u000f"]}`],
])("the canonical spelling has %s", (_what, value, text) => expect(canonical(value)).toBe(text));

test("a key's thumbprint is that of RFC 8037's example", () => {
  const x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
  expect(createHash("sha256").update(thumbprintText(x)).digest("base64url")).toBe("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
});
