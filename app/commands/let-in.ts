import { shopId } from "#app/engine/ids.ts";
import { findShop, noteSeen, type Shop, type ShopChoices } from "#app/store/shops.ts";
import type { Desk } from "./desk.ts";
import { setUpShop } from "./set-up.ts";

/** A merchant with a session token of Shopify's; `at`: when Shopify made it, to the second. */
export type Visit = { readonly shop: string; readonly at: Date };

const SECOND_MS = 1_000;

/**
 * Lets a merchant in, and makes a shop known that is here for the first time, or again. Null: the page was left open since before
 * the app was removed, and installs nothing. Loaders of one page run side by side: installing twice is installing once.
 */
export async function letIn(desk: Desk, { shop: domain, at }: Visit, facts: () => Promise<ShopChoices>): Promise<Shop | null> {
  const { pool } = desk.db;
  const id = shopId(domain);
  const known = await findShop(pool, id);
  if (known?.uninstalledAt && at.getTime() + SECOND_MS <= known.uninstalledAt.getTime()) return null;
  if (!known || known.uninstalledAt) await setUpShop(desk, id, await facts());
  await noteSeen(pool, id, at);
  return findShop(pool, id);
}
