import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { objectsOf, type Concerned } from "./concerned.ts";

/** How many rows lost what they said. */
export type Blanked = Readonly<Record<"details" | "remarks" | "claims", number>>;

// Traces are our own words about amounts. What a payment was said to be for stays where it reads as an order's number. A claim's
// address may hold a payment id that leads to a person, and its signature is theirs; the payer's key stays, because accounts and
// so transfers are called by it, and the chain shows it to everybody.
const STEPS = {
  details: `UPDATE "customer_details" SET ("name", "email", "phone") = ROW(NULL, NULL, NULL) WHERE "shop" = $1 AND "customer" = ANY ($2) AND num_nonnulls("name", "email", "phone") > 0`,
  customers: `UPDATE "customers" SET "storefront_id" = NULL WHERE "shop" = $1 AND "id" = ANY ($2) AND "storefront_id" IS NOT NULL`,
  remarks: `UPDATE "remarks" SET "text" = NULL WHERE "shop" = $1 AND "object" = ANY ($2) AND "kind" <> 'trace' AND "text" IS NOT NULL`,
  claims: `UPDATE "claims" SET ("address", "signature") = ROW(NULL, NULL) WHERE "shop" = $1 AND "order" = ANY ($2) AND num_nonnulls("address", "signature") > 0`,
  namings: `UPDATE "payments" SET ("naming_by", "naming_order", "naming_name") = ROW(NULL, NULL, NULL)
    WHERE "shop" = $1 AND "id" = ANY ($2) AND "names" IS NULL AND coalesce("naming_order", "naming_name") !~ '^(ord_)?#?[0-9]+$'`,
} as const;

/** Takes from our rows what is personal, in all their versions; ids, amounts, times and statuses stay. Transfers, events and seals hold nothing else. */
export async function blank(client: PoolClient, shop: ShopId, found: Concerned): Promise<Blanked> {
  const step = async (name: keyof typeof STEPS, ids: readonly string[]) => (await client.query(STEPS[name], [shop, ids])).rowCount ?? 0;
  const details = await step("details", found.customers);
  await step("customers", found.customers);
  const remarks = await step("remarks", objectsOf(found));
  const claims = await step("claims", found.orders);
  await step("namings", found.payments);
  return { details, remarks, claims };
}
