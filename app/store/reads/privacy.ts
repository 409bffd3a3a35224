import type { ShopId } from "#app/engine/ids.ts";
import { MOST_COUNTED, type Queries } from "./rows.ts";

/** What somebody asked under the privacy rules, as the merchant sees it. Names are there as long as they are kept. */
export type RequestLine = {
  readonly id: string;
  readonly kind: "data" | "forget";
  /** The storefront's customer id. */
  readonly customer: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly askedAt: Date;
  readonly dueAt: Date;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
};

/** Open ones first, the longest waiting first; then what is done, the newest first. */
export async function requestLines(db: Queries, shop: ShopId): Promise<readonly RequestLine[]> {
  const { rows } = await db.query<RequestLine>(
    `SELECT r."id", r."kind", r."customer", d."name", d."email", r."asked_at" AS "askedAt", r."due_at" AS "dueAt", r."done_at" AS "doneAt", r."done_by" AS "doneBy"
     FROM "privacy_requests" r
     LEFT JOIN "customers" c ON c."shop" = r."shop" AND c."storefront_id" = r."customer"
     LEFT JOIN LATERAL (SELECT "name", "email" FROM "customer_details" WHERE "shop" = c."shop" AND "customer" = c."id" ORDER BY "version" DESC LIMIT 1) d ON true
     WHERE r."shop" = $1 AND r."kind" <> 'erase'
     ORDER BY r."done_at" IS NOT NULL, CASE WHEN r."done_at" IS NULL THEN r."asked_at" END, r."done_at" DESC, r."id" LIMIT ${MOST_COUNTED}`,
    [shop],
  );
  return rows;
}
