import type { PoolClient } from "pg";
import type { OrderId, PayerKey, ShopId } from "#app/engine/ids.ts";
import type { Status } from "#app/engine/order.ts";

type Queries = Pick<PoolClient, "query">;

export type Asked = { readonly id: OrderId; /** Null where names call no order. */ readonly name: string | null; readonly payer: PayerKey };

/** As much of an order as says whether a claim on it can be accepted at all. */
export type Claimable = { readonly id: OrderId; readonly status: Status; readonly token: string; /** By this payer. */ readonly claimedBefore: boolean };

/** The orders a claim may mean. Only a glance: the command looks again, under lock. */
export async function claimableOrders(db: Queries, shop: ShopId, { id, name, payer }: Asked): Promise<readonly Claimable[]> {
  const { rows } = await db.query<Claimable>(
    `SELECT o."id", o."status", o."token",
       EXISTS (SELECT FROM "claims" c WHERE c."shop" = o."shop" AND c."order" = o."id" AND c."payer" = $4) AS "claimedBefore"
     FROM "orders" o WHERE o."shop" = $1 AND (o."id" = $2 OR o."name" = $3)`,
    [shop, id, name, payer],
  );
  return rows;
}
