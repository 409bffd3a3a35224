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

type Key = Pick<InboxRow, "source" | "topic" | "eventId">;

/** How far each of these messages is; undefined: it was never filed. */
export async function ends(db: Pick<PoolClient, "query">, shop: ShopId, keys: readonly Key[]): Promise<readonly ("waiting" | "decided" | undefined)[]> {
  const column = (name: keyof Key) => keys.map((key) => key[name]);
  const { rows } = await db.query<{ end: "waiting" | "decided" | null }>({
    name: "letter-ends",
    text: `SELECT CASE WHEN i."event_id" IS NULL THEN NULL WHEN i."decided_at" IS NULL THEN 'waiting' ELSE 'decided' END AS "end"
      FROM unnest($2::text[], $3::text[], $4::text[]) WITH ORDINALITY AS k("source", "topic", "event_id", "place")
      LEFT JOIN "inbox" i ON i."shop" = $1 AND i."source" = k."source" AND i."topic" = k."topic" AND i."event_id" = k."event_id" ORDER BY k."place"`,
    values: [shop, column("source"), column("topic"), column("eventId")],
  });
  return rows.map(({ end }) => end ?? undefined);
}
