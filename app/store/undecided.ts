import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** A message that waits for a decision: the order it speaks of is to be read at the storefront, or deciding it failed. */
export type Undecided = {
  readonly shop: ShopId;
  readonly source: string;
  readonly topic: string;
  readonly eventId: string;
  readonly body: Buffer;
  readonly result: string;
  readonly attempts: number;
};

/** After so many failures of ours a message is left for a person to look at. */
const MOST_FAILURES = 12;

// Taking a message says when it may be taken again, so whoever dies over it blocks nothing.
const TAKE = `
WITH "due" AS (
    SELECT i."shop", i."source", i."topic", i."event_id" FROM "inbox" i JOIN "shops" s ON s."id" = i."shop" AND s."uninstalled_at" IS NULL
    WHERE i."decided_at" IS NULL AND i."body" IS NOT NULL AND (i."due_at" IS NULL OR i."due_at" <= $1)
        AND (i."result" LIKE 'fetch: %' OR i."result" = 'failed' AND i."source" IN ('shopify', 'reconcile') AND coalesce(i."attempts", 0) < ${MOST_FAILURES})
    ORDER BY i."attempts" NULLS FIRST, i."received_at" LIMIT $2 FOR UPDATE OF i SKIP LOCKED)
UPDATE "inbox" i SET "attempts" = coalesce(i."attempts", 0) + 1, "due_at" = $1::timestamptz + least(900, 10 * 2 ^ least(coalesce(i."attempts", 0), 10)) * interval '1 second'
FROM "due" d WHERE i."shop" = d."shop" AND i."source" = d."source" AND i."topic" = d."topic" AND i."event_id" = d."event_id"
RETURNING i."shop", i."source", i."topic", i."event_id" AS "eventId", i."body", i."result", i."attempts"`;

/** Takes up what is due; taken again after 10 s, then twice as long each time, at most 15 minutes. */
export async function takeUndecided(db: Queries, now: Date, limit: number): Promise<readonly Undecided[]> {
  const { rows } = await db.query<Undecided>({ name: "take-undecided", text: TAKE, values: [now, limit] });
  return rows;
}

/** Why it could not be decided this time either. */
export async function noteTrouble(db: Queries, { shop, source, topic, eventId }: Undecided, error: string): Promise<void> {
  await db.query(`UPDATE "inbox" SET "error" = $5 WHERE "shop" = $1 AND "source" = $2 AND "topic" = $3 AND "event_id" = $4 AND "decided_at" IS NULL`, [shop, source, topic, eventId, error]);
}
