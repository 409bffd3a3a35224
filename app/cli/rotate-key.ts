import { parseArgs } from "node:util";
import { resealAll } from "#app/store/reseal.ts";
import type { Desk } from "./commands.ts";

/** Seals all that is kept with the first key of ENCRYPTION_KEY. */
export async function rotateKey({ context: { db, config }, args, say }: Desk): Promise<void | "bad"> {
  parseArgs({ args: [...args], options: {} });
  const { anew, changedMeanwhile, lost } = await resealAll(db.pool, config.encryptionKeys);
  say(`${anew} secrets sealed anew with the first key of ENCRYPTION_KEY.`);
  if (changedMeanwhile > 0) say(`${changedMeanwhile} were replaced by newer ones meanwhile: run it once more to be sure of their key.`);
  for (const row of lost) say(`LOST  ${row}: no key in ENCRYPTION_KEY opens it. Put the key it was sealed with back, or have the merchant open the app again.`);
  if (lost.length > 0) return "bad";
  const isOver = config.encryptionKeys.length > 1 && changedMeanwhile === 0;
  if (isOver) say("Take the other keys out of ENCRYPTION_KEY now, once every process runs with the first one.");
}
