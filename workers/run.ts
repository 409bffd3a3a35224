import type { Config } from "#app/config.server.ts";
import type { Context } from "#app/context.server.ts";
import type { Log } from "#app/log.server.ts";
import { backendFor } from "./backend.ts";
import type { Catalog, Job } from "./job.ts";

type DataOf<J> = J extends Job<infer Data> ? Data : never;

export type Queues<C extends Catalog> = {
  /** Asks for work. The same `id` is not queued again until that work has ended. */
  readonly add: <Name extends keyof C & string>(name: Name, data: DataOf<C[Name]>, id: string) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Workers<C extends Catalog> = Queues<C>;

/** How long a job may give no sign of life before another worker takes it over. */
export type Patience = { readonly silentMs: number };

/** The queues of a catalog, to ask for work from any process. */
export function openQueues<C extends Catalog>({ config, log }: { readonly config: Config; readonly log: Log }, catalog: C): Queues<C> {
  const { queue } = backendFor(config);
  const queues = new Map(Object.keys(catalog).map((name) => [name, listened(queue(name), name, log)]));
  return {
    add: async (name, data, id) => {
      await queues.get(name)?.add(name, data, { deduplication: { id }, ...tidy });
    },
    close: async () => void (await Promise.all([...queues.values()].map((each) => each.close()))),
  };
}

/** Starts a worker for each kind of job, and its clock where it has one. `close` lets the work under way end first. */
export async function startWorkers<C extends Catalog>(context: Context, catalog: C, { silentMs }: Patience = { silentMs: 10_000 }): Promise<Workers<C>> {
  const { queue, worker } = backendFor(context.config);
  const queues = openQueues(context, catalog);
  // A job taken over again and again is no failure of the job: its worker may have been killed each time.
  const settings = { lockDuration: silentMs, stalledInterval: silentMs, maxStalledCount: 1000 };
  const running = Object.entries(catalog).map(([name, job]) =>
    listened(worker(name, (task) => attempt(context, name, job, task.data), { ...settings, concurrency: job.atOnce }), name, context.log),
  );
  await Promise.all(running.map((each) => each.waitUntilReady()));
  for (const [name, { every }] of Object.entries(catalog)) {
    if (every === undefined) continue;
    const clock = listened(queue(name), name, context.log);
    await clock.upsertJobScheduler(name, { every });
    await clock.close();
    // What time brought while no worker ran is not left to the next stroke.
    await queues.add(name, {} as DataOf<C[typeof name]>, "at start");
  }
  const close = async () => {
    await Promise.all(running.map((each) => each.close()));
    await queues.close();
  };
  return { add: queues.add, close };
}

// What has ended is told by the log and by Postgres; a queue keeps only the last few for whoever looks into it.
const tidy = { removeOnComplete: 100, removeOnFail: 1000 };

async function attempt(context: Context, name: string, job: Job<never>, data: unknown): Promise<void> {
  try {
    // The data is what `add` was given for this name: both sides have their type from the catalog.
    await job.work(context, data as never);
  } catch (error) {
    context.log.error({ job: name, err: error }, "a job failed");
    throw error;
  }
}

function listened<T extends { on(event: "error", listen: (error: Error) => void): unknown }>(source: T, job: string, log: Log): T {
  source.on("error", (error) => log.warn({ job, err: error }, "the queue had trouble and goes on"));
  return source;
}
