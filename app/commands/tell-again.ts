import type { ShopId } from "#app/engine/ids.ts";
import { offerAgain } from "#app/store/outbox.ts";
import { inTransaction } from "#app/store/transaction.ts";
import type { Bench } from "./transact.ts";

/** The merchant wants a refused errand tried once more. One that is not refused any longer is left as it is. */
export async function tellAgain(bench: Bench, errand: { readonly shop: ShopId; readonly id: string; readonly by: string }): Promise<void> {
  const { shop, id, by } = errand;
  const isOffered = await inTransaction(bench.db.pool, (client) => offerAgain(client, { shop, id }, bench.clock()));
  bench.log.info({ shop, delivery: id, by, isOffered }, "errand.offered-again");
  if (isOffered) bench.bell.ring("relay");
}
