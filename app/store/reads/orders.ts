import type { OrderId, ShopId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { Status } from "#app/engine/order.ts";
import { moneyOf, type Queries } from "./rows.ts";

export const ORDER_VIEWS = ["open", "attention", "paid", "expired", "cancelled", "all"] as const;
export type OrdersView = (typeof ORDER_VIEWS)[number];

/** A place in the list, newest first: between the order with this time and id and its neighbour. */
export type Cursor = { readonly placedAt: Date; readonly id: string };
export type Turn = { readonly to: "older" | "newer"; readonly from: Cursor } | null;

export type OrderLine = {
  readonly id: OrderId;
  readonly name: string | null;
  readonly status: Status;
  readonly customer: string | null;
  readonly price: string;
  readonly due: Money | null;
  readonly placedAt: Date;
  readonly deadline: Date | null;
  readonly isAtRisk: boolean;
  readonly isChangedAfterPaid: boolean;
};

export type OrdersPage = { readonly lines: readonly OrderLine[]; readonly newer: Cursor | null; readonly older: Cursor | null };

export type OrdersAsk = {
  readonly view: OrdersView;
  /** Only these, where a search or a view has found them already; null: all of the view. */
  readonly among: readonly string[] | null;
  readonly turn: Turn;
  readonly size: number;
};

/** One page of orders, by keyset: what it costs does not grow with how far one has paged. */
export async function ordersPage(db: Queries, shop: ShopId, { view, among, turn, size }: OrdersAsk): Promise<OrdersPage> {
  const isBack = turn?.to === "newer";
  const values = [shop, among, turn?.from.placedAt ?? null, turn?.from.id ?? null, size + 1];
  const { rows } = await db.query<LineRow>(
    `SELECT o."id", o."name", o."status", o."currency", o."amount"::text AS "amount", o."due"::text AS "units", o."asset", o."placed_at", o."deadline",
       o."at_risk" <> '{}' AS "is_at_risk", o."short_after_paid" OR o."refund_suggested" AS "is_changed", d."name" AS "customer"
     FROM (SELECT * FROM "orders" o WHERE o."shop" = $1 AND ${WHERE[view]} AND ($2::text[] IS NULL OR o."id" = ANY ($2))
       ${turn ? (isBack ? NEWER : OLDER) : "AND $3::timestamptz IS NULL AND $4::text IS NULL"}
       ORDER BY o."placed_at" ${isBack ? "ASC" : "DESC"}, o."id" ${isBack ? "DESC" : "ASC"} LIMIT $5) o
     LEFT JOIN LATERAL (SELECT "name" FROM "customer_details" c WHERE c."shop" = o."shop" AND c."customer" = o."customer" ORDER BY c."version" DESC LIMIT 1) d ON true
     ORDER BY o."placed_at" DESC, o."id"`,
    values,
  );
  const lines = rows.map(lineOf);
  const isMore = lines.length > size;
  const shown = isBack ? lines.slice(isMore ? 1 : 0) : lines.slice(0, size);
  return { lines: shown, newer: edge(shown[0], isBack ? isMore : turn !== null), older: edge(shown.at(-1), isBack || isMore) };
}

const edge = (line: OrderLine | undefined, isThere: boolean): Cursor | null => (line && isThere ? { placedAt: line.placedAt, id: line.id } : null);

const OLDER = `AND o."placed_at" <= $3 AND (o."placed_at" < $3 OR o."id" > $4)`;
const NEWER = `AND o."placed_at" >= $3 AND (o."placed_at" > $3 OR o."id" < $4)`;

// Word for word the predicates of the indexes in the migration of the screens.
const WHERE: Record<OrdersView, string> = {
  open: `o."status" IN ('unclaimed', 'claimed')`,
  attention: "true",
  paid: `o."status" = 'paid'`,
  expired: `o."status" = 'expired'`,
  cancelled: `o."status" = 'cancelled'`,
  all: "true",
};

type LineRow = {
  id: string; name: string | null; status: Status; currency: string; amount: string; units: string | null; asset: string | null;
  placed_at: Date; deadline: Date | null; is_at_risk: boolean; is_changed: boolean; customer: string | null;
};

function lineOf(row: LineRow): OrderLine {
  return {
    id: row.id as OrderId,
    name: row.name,
    status: row.status,
    customer: row.customer,
    price: `${row.amount} ${row.currency}`,
    due: row.units !== null && row.asset !== null ? moneyOf({ asset: row.asset, units: row.units }) : null,
    placedAt: row.placed_at,
    deadline: row.deadline,
    isAtRisk: row.is_at_risk,
    isChangedAfterPaid: row.is_changed,
  };
}
