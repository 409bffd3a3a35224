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
  const { rows } = await db.query<PaymentRow>(
    `SELECT p."id", p."transaction", p."asset", p."units"::text AS "units", p."account", p."status", p."contested", p."confirmations", p."received_at" AS "at"
     FROM "payments" p
     WHERE p."shop" = $1 AND (p."names" = $2 OR p."account" = $3
       OR p."naming_by" IS NULL AND p."received_at" >= $4 AND p."account" = ANY (ARRAY(SELECT "account" FROM "claims" WHERE "shop" = $1 AND "order" = $2 AND "kind" <> 'plain' AND "standing" = 'counts'))
         AND ($5::timestamptz IS NULL OR p."received_at" <= $5::timestamptz OR $6 <> 'paid' AND p."received_at" <= $5::timestamptz + interval '7 days' AND NOT EXISTS (
           SELECT FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order" WHERE c."shop" = $1 AND c."account" = p."account" AND c."standing" = 'counts' AND o."placed_at" > $4)))
     ORDER BY p."received_at", p."id" LIMIT ${MOST}`,
    [shop.id, order.id, accountId(shop.asset, depositFor(order.id)), order.placedAt, order.closedAt, order.status],
  );
  return rows.map((row) => paymentOf(row, shop.policy));
}

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
const MARKS = `
  SELECT o."token", md5(concat_ws('/', o."version", o."quoted_at", o."held", p."marks", a."held", r."marks", q."marks")) AS "mark"
  FROM "orders" o
  JOIN "shops" s ON s."id" = o."shop"
  CROSS JOIN LATERAL (SELECT 'acc_' || o."id" || '.' || split_part(s."asset", '/', 1) AS "deposit",
    ARRAY(SELECT c."account" FROM "claims" c WHERE c."shop" = o."shop" AND c."order" = o."id" AND c."kind" <> 'plain' AND c."standing" = 'counts') AS "claimers") w
  CROSS JOIN LATERAL (SELECT concat_ws('.', count(*), sum(p."version"), sum(p."confirmations"), sum(p."contested"::int), sum(p."units")) AS "marks" FROM "payments" p
    WHERE p."shop" = o."shop" AND (p."names" = o."id" OR p."account" = w."deposit" OR p."naming_by" IS NULL AND p."received_at" >= o."placed_at" AND p."account" = ANY (w."claimers"))) p
  CROSS JOIN LATERAL (SELECT sum(a."held") AS "held" FROM "accounts" a WHERE a."shop" = o."shop" AND a."id" = ANY (w."claimers" || w."deposit")) a
  CROSS JOIN LATERAL (SELECT concat_ws('.', count(*), sum(r."version")) AS "marks" FROM "refunds" r WHERE r."shop" = o."shop" AND r."order" = o."id") r
  CROSS JOIN LATERAL (SELECT concat_ws('.', count(*), count(q."answered_at"), max(q."refund")) AS "marks" FROM "refund_asks" q WHERE q."shop" = o."shop" AND q."order" = o."id") q
  WHERE o."token" = ANY ($1)`;

/** Whether anything of these orders' pages changed: one look for all of them. Tokens that open nothing are left out. */
export async function payMarks(db: Queries, tokens: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await db.query<{ token: string; mark: string }>({ name: "pay-marks", text: MARKS, values: [tokens] });
  return new Map(rows.map(({ token, mark }) => [token, mark]));
}
