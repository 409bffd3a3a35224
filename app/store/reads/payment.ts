import type { PayerKey, PaymentId, ShopId, WalletId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { PaymentStatus, Report } from "#app/engine/payment.ts";
import { moneyOf, type Queries } from "./rows.ts";

export type PaymentPage = {
  readonly id: PaymentId;
  readonly provider: string;
  readonly network: string;
  readonly transaction: string;
  readonly money: Money;
  readonly sender: string | null;
  readonly status: PaymentStatus;
  readonly isContested: boolean;
  readonly receivedAt: Date;
  readonly memo: string | null;
  readonly order: { readonly id: string; readonly name: string | null } | null;
  /** What is unspent of it, where it belongs to nobody; null: it has an owner. */
  readonly unowned: Money | null;
  /** The order whose own address it came to, by the storefront's id, while that order is not known here; null: none, or it is. */
  readonly awaits: string | null;
  /** What each wallet said of it, the first first. */
  readonly reports: readonly (Report & { readonly at: Date; readonly address: string | null })[];
  /** What merchants did with it, and why, the first first; null: redacted. */
  readonly acts: readonly { readonly reason: string | null; readonly by: string; readonly at: Date }[];
};

export async function paymentPage(db: Queries, shop: ShopId, id: PaymentId): Promise<PaymentPage | null> {
  const [found, reports, acts] = await Promise.all([
    db.query<PaymentRow>(
      `SELECT p."provider", p."network", p."transaction", p."asset", p."units"::text AS "units", p."sender", p."status", p."contested", p."received_at", r."text" AS "memo",
         o."id" AS "order", o."name", CASE WHEN a."kind" = 'deposit' AND d."id" IS NULL THEN a."held"::text END AS "unowned",
         CASE WHEN a."kind" = 'deposit' AND d."id" IS NULL AND a."owner" <> p."id" THEN a."owner" END AS "awaits"
       FROM "payments" p
       LEFT JOIN "remarks" r ON r."shop" = p."shop" AND r."id" = p."memo"
       LEFT JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
       LEFT JOIN "accounts" a ON a."shop" = p."shop" AND a."id" = p."account"
       LEFT JOIN "orders" d ON d."shop" = a."shop" AND d."id" = a."owner"
       WHERE p."shop" = $1 AND p."id" = $2`,
      [shop, id],
    ),
    db.query<ReportRow>(
      `SELECT r."wallet", r."asset", r."units"::text AS "units", r."sender", r."at", w."address" FROM "reports" r LEFT JOIN "wallets" w ON w."id" = r."wallet"
       WHERE r."shop" = $1 AND r."payment" = $2 ORDER BY r."at", r."wallet" LIMIT 50`,
      [shop, id],
    ),
    db.query<PaymentPage["acts"][number]>(`SELECT "text" AS "reason", "by", "at" FROM "remarks" WHERE "shop" = $1 AND "object" = $2 AND "kind" = 'reason' ORDER BY "at", "id" LIMIT 50`, [shop, id]),
  ]);
  const [row] = found.rows;
  if (!row) return null;
  return {
    id, provider: row.provider, network: row.network, transaction: row.transaction, money: moneyOf(row), sender: row.sender, status: row.status, isContested: row.contested, receivedAt: row.received_at, memo: row.memo,
    order: row.order === null ? null : { id: row.order, name: row.name },
    unowned: row.unowned === null ? null : moneyOf({ asset: row.asset, units: row.unowned }),
    awaits: row.awaits === null ? null : row.awaits.slice("ord_".length),
    reports: reports.rows.map((report) => ({ wallet: (report.wallet || null) as WalletId | null, sender: (report.sender || null) as PayerKey | null, money: moneyOf(report), at: report.at, address: report.address })),
    acts: acts.rows,
  };
}

type PaymentRow = {
  provider: string; network: string; transaction: string; asset: string; units: string; sender: string | null; status: PaymentStatus; contested: boolean; received_at: Date;
  memo: string | null; order: string | null; name: string | null; unowned: string | null; awaits: string | null;
};
type ReportRow = { wallet: string; asset: string; units: string; sender: string; at: Date; address: string | null };
