import type { Context } from "#app/context.server.ts";
import type { ShopId } from "#app/engine/ids.ts";
import { seal, shopsToSeal } from "#app/store/sealing.ts";
import type { Vigil } from "./job.ts";

const most = 2_000;

/** Seals what was committed. Each shop has one sealer at a time, whichever process it is in. */
export const sealer: Vigil = {
  hears: "seal",
  atLatestMs: 1_000,
  // Only receipts wait for a seal, and one seal over many rows costs little more than one over a few.
  restMs: 200,
  look: async (context) => {
    const shops = await shopsToSeal(context.db.pool);
    const left = await Promise.all(shops.map((shop) => sealOne(context, shop)));
    return left.includes("more") ? "more" : "done";
  },
};

async function sealOne({ db, clock, log }: Context, shop: ShopId): Promise<"more" | "done"> {
  const made = await seal(db.pool, shop, { now: clock(), most });
  if (made) log.debug({ shop, seal: made.number.toString(), rows: made.rows }, "ledger.sealed");
  return made?.rows === most ? "more" : "done";
}
