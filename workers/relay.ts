import { leaseDue, type Offer } from "#app/store/outbox.ts";
import { atOnce, perShop } from "./deliver.ts";
import type { Vigil } from "./job.ts";

const limit = 4 * atOnce;
/** A reminder that was lost comes again after this long; one that merely waits is not queued twice. */
const offerSeconds = 5;

/** Offers what is due: leases it for a moment, and reminds the queue of it. Whoever takes it in hand leases it for longer. */
export function relay(remind: (errand: Offer) => Promise<void>): Vigil {
  return {
    hears: "relay",
    atLatestMs: 1_000,
    look: async ({ db, clock, log }) => {
      const leased = await leaseDue(db.pool, { now: clock(), limit, perShop, leaseSeconds: offerSeconds });
      if (leased.length > 0) log.debug({ leased: leased.length }, "outbox.leased");
      await Promise.all(leased.map(remind));
      return leased.length === limit ? "more" : "done";
    },
  };
}
