import { backUp } from "#app/store/backup/write.ts";
import { keyId } from "#app/store/secrets.ts";
import type { Desk } from "./commands.ts";
import { fileNamed } from "./file-named.ts";
import { only } from "./usage.ts";

export async function runBackup({ context, args, say }: Desk): Promise<void> {
  const file = fileNamed(only(args, "the file to write"));
  const began = Date.now();
  const { header, bytes } = await backUp(context.db.copying, file, { keys: context.config.encryptionKeys.map(keyId), now: context.clock() });
  say(`${file} is written: ${(bytes / 1_000_000).toFixed(1)} MB in ${((Date.now() - began) / 1000).toFixed(1)} s, as of ${header.takenAt}.`);
  say(`  ${header.shops.length} shops, ${header.rows["orders"] ?? 0} orders, ${header.rows["payments"] ?? 0} payments, ${header.rows["transfers"] ?? 0} transfers, ${header.rows["events"] ?? 0} events`);
  for (const { shop, number, hash } of header.seals) say(`  ${shop} is sealed up to ${number}: ${hash}`);
  say(`  Its secrets need the encryption key ${header.keys.join(" or ")}, which is not in it.`);
}
