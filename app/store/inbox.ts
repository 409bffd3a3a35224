import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import type { InboxRow } from "./save.ts";

/** Files a message that no decision carries: refused for good, or failed and waiting to be tried again. */
export async function fileLetter(client: Pick<PoolClient, "query">, shop: ShopId, row: InboxRow, state: { readonly decidedAt: Date | null; readonly error: string | null }): Promise<void> {
  await client.query(
    `INSERT INTO "inbox" ("shop", "source", "topic", "event_id", "body", "received_at", "decided_at", "result", "error", "object")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT ("shop", "source", "topic", "event_id") DO UPDATE SET ("decided_at", "result", "error") = (excluded."decided_at", excluded."result", excluded."error")
     WHERE "inbox"."decided_at" IS NULL`,
    [shop, row.source, row.topic, row.eventId, Buffer.from(row.body), row.receivedAt, state.decidedAt, row.result, state.error, row.object],
  );
}
