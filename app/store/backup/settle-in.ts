import type { PoolClient } from "pg";
import { RESTORED } from "../cursors.ts";
import type { Header } from "./header.ts";

/** How much further back than the backup the shops are read again: their search may tell of a change a little late. */
const MARGIN = "1 hour";

/** Makes what was true then fit to go on from now: nobody holds an errand, and what happened since is
 * read again before any order expires. */
export async function settleIn(client: Pick<PoolClient, "query">, { takenAt }: Header): Promise<void> {
  await client.query(`UPDATE "deliveries" SET "leased_until" = NULL WHERE "done_at" IS NULL AND "leased_until" IS NOT NULL`);
  await client.query(
    `INSERT INTO "cursors" ("shop", "name", "value", "at")
     SELECT "id", 'reconcile', to_char(($1::timestamptz - interval '${MARGIN}') AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), $1::timestamptz FROM "shops"
     ON CONFLICT ("shop", "name") DO UPDATE SET "value" = least("cursors"."value", excluded."value")`,
    [takenAt],
  );
  await client.query(
    `INSERT INTO "cursors" ("shop", "name", "value", "at") SELECT "id", $1, $2::text, $2::text::timestamptz FROM "shops" ON CONFLICT ("shop", "name") DO UPDATE SET ("value", "at") = (excluded."value", excluded."at")`,
    [RESTORED, takenAt],
  );
  // What was on its way to a seal has waited for none of our sealers; it keeps its order.
  await client.query(`UPDATE "unsealed" SET "at" = "at" + (clock_timestamp() - (SELECT max("at") FROM "unsealed"))`);
}
