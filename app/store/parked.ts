import type { PoolClient } from "pg";
import type { PaymentId, ShopId, WalletId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

export type ParkedWord = { readonly shop: ShopId; readonly payment: PaymentId; readonly wallet: WalletId };

/** Confirmations that wait although their wallet has reported the payment by now. */
export async function parkedAndReported(db: Queries): Promise<readonly ParkedWord[]> {
  const { rows } = await db.query<ParkedWord>(
    `SELECT p."shop", p."payment", p."wallet" FROM "parked" p
     JOIN "payments" m ON m."shop" = p."shop" AND m."id" = p."payment" AND m."status" = 'received' AND NOT m."contested" AND NOT p."wallet" = ANY (m."confirmed_by")
     WHERE EXISTS (SELECT FROM "reports" r WHERE r."shop" = p."shop" AND r."payment" = p."payment" AND r."wallet" = p."wallet")
     ORDER BY p."at" LIMIT 1000`,
  );
  return rows;
}
