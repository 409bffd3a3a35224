import { expect, test } from "vitest";
import { documents } from "#app/storefront/operations.ts";
import { gid, openWorld } from "./world.ts";

const inputs = (id: string): Readonly<Record<string, Record<string, unknown>>> => ({
  OrderState: { id, withCustomer: true },
  PaidState: { id },
  CancelState: { id },
  TagState: { id },
  OrdersSince: { search: "updated_at:>='2026-11-20T11:00:00Z'", after: null, withCustomer: false },
  OrderLines: { id, after: null },
  MarkPaid: { id },
  CancelOrder: { id, reason: "OTHER", restock: true, notify: false, staffNote: null },
  CancelJob: { id: "gid://shopify/Job/none" },
  TagOrder: { id, tags: ["at risk"] },
  UntagOrder: { id, tags: ["at risk"] },
  ShopFacts: {},
});

test("every operation the app sends runs here, so no test of the app meets an invented answer", async () => {
  const { shop, ask } = await openWorld();
  shop.changeScopes(["read_orders", "write_orders", "read_customers"]);
  const { id } = shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
  for (const [name, document] of Object.entries(documents)) {
    const answer = await ask(document, inputs(gid(id))[name]);
    expect([name, answer.errors]).toEqual([name, undefined]);
    expect(answer.extensions.cost.requestedQueryCost, name).toBeLessThanOrEqual(1_000);
  }
});
