import { leaseDue, type DeliveryKey } from "#app/store/outbox.ts";
import { atOnce, leaseSeconds, perShop } from "./deliver.ts";
import type { Vigil } from "./job.ts";

const limit = 4 * atOnce;

/** Leases what is due and reminds the queue of it. A reminder that is lost comes again when its lease lapses. */
export function relay(remind: (errand: DeliveryKey) => Promise<void>): Vigil {
  return {
    hears: "relay",
    atLatestMs: 1_000,
    look: async ({ db, clock, log }) => {
      const leased = await leaseDue(db.pool, { now: clock(), limit, perShop, leaseSeconds });
      if (leased.length > 0) log.debug({ leased: leased.length }, "outbox.leased");
      await Promise.all(leased.map(remind));
      return leased.length === limit ? "more" : "done";
    },
  };
}
