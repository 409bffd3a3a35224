import type { ShopId } from "#app/engine/ids.ts";
import { MOST_COUNTED, type Queries } from "./rows.ts";

export type RateLine = { readonly currency: string; readonly perUnit: string; readonly source: string; readonly asOf: Date; readonly setBy: string; readonly isCurrent: boolean };

/** The newest rates first; the newest of a currency is the one that counts. */
export async function rateHistory(db: Queries, shop: ShopId, most: number): Promise<readonly RateLine[]> {
  const { rows } = await db.query<RateLine>(
    `SELECT "currency", "per_unit"::text AS "perUnit", "source", "as_of" AS "asOf", "set_by" AS "setBy",
       "number" = (SELECT max(n."number") FROM "rates" n WHERE n."shop" = r."shop" AND n."currency" = r."currency") AS "isCurrent"
     FROM "rates" r WHERE "shop" = $1 ORDER BY "number" DESC LIMIT $2`,
    [shop, most],
  );
  return rows;
}

export type WalletLine = {
  readonly id: string; readonly address: string; readonly allowList: readonly string[]; readonly addedAt: Date; readonly lastHeardAt: Date | null;
  /** At most `MOST_COUNTED`. */
  readonly reported: number;
  readonly newest: readonly { readonly transaction: string; readonly units: string; readonly asset: string; readonly status: string }[];
};

/** Wallets that may report now, with the newest of what each reported. */
export async function walletLines(db: Queries, shop: ShopId): Promise<readonly WalletLine[]> {
  const { rows } = await db.query<WalletLine>(
    `SELECT w."id", w."address", w."allow_list" AS "allowList", w."added_at" AS "addedAt", w."last_heard_at" AS "lastHeardAt",
       (SELECT count(*)::int FROM (SELECT FROM "reports" r WHERE r."shop" = w."shop" AND r."wallet" = w."id" LIMIT ${MOST_COUNTED}) r) AS "reported",
       coalesce((SELECT jsonb_agg(jsonb_build_object('transaction', p."transaction", 'units', p."units"::text, 'asset', p."asset", 'status', p."status"))
         FROM (SELECT "payment" FROM "reports" r WHERE r."shop" = w."shop" AND r."wallet" = w."id" ORDER BY r."at" DESC LIMIT 5) r
         JOIN "payments" p ON p."shop" = w."shop" AND p."id" = r."payment"), '[]') AS "newest"
     FROM "wallets" w WHERE w."shop" = $1 AND w."revoked_at" IS NULL ORDER BY w."added_at", w."id"`,
    [shop],
  );
  return rows;
}

/** The raw bodies of the newest orders the storefront told of: where a merchant's payment methods can be read. */
export async function recentOrderBodies(db: Queries, shop: ShopId, most: number): Promise<readonly string[]> {
  const { rows } = await db.query<{ body: Buffer }>(
    `SELECT "body" FROM (SELECT "body", "topic", "source" FROM "inbox" WHERE "shop" = $1 ORDER BY "received_at" DESC LIMIT 500) i
     WHERE "source" = 'shopify' AND "topic" LIKE 'orders/%' AND "body" IS NOT NULL LIMIT $2`,
    [shop, most],
  );
  return rows.map(({ body }) => body.toString("utf8"));
}

/** Currencies of open orders that wait for a rate. */
export async function currenciesWithoutRate(db: Queries, shop: ShopId): Promise<readonly string[]> {
  const { rows } = await db.query<{ currency: string }>(`SELECT DISTINCT "currency" FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') AND "due" IS NULL ORDER BY 1`, [shop]);
  return rows.map(({ currency }) => currency);
}

export async function shopCurrency(db: Queries, shop: ShopId): Promise<string | null> {
  const { rows } = await db.query<{ currency: string | null }>(`SELECT "currency" FROM "shops" WHERE "id" = $1`, [shop]);
  return rows[0]?.currency ?? null;
}
