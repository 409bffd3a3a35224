import { expect, test } from "vitest";
import { documents } from "#app/storefront/operations.ts";
import { gid, openWorld } from "./world.ts";

const variant = "gid://shopify/ProductVariant/4880321196740001";
const rates = { type: "tari_price", handle: "tari-price-global" };

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
  PriceBoard: { namespace: "tallystick", key: "prices" },
  SetMetafields: { metafields: [{ ownerId: variant, namespace: "custom", key: "tari_price", type: "number_integer", value: "477000000" }] },
  DeleteMetafields: { metafields: [{ ownerId: variant, namespace: "custom", key: "tari_price" }] },
  CountVariants: {},
  VariantsAfter: { search: "id:>0", namespace: "custom", key: "tari_price" },
  VariantsOf: { id: "gid://shopify/Product/7880321196740001", after: null, namespace: "custom", key: "tari_price" },
  RateObject: { type: "tari_price", handle: rates },
  DefineRateObject: { definition: { type: "tari_price", name: "Tari price", fieldDefinitions: [{ key: "usd", name: "USD", type: "number_integer" }] } },
  ExtendRateObject: { id: "gid://shopify/MetaobjectDefinition/none", definition: { fieldDefinitions: [] } },
  SetRateObject: { handle: rates, metaobject: { fields: [{ key: "usd", value: "30000000" }] } },
  DropRateObject: { id: "gid://shopify/Metaobject/none" },
});

test("every operation the app sends runs here, so no test of the app meets an invented answer", async () => {
  const { shop, ask } = await openWorld();
  shop.changeScopes(["read_orders", "write_orders", "read_customers", "write_products", "write_metaobject_definitions", "write_metaobjects"]);
  const { id } = shop.placeOrder({ total: "15.90", customer: { email: "ada@example.com" } });
  for (const [name, document] of Object.entries(documents)) {
    const answer = await ask(document, inputs(gid(id))[name]);
    expect([name, answer.errors]).toEqual([name, undefined]);
    expect(answer.extensions.cost.requestedQueryCost, name).toBeLessThanOrEqual(1_000);
  }
});
