import type { PoolClient } from "pg";
import type { OrderId, RefundId, RemarkId, ShopId } from "#app/engine/ids.ts";
import type { AskState, RefundAsk, RefundStatus } from "#app/engine/refund.ts";
import { moneyOf } from "./reads/rows.ts";

type Queries = Pick<PoolClient, "query">;

type Row = {
  number: number; said: string | null; asked_at: Date; answered_at: Date | null; answer: string | null;
  refund: RefundId | null; status: RefundStatus | null; asset: string | null; units: string | null; transaction: string | null;
};

const LAST = `
SELECT a."number", s."text" AS "said", a."asked_at", a."answered_at", w."text" AS "answer", r."id" AS "refund", r."status", r."asset", r."units"::text AS "units", r."transaction"
FROM "refund_asks" a
LEFT JOIN "remarks" s ON s."shop" = a."shop" AND s."id" = a."said"
LEFT JOIN "remarks" w ON w."shop" = a."shop" AND w."id" = a."answer"
LEFT JOIN "refunds" r ON r."shop" = a."shop" AND r."id" = a."refund"
WHERE a."shop" = $1 AND a."order" = $2 ORDER BY a."number" DESC LIMIT 1`;

/** The newest wish; null: nobody asked. */
export async function lastAsk(db: Queries, shop: ShopId, order: OrderId): Promise<RefundAsk | null> {
  const { rows: [row] } = await db.query<Row>({ name: "last-ask", text: LAST, values: [shop, order] });
  if (!row) return null;
  const { asset, units } = row;
  const refund = row.refund !== null && asset !== null && units !== null ? { id: row.refund, money: moneyOf({ asset, units }), transaction: row.transaction } : null;
  return { number: row.number, state: stateOf(row), said: row.said, askedAt: row.asked_at, answer: row.answer, answeredAt: row.answered_at, refund };
}

function stateOf({ answered_at, status }: Row): AskState {
  if (answered_at !== null) return "declined";
  if (status === "sent") return "sent";
  return status === "requested" ? "set-aside" : "open";
}

/** Whether any money that came for this order is still here: paid into it, on its way, or left where it arrived. */
export async function holdsMoneyFor(db: Queries, shop: ShopId, order: OrderId): Promise<boolean> {
  const { rows: [row] } = await db.query<{ holds: boolean }>(
    `SELECT EXISTS (SELECT FROM "orders" WHERE "shop" = $1 AND "id" = $2 AND "held" > 0)
       OR EXISTS (SELECT FROM "payments" p LEFT JOIN "accounts" a ON a."shop" = p."shop" AND a."id" = p."account"
         WHERE p."shop" = $1 AND p."names" = $2 AND (p."status" = 'received' OR p."status" = 'confirmed' AND a."held" > 0))
       OR EXISTS (SELECT FROM "accounts" WHERE "shop" = $1 AND "kind" = 'deposit' AND "owner" = $2 AND "held" > 0)
       OR EXISTS (SELECT FROM "claims" c JOIN "accounts" a ON a."shop" = c."shop" AND a."id" = c."account"
         WHERE c."shop" = $1 AND c."order" = $2 AND c."standing" = 'counts' AND (a."held" > 0
           OR EXISTS (SELECT FROM "payments" p WHERE p."shop" = a."shop" AND p."account" = a."id" AND p."names" IS NULL AND p."status" = 'received'))) AS "holds"`,
    [shop, order],
  );
  return row?.holds ?? false;
}

type Said = { readonly shop: ShopId; readonly order: OrderId; readonly remark: RemarkId; readonly text: string | null; readonly by: string; readonly at: Date };

export async function fileAsk(client: Queries, number: number, said: Said): Promise<void> {
  await keepRemark(client, "ask", said);
  await client.query(`INSERT INTO "refund_asks" ("shop", "order", "number", "said", "asked_at") VALUES ($1, $2, $3, $4, $5)`, [said.shop, said.order, number, said.remark, said.at]);
}

export async function closeAsk(client: Queries, number: number, said: Said): Promise<void> {
  await keepRemark(client, "answer", said);
  await client.query(`UPDATE "refund_asks" SET ("answer", "answered_at") = ROW($4, $5) WHERE "shop" = $1 AND "order" = $2 AND "number" = $3`, [said.shop, said.order, number, said.remark, said.at]);
}

async function keepRemark(client: Queries, kind: "ask" | "answer", { shop, order, remark, text, by, at }: Said): Promise<void> {
  await client.query(`INSERT INTO "remarks" ("shop", "id", "object", "kind", "text", "by", "at") VALUES ($1, $2, $3, $4, $5, $6, $7)`, [shop, remark, order, kind, text, by, at]);
}
