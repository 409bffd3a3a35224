import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import type { Asset } from "#app/engine/money.ts";

/** Where an asset is, in its smallest unit. What came in by `outside` and `shop` is what the other places hold. */
export type Sums = {
  readonly asset: Asset;
  readonly cameIn: bigint;
  readonly credited: bigint;
  readonly writtenOff: bigint;
  readonly inAccounts: bigint;
  readonly inOrders: bigint;
  readonly inRefunds: bigint;
};

const SUMS = `
SELECT "asset",
    -sum("units") FILTER (WHERE "place" LIKE 'outside/%') AS "cameIn",
    -sum("units") FILTER (WHERE "place" = 'shop/credit') AS "credited",
    -sum("units") FILTER (WHERE "place" = 'shop/written-off') AS "writtenOff",
    sum("units") FILTER (WHERE "place" LIKE 'account/%') AS "inAccounts",
    sum("units") FILTER (WHERE "place" LIKE 'order/%') AS "inOrders",
    sum("units") FILTER (WHERE "place" LIKE 'refund/%') AS "inRefunds"
FROM (SELECT "asset", "to_place" AS "place", "units" FROM "transfers" WHERE "shop" = $1
    UNION ALL SELECT "asset", "from_place", -"units" FROM "transfers" WHERE "shop" = $1) "moves"
GROUP BY "asset" ORDER BY "asset"`;

type Row = { readonly asset: Asset } & Readonly<Record<Exclude<keyof Sums, "asset">, string | null>>;

/** What a shop's transfers add up to, by asset. */
export async function sumsOf(db: Pick<PoolClient, "query">, shop: ShopId): Promise<readonly Sums[]> {
  const { rows } = await db.query<Row>(SUMS, [shop]);
  return rows.map(({ asset, ...sums }) => ({
    asset,
    cameIn: BigInt(sums.cameIn ?? 0),
    credited: BigInt(sums.credited ?? 0),
    writtenOff: BigInt(sums.writtenOff ?? 0),
    inAccounts: BigInt(sums.inAccounts ?? 0),
    inOrders: BigInt(sums.inOrders ?? 0),
    inRefunds: BigInt(sums.inRefunds ?? 0),
  }));
}
