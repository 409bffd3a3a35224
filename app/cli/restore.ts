import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { restore } from "#app/store/backup/restore.ts";
import { keyId } from "#app/store/secrets.ts";
import type { Desk } from "./commands.ts";
import { fileNamed } from "./file-named.ts";
import { domainIn } from "./setup-which.ts";
import { only, UsageError } from "./usage.ts";

export async function runRestore({ context, args, say }: Desk): Promise<void> {
  const { values, positionals } = parseArgs({ args: [...args], options: { replace: { type: "string" }, "accept-faults": { type: "boolean" } }, allowPositionals: true });
  const file = fileNamed(only(positionals, "the file to restore"));
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`);
  const { db, clock, config } = context;
  const wish = { replace: values.replace === undefined ? null : domainIn(values.replace), faults: values["accept-faults"] ? "accept" : "refuse", now: clock() } as const;
  const { header, verdicts, keptAs } = await restore(db.copying, file, wish);
  say(`Restored as of ${header.takenAt}, from version ${header.app}.`);
  for (const { shop, transfers, events, seals, faults } of verdicts) {
    say(`  ${shop}: ${transfers} transfers, ${events} events, ${seals} seals; ${faults.length === 0 ? "all verified" : faults.map(({ row, wrong }) => `${row}: ${wrong}`).join("; ")}`);
  }
  if (keptAs !== null) say(`What was here before is kept in the schema ${keptAs}; when you are sure: npm run tally -- discard ${keptAs}`);
  const keys = config.encryptionKeys.map(keyId);
  if (!header.keys.some((key) => keys.includes(key)))
    say(`The key at hand is ${keys.join(", ")}; the backup's was ${header.keys.join(", ")}. Add that one (ENCRYPTION_KEY=new,old), or Shopify's tokens cannot be read and the merchant must open the app once.`);
  say("Let your wallets report again what they received since then, before the workers start; see docs/installing.md.");
}
