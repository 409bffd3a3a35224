import type { ShopId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import { requestLines, type RequestLine } from "./privacy.ts";
import { MOST_COUNTED, moneyOf, type Queries } from "./rows.ts";

/** `name` is what a merchant calls it; null where the storefront gave it none. */
export type OrderRef = { readonly id: string; readonly name: string | null };
export type PaymentRef = { readonly id: string; readonly money: Money; readonly at: Date };

/** What needs the merchant, the most urgent kinds first. Lists end at `MOST_COUNTED`. */
export type Attention = {
  readonly atRisk: readonly OrderRef[];
  readonly late: readonly (PaymentRef & { readonly order: OrderRef | null })[];
  /** Shoppers who ask for money back, the longest waiting first. */
  readonly asked: readonly (OrderRef & { readonly at: Date })[];
  readonly contested: readonly PaymentRef[];
  readonly unowned: readonly PaymentRef[];
  readonly refused: readonly (OrderRef & { readonly target: string; readonly said: string | null })[];
  readonly stuck: readonly (OrderRef & { readonly target: string; readonly attempts: number; readonly error: string | null })[];
  /** Why nothing can be told to Shopify for now, and until when it is left alone. */
  readonly paused: readonly { readonly why: string; readonly until: Date }[];
  readonly failed: readonly { readonly topic: string; readonly at: Date; readonly error: string }[];
  /** Why the shop's theme and products do not have the prices they should, and when that is tried again. */
  readonly prices: readonly { readonly why: string; readonly nextAt: Date }[];
  readonly unpriced: readonly { readonly currency: string; readonly orders: number }[];
  readonly changed: readonly OrderRef[];
  /** Who waits for their data; names as far as they are known. */
  readonly requests: readonly RequestLine[];
  readonly silent: readonly { readonly id: string; readonly address: string; readonly heardAt: Date | null }[];
};

const SILENT_AFTER = "2 days";
/** What failed fewer times in a row may be over in a moment. */
const TRIES_TOLD = 3;
const LATE_LOOKS_BACK = "180 days";

export async function attention(db: Queries, shop: ShopId, now: Date): Promise<Attention> {
  const list = async <Row extends object>(sql: string, values: readonly unknown[] = []): Promise<readonly Row[]> => (await db.query<Row>(`${sql} LIMIT ${MOST_COUNTED}`, [shop, ...values])).rows;
  const [atRisk, late, contested, unowned, refused, stuck, failed, unpriced, changed, silent, paused, asked, prices, requests] = await Promise.all([
    list<OrderRef>(`SELECT "id", "name" FROM "orders" WHERE "shop" = $1 AND "at_risk" <> '{}' ORDER BY "placed_at" DESC`),
    list<PaymentRow & { order: string | null; order_name: string | null }>(LATE, [now]),
    list<PaymentRow>(`SELECT "id", "asset", "units"::text AS "units", "received_at" AS "at" FROM "payments" WHERE "shop" = $1 AND "contested" ORDER BY "received_at" DESC`),
    list<PaymentRow>(
      `SELECT p."id", a."asset", a."held"::text AS "units", p."received_at" AS "at" FROM "accounts" a
       CROSS JOIN LATERAL (SELECT "id", "received_at" FROM "payments" WHERE "shop" = a."shop" AND "account" = a."id" AND "status" = 'confirmed' ORDER BY "received_at" DESC, "id" LIMIT 1) p
       WHERE a."shop" = $1 AND a."kind" = 'deposit' AND a."held" > 0 AND NOT EXISTS (SELECT FROM "orders" o WHERE o."shop" = a."shop" AND o."id" = a."owner") ORDER BY p."received_at" DESC`,
    ),
    list<Attention["refused"][number]>(
      `SELECT o."id", o."name", d."target", d."said" FROM "deliveries" d JOIN "orders" o ON o."shop" = d."shop" AND o."id" = d."object"
       WHERE d."shop" = $1 AND d."result" = 'refused' AND ${isStillOwed} ORDER BY d."at" DESC`,
    ),
    list<Attention["stuck"][number]>(
      `SELECT o."id", o."name", d."target", d."attempts", d."last_error" AS "error" FROM "deliveries" d JOIN "orders" o ON o."shop" = d."shop" AND o."id" = d."object"
       WHERE d."shop" = $1 AND d."done_at" IS NULL AND d."attempts" >= ${TRIES_TOLD} ORDER BY d."at" DESC`,
    ),
    list<Attention["failed"][number]>(`SELECT "topic", "received_at" AS "at", "error" FROM "inbox" WHERE "shop" = $1 AND "decided_at" IS NULL AND "error" IS NOT NULL ORDER BY "received_at" DESC`),
    list<Attention["unpriced"][number]>(
      `SELECT "currency", count(*)::int AS "orders" FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') AND "due" IS NULL GROUP BY "currency" ORDER BY 2 DESC, 1`,
    ),
    list<OrderRef>(`SELECT "id", "name" FROM "orders" WHERE "shop" = $1 AND ("at_risk" <> '{}' OR "short_after_paid" OR "refund_suggested") AND "at_risk" = '{}' ORDER BY "placed_at" DESC`),
    list<Attention["silent"][number]>(SILENT, [now]),
    list<Attention["paused"][number]>(`SELECT "value" AS "why", "at" AS "until" FROM "cursors" WHERE "shop" = $1 AND "name" = 'paused/storefront' AND "at" > $2`, [now]),
    list<Attention["asked"][number]>(
      `SELECT o."id", o."name", a."asked_at" AS "at" FROM "refund_asks" a JOIN "orders" o ON o."shop" = a."shop" AND o."id" = a."order"
       WHERE a."shop" = $1 AND a."refund" IS NULL AND a."answer" IS NULL ORDER BY a."asked_at"`,
    ),
    list<Attention["prices"][number]>(`SELECT "error" AS "why", "due_at" AS "nextAt" FROM "price_boards" WHERE "shop" = $1 AND "error" IS NOT NULL AND "tries" >= ${TRIES_TOLD}`),
    requestLines(db, shop),
  ]);
  return {
    atRisk, asked, refused, stuck, failed, unpriced, changed, silent, paused, prices,
    requests: requests.filter(({ kind, doneAt }) => kind === "data" && doneAt === null),
    late: late.map((row) => ({ ...paymentRef(row), order: row.order === null ? null : { id: row.order, name: row.order_name } })),
    contested: contested.map(paymentRef),
    unowned: unowned.map(paymentRef),
  };
}

type PaymentRow = { id: string; asset: string; units: string; at: Date };
const paymentRef = (row: PaymentRow): PaymentRef => ({ id: row.id, money: moneyOf(row), at: row.at });

// A refusal is over once the storefront has what we wanted to tell it, or no longer can have it.
const isStillOwed = `CASE d."target" WHEN 'storefront.mark-paid' THEN o."status" = 'paid' WHEN 'storefront.cancel' THEN o."status" IN ('expired', 'cancelled') AND NOT o."closed_there" ELSE false END
  AND NOT EXISTS (SELECT FROM "deliveries" n WHERE n."shop" = d."shop" AND n."object" = d."object" AND n."receiver" = d."receiver" AND n."version" > d."version" AND n."target" = d."target")`;

// Money for a closed order, still unspent: named by the payment, or claimed by its payer.
const LATE = `
  SELECT DISTINCT ON (e."at", p."id") p."id", p."asset", p."units"::text AS "units", e."at", o."id" AS "order", o."name" AS "order_name"
  FROM "events" e
  JOIN "payments" p ON p."shop" = e."shop" AND p."id" = e."object" AND p."status" = 'confirmed'
  JOIN "accounts" a ON a."shop" = p."shop" AND a."id" = p."account" AND a."held" > 0
  LEFT JOIN LATERAL (
    SELECT "id", "name", "status" FROM "orders" WHERE "shop" = p."shop" AND "id" = coalesce(p."names",
      (SELECT c."order" FROM "claims" c WHERE c."shop" = p."shop" AND c."account" = p."account" ORDER BY c."at" DESC LIMIT 1))) o ON true
  WHERE e."shop" = $1 AND e."type" = 'payment.late' AND e."at" > $2::timestamptz - interval '${LATE_LOOKS_BACK}' AND (o."status" IS NULL OR o."status" IN ('expired', 'cancelled'))
  ORDER BY e."at" DESC, p."id"`;

// Wallets speak only when money moves: silence means something only while orders wait.
const SILENT = `
  SELECT w."id", w."address", w."last_heard_at" AS "heardAt" FROM "wallets" w
  WHERE w."shop" = $1 AND w."revoked_at" IS NULL AND coalesce(w."last_heard_at", w."added_at") < $2::timestamptz - interval '${SILENT_AFTER}'
    AND EXISTS (SELECT FROM "orders" o WHERE o."shop" = w."shop" AND o."status" IN ('unclaimed', 'claimed') AND o."placed_at" < $2::timestamptz - interval '1 hour')
  ORDER BY w."added_at"`;

/** Ids of orders that need the merchant: the "needs attention" view of the list. */
export function ordersIn({ atRisk, late, asked, refused, stuck, changed }: Attention): readonly string[] {
  const lateOrders = late.flatMap(({ order }) => (order ? [order] : []));
  return [...new Set([...atRisk, ...lateOrders, ...asked, ...refused, ...stuck, ...changed].map(({ id }) => id))];
}

export async function unpricedOrderIds(db: Queries, shop: ShopId): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(`SELECT "id" FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') AND "due" IS NULL ORDER BY "placed_at" DESC LIMIT ${MOST_COUNTED}`, [shop]);
  return rows.map(({ id }) => id);
}
