import type { ShopId } from "#app/engine/ids.ts";
import type { Queries } from "./rows.ts";

/** How prices in the shop stand: what its theme was told, and how far its variants have come. */
export type PriceStanding = {
  readonly isTold: boolean;
  readonly toldAt: Date | null;
  /** Why it is tried again; null: nothing went wrong. */
  readonly error: string | null;
  readonly run: {
    /** Whether variants are given prices, or their prices taken away. */
    readonly does: "give" | "take";
    readonly total: number | null;
    readonly seen: number;
    readonly written: number;
    readonly refused: number;
    readonly endedAt: Date | null;
  } | null;
};

export async function priceStanding(db: Queries, shop: ShopId): Promise<PriceStanding> {
  const { rows } = await db.query<{ isTold: boolean; toldAt: Date | null; error: string | null; run: "give" | "take" | null; total: number | null; seen: number; written: number; refused: number; endedAt: Date | null }>(
    `SELECT "told" = "wanted" AS "isTold", "told_at" AS "toldAt", "error", CASE WHEN "run" = 'none' THEN 'take' WHEN "run" IS NOT NULL THEN 'give' END AS "run", "run_total" AS "total", "run_seen" AS "seen", "run_written" AS "written", "run_refused" AS "refused", "run_ended_at" AS "endedAt"
     FROM "price_boards" WHERE "shop" = $1`,
    [shop],
  );
  const [row] = rows;
  if (!row) return { isTold: false, toldAt: null, error: null, run: null };
  const { isTold, toldAt, error, run, ...progress } = row;
  return { isTold, toldAt, error, run: run === null ? null : { does: run, ...progress } };
}
