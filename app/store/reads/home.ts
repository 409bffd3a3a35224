import type { ShopId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { Status } from "#app/engine/order.ts";
import { MOST_COUNTED, moneyOf, type Queries } from "./rows.ts";

/** What a shop still lacks before it can be paid. */
export type SetUpState = { readonly hasMethod: boolean; readonly hasWallet: boolean; readonly hasRate: boolean; readonly hasBlock: boolean; readonly hasPaidOrder: boolean };

export async function setUpState(db: Queries, shop: ShopId): Promise<SetUpState> {
  const { rows } = await db.query<SetUpState>(
    `SELECT coalesce("method_name", '') <> '' AS "hasMethod",
       EXISTS (SELECT FROM "wallets" w WHERE w."shop" = s."id" AND w."revoked_at" IS NULL) AS "hasWallet",
       EXISTS (SELECT FROM "rates" r WHERE r."shop" = s."id") AS "hasRate",
       coalesce("block_seen_at" >= "installed_at", false) AS "hasBlock",
       EXISTS (SELECT FROM "orders" o WHERE o."shop" = s."id" AND o."status" = 'paid') AS "hasPaidOrder"
     FROM "shops" s WHERE s."id" = $1`,
    [shop],
  );
  return rows[0] ?? { hasMethod: false, hasWallet: false, hasRate: false, hasBlock: false, hasPaidOrder: false };
}

export type Picture = {
  /** Orders placed since the shop's midnight, by state. */
  readonly placedToday: Readonly<Partial<Record<Status, number>>>;
  /** Open orders of any day, at most `MOST_COUNTED`. */
  readonly open: number;
  readonly receivedToday: Money;
  /** The last 30 days of the shop's calendar, oldest first, in the shop's asset. */
  readonly days: readonly { readonly day: string; readonly money: Money }[];
};

type Asked = { readonly shop: ShopId; readonly timeZone: string; readonly asset: Money["asset"]; readonly now: Date };

export async function picture(db: Queries, asked: Asked): Promise<Picture> {
  const { shop, timeZone, asset, now } = asked;
  const [states, open, days] = await Promise.all([
    db.query<{ status: Status; orders: number }>(
      `SELECT "status", count(*)::int AS "orders" FROM "orders" WHERE "shop" = $1 AND "placed_at" >= date_trunc('day', $2::timestamptz AT TIME ZONE $3) AT TIME ZONE $3 GROUP BY "status"`,
      [shop, now, timeZone],
    ),
    db.query<{ orders: number }>(`SELECT count(*)::int AS "orders" FROM (SELECT FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') LIMIT ${MOST_COUNTED}) o`, [shop]),
    db.query<{ day: string; units: string; asset: string }>(DAYS, [shop, now, timeZone, asset]),
  ]);
  const perDay = days.rows.map((row) => ({ day: row.day, money: moneyOf(row) }));
  return {
    placedToday: Object.fromEntries(states.rows.map(({ status, orders }) => [status, orders])),
    open: open.rows[0]?.orders ?? 0,
    receivedToday: perDay.at(-1)?.money ?? { asset, units: 0n },
    days: perDay,
  };
}

// Day by day: taken together, the planner expects a third of all payments ever and prepares for them.
const DAYS = `
  SELECT to_char(d, 'YYYY-MM-DD') AS "day", $4::text AS "asset", coalesce(received."units", 0)::text AS "units"
  FROM generate_series(date_trunc('day', $2::timestamptz AT TIME ZONE $3) - interval '29 days', date_trunc('day', $2::timestamptz AT TIME ZONE $3), interval '1 day') d
  CROSS JOIN LATERAL (
    SELECT sum("units") AS "units" FROM "payments"
    WHERE "shop" = $1 AND "asset" = $4 AND "status" = 'confirmed' AND "confirmed_at" >= d AT TIME ZONE $3 AND "confirmed_at" < (d + interval '1 day') AT TIME ZONE $3) received
  ORDER BY d`;
