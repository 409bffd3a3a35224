import { carryThrough } from "#app/commands/carry-through.ts";
import { confirmParked } from "#app/commands/confirm-parked.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import type { Provider } from "#app/providers/provider.ts";
import { parkedAndReported, type ParkedWord } from "#app/store/parked.ts";
import { listShops } from "#app/store/shops.ts";
import { pruneNonces } from "#app/store/wallets.ts";
import { pull } from "./pull.ts";

/** Asks providers that must be asked, and looks after what was left lying: kept confirmations, changed rates and policies whose orders were not tried, old nonces. */
export async function watch(context: Context): Promise<void> {
  const { db, clock, log } = context;
  for (const provider of Object.values<Provider>(context.providers)) await pull(context, provider);
  for (const word of await parkedAndReported(db.pool)) await hearAgain(context, word);
  for (const { id } of await listShops(db.pool)) await carryThrough(context, id);
  const pruned = await pruneNonces(db.pool, clock());
  if (pruned > 0) log.info({ pruned }, "nonces.pruned");
}

async function hearAgain(context: Context, { shop, payment, wallet }: ParkedWord): Promise<void> {
  try {
    await run(context, confirmParked, { shop, input: { payment, wallet } });
  } catch {
    // The command has logged why; the others are heard all the same, and this one at the next look.
  }
}
