import { accountId, type AccountId, type OrderId, type PaymentId, type ShopId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import type { PaymentStatus } from "#app/engine/payment.ts";
import { sumsOf, type PayPayment, type PayView } from "#app/engine/paying.ts";
import { depthFor, type Policy } from "#app/engine/policy.ts";
import { quoteEnds } from "#app/engine/quote.ts";
import { depositFor } from "#app/engine/reach.ts";
import { lastAsk } from "../asks.ts";
import { findShop, type Shop } from "../shops.ts";
import { look } from "../stand.ts";
import { activeWallets } from "../wallets.ts";
import { moneyOf, type Queries } from "./rows.ts";

/** Which order a token opens. */
export type Opened = { readonly shop: ShopId; readonly order: OrderId };

export async function orderOfToken(db: Queries, token: string): Promise<Opened | null> {
  // PostgreSQL cannot be asked about every text, and tokens are all of one form.
  if (!/^[0-9a-f]{32}$/.test(token)) return null;
  const { rows } = await db.query<{ shop: ShopId; order: OrderId }>({ name: "order-of-token", text: `SELECT "shop", "id" AS "order" FROM "orders" WHERE "token" = $1`, values: [token] });
  return rows[0] ?? null;
}

/**
 * What may be seen of the order that this token opens; null: it opens none. The mark is read first: what changes while
 * the rest is read shows as a later mark, and never as an earlier one.
 */
export async function payView(db: Queries, token: string): Promise<PayView | null> {
  const opened = await orderOfToken(db, token);
  if (!opened) return null;
  const marks = await payMarks(db, [token]);
  const [world, shop, wallets] = await Promise.all([look(db, opened.shop, { orders: [opened.order] }), findShop(db, opened.shop), activeWallets(db, opened.shop)]);
  const order = world?.standing.orders.get(opened.order);
  if (!world || !order || !shop) return null;
  const { standing } = world;
  const [payments, ask] = await Promise.all([paymentsFor(db, order, shop), lastAsk(db, shop.id, order.id)]);
  return {
    order,
    shop: { id: shop.id, name: shop.name, methodName: shop.methodName, timeZone: shop.timeZone, asset: shop.asset, policy: shop.policy },
    to: shop.uninstalledAt ? [] : wallets.map(({ address }) => address),
    payments,
    refunds: [...standing.refunds.values()].filter((refund) => refund.order === order.id),
    ask,
    quoteEnds: order.quote && quoteEnds(order.quote, shop.policy),
    mark: marks.get(token) ?? "",
    ...sumsOf(standing, order, payments),
  };
}

const MOST = 100;

/**
 * Money that names the order or came to its own address; and, naming nothing, what its proven claimers sent while it
 * was open. Once it has expired or was cancelled, a week longer, unless its payer claimed something newer since.
 */
async function paymentsFor(db: Queries, order: Order, shop: Shop): Promise<readonly PayPayment[]> {
  const { rows } = await db.query<PaymentRow>({
    name: "pay-payments",
    text: PAYMENTS,
    values: [shop.id, order.id, accountId(shop.asset, depositFor(order.id)), order.placedAt, order.closedAt, order.status],
  });
  return rows.map((row) => paymentOf(row, shop.policy));
}

const PAYMENTS = `
  SELECT p."id", p."transaction", p."asset", p."units"::text AS "units", p."account", p."status", p."contested", p."confirmations", p."received_at" AS "at"
  FROM "payments" p
  WHERE p."shop" = $1 AND (p."names" = $2 OR p."account" = $3
    OR p."naming_by" IS NULL AND p."received_at" >= $4 AND p."account" = ANY (ARRAY(SELECT "account" FROM "claims" WHERE "shop" = $1 AND "order" = $2 AND "kind" <> 'plain' AND "standing" = 'counts'))
      AND ($5::timestamptz IS NULL OR p."received_at" <= $5::timestamptz OR $6 <> 'paid' AND p."received_at" <= $5::timestamptz + interval '7 days' AND NOT EXISTS (
        SELECT FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order" WHERE c."shop" = $1 AND c."account" = p."account" AND c."standing" = 'counts' AND o."placed_at" > $4)))
  ORDER BY p."received_at", p."id" LIMIT ${MOST}`;

type PaymentRow = { id: string; transaction: string; asset: string; units: string; account: string; status: PaymentStatus; contested: boolean; confirmations: number; at: Date };

function paymentOf(row: PaymentRow, policy: Policy): PayPayment {
  const money = moneyOf(row);
  return {
    id: row.id as PaymentId,
    transaction: row.transaction,
    money,
    account: row.account as AccountId,
    status: row.status,
    isContested: row.contested,
    confirmations: row.confirmations,
    needed: depthFor(policy, money.units),
    at: row.at,
  };
}

// Everything a page shows is a row that grows a version or a sum that changes. Hashed, so that it says nothing by itself.
// Of all orders at once, one way after the other: asked order by order, whichever of the ways leads there, each order would
// read the tables whole for as long as they are small.
const marksWhere = (which: string) => `
  WITH "shown" AS MATERIALIZED (
    SELECT o."token", o."shop", o."id", o."placed_at", o."version", o."quoted_at", o."held", 'acc_' || o."id" || '.' || split_part(s."asset", '/', 1) AS "deposit"
    FROM "orders" o JOIN "shops" s ON s."id" = o."shop" WHERE ${which}
  ), "claimers" AS MATERIALIZED (
    SELECT s."token", s."shop", s."placed_at", c."account" FROM "shown" s JOIN "claims" c ON c."shop" = s."shop" AND c."order" = s."id" WHERE c."kind" <> 'plain' AND c."standing" = 'counts'
  ), "coming" AS (
    SELECT s."token", p."id", p."version", p."confirmations", p."contested", p."units" FROM "shown" s JOIN "payments" p ON p."shop" = s."shop" AND p."names" = s."id"
    UNION SELECT s."token", p."id", p."version", p."confirmations", p."contested", p."units" FROM "shown" s JOIN "payments" p ON p."shop" = s."shop" AND p."account" = s."deposit"
    UNION SELECT c."token", p."id", p."version", p."confirmations", p."contested", p."units" FROM "claimers" c JOIN "payments" p ON p."shop" = c."shop" AND p."account" = c."account"
      WHERE p."naming_by" IS NULL AND p."received_at" >= c."placed_at"
  ), "purses" AS (
    SELECT "token", "shop", "deposit" AS "account" FROM "shown" UNION SELECT "token", "shop", "account" FROM "claimers"
  )
  SELECT s."token", md5(concat_ws('/', s."version", s."quoted_at", s."held", coalesce(p."marks", '-'), coalesce(a."held", 0), coalesce(r."marks", '-'), coalesce(q."marks", '-'))) AS "mark"
  FROM "shown" s
  LEFT JOIN (SELECT "token", concat_ws('.', count(*), sum("version"), sum("confirmations"), sum("contested"::int), sum("units")) AS "marks" FROM "coming" GROUP BY "token") p USING ("token")
  LEFT JOIN (SELECT w."token", sum(a."held") AS "held" FROM "purses" w JOIN "accounts" a ON a."shop" = w."shop" AND a."id" = w."account" GROUP BY w."token") a USING ("token")
  LEFT JOIN (SELECT s."token", concat_ws('.', count(*), sum(r."version")) AS "marks" FROM "shown" s JOIN "refunds" r ON r."shop" = s."shop" AND r."order" = s."id" GROUP BY s."token") r USING ("token")
  LEFT JOIN (SELECT s."token", concat_ws('.', count(*), count(q."answered_at"), max(q."refund")) AS "marks" FROM "shown" s JOIN "refund_asks" q ON q."shop" = s."shop" AND q."order" = s."id" GROUP BY s."token") q USING ("token")`;

const MARKS = marksWhere(`o."token" = ANY ($1)`);
// Where it is known to be one, nothing is read but what is its own.
const MARK = marksWhere(`o."token" = $1`);

/** Whether anything of these orders' pages changed: one look for all of them. Tokens that open nothing are left out. */
export async function payMarks(db: Queries, tokens: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const asked = tokens.length === 1 ? { name: "pay-mark", text: MARK, values: [tokens[0]] } : { name: "pay-marks", text: MARKS, values: [tokens] };
  const { rows } = await db.query<{ token: string; mark: string }>(asked);
  return new Map(rows.map(({ token, mark }) => [token, mark]));
}
