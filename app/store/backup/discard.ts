import { replacedSchemas } from "../reads/condition.ts";
import type { Queries } from "../reads/rows.ts";
import { quoted } from "./tables.ts";
import { RestoreRefused } from "./target.ts";

/** Deletes what a restore kept of before, for good. Throws RestoreRefused where that name is no restore's. */
export async function discard(db: Queries, schema: string): Promise<void> {
  const kept = await replacedSchemas(db);
  if (!kept.includes(schema)) throw new RestoreRefused(`No restore kept anything as ${schema}${kept.length > 0 ? `; kept are ${kept.join(", ")}` : ""}.`);
  await db.query(`DROP SCHEMA ${quoted(schema)} CASCADE`);
}
