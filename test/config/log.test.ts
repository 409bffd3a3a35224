import { expect, test } from "vitest";
import { toldError } from "#app/log.server.ts";

test("an error of the database is told without the row it quotes", () => {
  const error = Object.assign(new Error("null value in column \"email\" violates not-null constraint"), {
    code: "23502", detail: "Failing row contains (tally.myshopify.com, cus_1, Ann Example).", where: "JSON data, line 1: ...Ann Example", table: "customer_details",
  });
  expect(toldError(error)).toMatchObject({ type: "Error", message: error.message, code: "23502", table: "customer_details", stack: expect.stringContaining("log.test.ts") });
  expect(JSON.stringify(toldError(error))).not.toContain("Ann");
});
