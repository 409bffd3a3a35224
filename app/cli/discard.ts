import { parseArgs } from "node:util";
import { discard } from "#app/store/backup/discard.ts";
import type { Desk } from "./commands.ts";
import { only } from "./usage.ts";

/** Deletes what a restore kept of before: nobody who was forgotten since is remembered there. */
export async function runDiscard({ context, args, say }: Desk): Promise<void> {
  const { positionals } = parseArgs({ args: [...args], options: {}, allowPositionals: true });
  const schema = only(positionals, "the schema that the restore named");
  await discard(context.db.pool, schema);
  say(`${schema} is deleted.`);
}
