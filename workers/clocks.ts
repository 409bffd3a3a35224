import type { Queue } from "./backend.ts";
import type { Catalog, Vigil } from "./job.ts";

// What has ended is told by the log and by Postgres. A queue keeps what failed, for whoever looks into it; to keep the last
// few that went well, it would count all it keeps at each end.
export const tidy = { removeOnComplete: true, removeOnFail: 1000 };

/**
 * Schedules stand in the queue and are gone with it: each process looks whether they are there, and puts back what is
 * not. What time brought while no worker ran is not left to the next stroke.
 */
export function clocks(catalog: Catalog, queueOf: (name: string) => Queue): Vigil {
  const clocked = Object.entries(catalog).flatMap(([name, { every }]) => (every === undefined ? [] : [{ name, every }]));
  const begun = new Set<string>();
  return {
    hears: null,
    atLatestMs: 5_000,
    look: async () => {
      for (const { name, every } of clocked) {
        const queue = queueOf(name);
        // A new schedule begins with a stroke.
        if (!(await isGoing(queue, name, every))) await queue.upsertJobScheduler(name, { every }, { opts: tidy });
        else if (!begun.has(name)) await queue.add(name, {}, { deduplication: { id: "at start" }, ...tidy });
        begun.add(name);
      }
      return "done";
    },
  };
}

/** Each stroke queues the next before it begins, so a schedule with nothing queued has been torn. */
async function isGoing(queue: Queue, name: string, every: number): Promise<boolean> {
  const scheduler = await queue.getJobScheduler(name);
  return scheduler?.every === every && (await queue.getJobCountByTypes("waiting", "active", "delayed")) > 0;
}
