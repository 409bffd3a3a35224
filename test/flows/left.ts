import type { Pool } from "pg";
import type { ShopControls } from "#app/sandbox/control/controls.ts";

/** What still has to happen here, a line each: messages to decide, errands to run, orders to end. */
export const leftHere = (pool: Pool): Promise<readonly string[]> => linesOf(pool, LEFT);

export const unsealedHere = (pool: Pool): Promise<readonly string[]> => linesOf(pool, UNSEALED);

/** Webhooks in any state but those that are ends. */
export const leftThere = (there: ShopControls, ends: readonly string[]): readonly string[] => there.letters().filter(({ state }) => !ends.includes(state)).map((letter) => `letter ${JSON.stringify(letter)}`);

async function linesOf(pool: Pool, question: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ line: string }>(question);
  return rows.map(({ line }) => line);
}

const LEFT = `
SELECT concat_ws(' ', 'message', "topic", "event_id", "result", "attempts", "due_at", "error") AS "line" FROM "inbox" WHERE "decided_at" IS NULL
UNION ALL SELECT concat_ws(' ', 'errand', "target", "object", "attempts", "due_at", "leased_until", "last_error") FROM "deliveries" WHERE "done_at" IS NULL
UNION ALL SELECT concat_ws(' ', 'order', "id", "status", "deadline") FROM "orders" WHERE "status" IN ('unclaimed', 'claimed')`;

const UNSEALED = `SELECT concat_ws(' ', 'unsealed', "row", "at") AS "line" FROM "unsealed"`;
