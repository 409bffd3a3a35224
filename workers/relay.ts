import { leaseDue, type Offer } from "#app/store/outbox.ts";
import type { Paces } from "#app/storefront/pace.ts";
import { atOnce } from "./deliver.ts";
import type { Vigil } from "./job.ts";
import type { Asked } from "./run.ts";

/** A reminder that was lost comes again after this long; one that merely waits is not queued twice. */
const offerSeconds = 5;

/** Offers what is due: leases it for a moment, and reminds the queue of it. Whoever takes it in hand leases it for longer. */
export function relay(remind: (reminders: readonly Asked<readonly Offer[]>[]) => Promise<void>): Vigil {
  return {
    hears: "relay",
    atLatestMs: 1_000,
    restMs: 100,
    look: async ({ db, clock, log, paces }) => {
      const leased = await leaseDue(db.pool, { now: clock(), limit: atOnce, perShop: placesFor(1), slots: slotsOf(paces), leaseSeconds: offerSeconds });
      if (leased.length > 0) log.debug({ leased: leased.length }, "outbox.leased");
      await remind(reminders(leased));
      return leased.length === atOnce ? "more" : "done";
    },
  };
}

/** What is due for one shop goes in one reminder, as each costs more than the errand's own words; shops do not wait for each other. */
export function reminders(offers: readonly Offer[]): readonly Asked<readonly Offer[]>[] {
  // An errand tried again is another reminder: the job of the try before may still be ending.
  return [...Map.groupBy(offers, ({ shop }) => shop)].map(([shop, data]) => ({ data, id: `${shop}/${data.map(({ id, attempts }) => `${id}.${attempts}`).join()}` }));
}

function slotsOf(paces: Paces): ReadonlyMap<string, number> {
  return new Map([...paces.standing()].map(([shop, { room }]) => [shop, placesFor(room)]));
}

/** Beside those whose call is under way, some that speak to the database, and some that wait for their turn. */
function placesFor(room: number): number {
  return 6 + 2 * room;
}
