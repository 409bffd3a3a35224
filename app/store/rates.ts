import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { invariant } from "#app/engine/error.ts";
import { parseDecimal } from "#app/engine/money.ts";
import type { Rate } from "#app/engine/quote.ts";

type RateRow = { readonly currency: string; readonly per_unit: string; readonly source: string; readonly as_of: Date };

/** The rates that count now, one per currency. */
export async function currentRates(db: Pick<PoolClient, "query">, shop: ShopId): Promise<readonly Rate[]> {
  const { rows } = await db.query<RateRow>(`SELECT DISTINCT ON ("currency") "currency", "per_unit"::text, "source", "as_of" FROM "rates" WHERE "shop" = $1 ORDER BY "currency", "number" DESC`, [shop]);
  return rows.map(({ currency, per_unit, source, as_of }) => {
    const perUnit = parseDecimal(per_unit);
    invariant(perUnit !== null, "a stored rate is an exact decimal");
    return { currency, perUnit, source, asOf: as_of };
  });
}
