import type { Order } from "#app/engine/order.ts";
import type { ReceiptPayment, ReceiptRefund, ReceiptRow } from "#app/engine/receipt.ts";
import { orderOf, parseExactly, type Row } from "../rows.ts";
import type { Queries } from "./rows.ts";

/** All that a receipt tells of one order, as it stood at one moment. */
export type ReceiptFacts = {
  readonly shop: { readonly id: string; readonly name: string | null; readonly timeZone: string };
  readonly order: Order;
  /** Money that came in for it, the first first. */
  readonly payments: readonly ReceiptPayment[];
  readonly paymentsLeftOut: number;
  readonly refunds: readonly ReceiptRefund[];
  readonly ledger: readonly ReceiptRow[];
  /** Units that accounts which put it at risk lack, by their place. */
  readonly holes: ReadonlyMap<string, bigint>;
};

/** Who pays one order by more payments than these writes no receipt but a flood. */
const MOST_PAYMENTS = 200;

// One statement, so that sums and rows are of one moment. Money for this order: what names it, and, naming nothing, what
// the accounts that paid it received while it was open.
const FACTS = `
WITH "o" AS (SELECT * FROM "orders" WHERE "token" = $1),
"into" AS (SELECT t.* FROM "o" JOIN "transfers" t ON t."shop" = "o"."shop" AND t."to_place" = 'order/' || "o"."id"),
"came" AS (
    SELECT p.* FROM "o" JOIN "payments" p ON p."shop" = "o"."shop" AND p."names" = "o"."id"
    UNION ALL SELECT p.* FROM "o" CROSS JOIN (SELECT DISTINCT substr("from_place", 9) AS "account" FROM "into" WHERE "from_place" LIKE 'account/%') a
        JOIN "payments" p ON p."shop" = "o"."shop" AND p."account" = a."account" AND p."naming_by" IS NULL AND p."received_at" BETWEEN "o"."placed_at" AND "o"."closed_at"),
"final" AS (SELECT * FROM "came" WHERE "status" IN ('confirmed', 'reversed') OR "occurrence" > 1),
"p" AS (SELECT * FROM "final" ORDER BY "status" = 'confirmed' DESC, "units" DESC, "id" LIMIT ${MOST_PAYMENTS}),
"r" AS (SELECT r.* FROM "o" JOIN "refunds" r ON r."shop" = "o"."shop" AND r."order" = "o"."id"),
"ledger" AS (
    SELECT * FROM "into"
    UNION SELECT t.* FROM "o" JOIN "transfers" t ON t."shop" = "o"."shop" AND t."from_place" = 'order/' || "o"."id"
    UNION SELECT t.* FROM "r" JOIN "transfers" t ON t."shop" = "r"."shop" AND t."from_place" = 'refund/' || "r"."id"
    UNION SELECT t.* FROM "r" JOIN "transfers" t ON t."shop" = "r"."shop" AND t."to_place" = 'refund/' || "r"."id"
    UNION SELECT t.* FROM "p" CROSS JOIN LATERAL generate_series(1, "p"."occurrence") n
        JOIN "transfers" t ON t."shop" = "p"."shop" AND t."id" = "p"."id" || '.confirmed' || CASE WHEN n > 1 THEN '.' || n ELSE '' END
    UNION SELECT t.* FROM "p" JOIN "events" e ON e."shop" = "p"."shop" AND e."object" = "p"."id" AND e."type" = 'payment.reversed'
        JOIN "transfers" t ON t."shop" = e."shop" AND t."to_place" = 'outside/' || "p"."provider" AND t."at" = e."at" AND t."cause" = e."cause")
SELECT to_jsonb("o")::text AS "order", to_jsonb(s)::text AS "shop",
    (SELECT coalesce(jsonb_agg(to_jsonb("p") || jsonb_build_object('addresses', (SELECT coalesce(jsonb_agg(w."address" ORDER BY w."address"), '[]') FROM "wallets" w WHERE w."id" = ANY ("p"."confirmed_by"))) ORDER BY "received_at", "id"), '[]')::text FROM "p") AS "payments",
    (SELECT count(*)::int FROM "final") - (SELECT count(*)::int FROM "p") AS "left_out",
    (SELECT coalesce(jsonb_agg(to_jsonb("r") ORDER BY "at", "id"), '[]')::text FROM "r") AS "refunds",
    (SELECT coalesce(jsonb_agg(jsonb_build_object('id', l."id", 'from', l."from_place", 'to', l."to_place", 'asset', l."asset", 'units', l."units"::text, 'at', l."at", 'cause', l."cause", 'via', l."via",
        'hash', encode(l."hash", 'hex'), 'seal', "seal"."number"::text, 'position', "sealed"."position", 'seal_hash', encode("seal"."hash", 'hex')) ORDER BY l."at", "sealed"."number", l."id"), '[]')::text
        FROM "ledger" l LEFT JOIN "sealed" ON "sealed"."shop" = l."shop" AND "sealed"."row" = 't:' || l."id" LEFT JOIN "seals" "seal" ON "seal"."shop" = l."shop" AND "seal"."number" = "sealed"."seal") AS "ledger",
    (SELECT coalesce(jsonb_object_agg('account/' || a."id", (-a."held")::text), '{}')::text FROM "accounts" a WHERE a."shop" = "o"."shop" AND a."id" = ANY ("o"."at_risk") AND a."held" < 0) AS "holes"
FROM "o" JOIN "shops" s ON s."id" = "o"."shop"`;

/** Null: no order has this token. */
export async function receiptFacts(db: Queries, token: string): Promise<ReceiptFacts | null> {
  // PostgreSQL cannot be asked about every text, and tokens are all of one form.
  if (!/^[0-9a-f]{32}$/.test(token)) return null;
  const { rows: [row] } = await db.query<Found>({ name: "receipt-facts", text: FACTS, values: [token] });
  if (!row) return null;
  const shop = parseExactly(row.shop);
  return {
    shop: { id: text(shop, "id"), name: textOrNull(shop, "name"), timeZone: text(shop, "time_zone") },
    order: orderOf(parseExactly(row.order)),
    payments: listOf(row.payments).map(paymentOf),
    paymentsLeftOut: row.left_out,
    refunds: listOf(row.refunds).map((refund) => ({ id: text(refund, "id"), units: text(refund, "units"), status: text(refund, "status"), transaction: textOrNull(refund, "transaction") })),
    ledger: listOf(row.ledger).map(rowOf),
    holes: new Map(Object.entries(parseExactly(row.holes)).map(([place, units]) => [place, BigInt(units as string)])),
  };
}

type Found = { order: string; shop: string; payments: string; left_out: number; refunds: string; ledger: string; holes: string };

const listOf = (list: string): readonly Row[] => parseExactly(list) as unknown as readonly Row[];
const text = (row: Row, name: string) => row[name] as string;
const textOrNull = (row: Row, name: string) => row[name] as string | null;
const time = (row: Row, name: string) => new Date(text(row, name)).toISOString();

function paymentOf(row: Row): ReceiptPayment {
  return {
    id: text(row, "id"), provider: text(row, "provider"), network: text(row, "network"), transaction: text(row, "transaction"), output: text(row, "output"), units: text(row, "units"), status: text(row, "status"),
    confirmations: Number(row["confirmations"]),
    confirmedAt: row["confirmed_at"] === null ? null : time(row, "confirmed_at"),
    wallets: row["addresses"] as readonly string[],
  };
}

function rowOf(row: Row): ReceiptRow {
  return {
    id: text(row, "id"), from: text(row, "from"), to: text(row, "to"), asset: text(row, "asset"), units: text(row, "units"), at: time(row, "at"), cause: text(row, "cause"), via: textOrNull(row, "via"), hash: text(row, "hash"),
    seal: row["seal"] === null ? null : { number: text(row, "seal"), hash: text(row, "seal_hash"), position: Number(row["position"]) },
  };
}
