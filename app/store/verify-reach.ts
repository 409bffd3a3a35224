import type { PoolClient } from "pg";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import { RULES } from "#app/engine/reach.ts";
import { planFor } from "#app/engine/settle.ts";
import { look } from "./stand.ts";

/** The first open order that credit within its reach would pay: under `skip` none may be left waiting. */
export async function waitingInReach(client: PoolClient, shop: ShopId): Promise<readonly OrderId[]> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT "id" FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') AND "due" IS NOT NULL ORDER BY "placed_at", "id"`,
    [shop],
  );
  for (const { id } of rows) {
    const world = await look(client, shop, { orders: [id as OrderId] });
    const order = world?.standing.orders.get(id as OrderId);
    if (!world || world.standing.policy.unaffordable === "stop") return [];
    if (order && planFor(world.standing, order, RULES)) return [order.id];
  }
  return [];
}
