import { noteProduct } from "#app/store/boards.ts";
import { inTransaction } from "#app/store/transaction.ts";
import { fileWithin, type Posted } from "./hear-notice.ts";
import type { Bench } from "./transact.ts";

/** A product changed: its variants' prices are looked at soon. */
export function hearProduct(bench: Bench, posted: Posted, product: string): Promise<string> {
  return inTransaction(bench.db.pool, async (client) => {
    await noteProduct(client, posted.shop, product, bench.clock());
    return fileWithin(bench, client, posted, { result: `product: ${product}`, isDecided: "yes" });
  });
}
