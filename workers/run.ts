import { setTimeout as wait } from "node:timers/promises";
import type { Config } from "#app/config.server.ts";
import type { Context } from "#app/context.server.ts";
import type { Log } from "#app/log.server.ts";
import { type Backend, openBackend, type Queue, type Work } from "./backend.ts";
import { clocks } from "./clocks.ts";
import type { Catalog, Job, Vigil } from "./job.ts";
import { keepVigil } from "./vigil.ts";

// In PostgreSQL a bulk makes tables of its own, which takes it as long as adding so many one by one.
const BULK_PAYS_FROM = 16;

type DataOf<J> = J extends Job<infer Data> ? Data : never;

export type Asked<Data> = { readonly id: string; readonly data: Data };

export type Queues<C extends Catalog> = {
  /** Asks for work. The same `id` is not queued again until that work has ended. */
  readonly add: <Name extends keyof C & string>(name: Name, data: DataOf<C[Name]>, id: string) => Promise<void>;
  /** The same for several at once. */
  readonly addAll: <Name extends keyof C & string>(name: Name, asked: readonly Asked<DataOf<C[Name]>>[]) => Promise<void>;
  readonly close: () => Promise<void>;
};

export type Workers<C extends Catalog> = Queues<C> & {
  /** False: the queue is known to be away, and asking for work would fail. */
  readonly isUp: () => boolean;
  /** A vigil that asks the queue for work looks only while it is there: an errand leased in vain would wait for its lease to lapse. */
  readonly whileUp: (vigil: Vigil) => Vigil;
};

/** How long a job may give no sign of life before another worker takes it over. */
export type Patience = { readonly silentMs: number };

/** The queues of a catalog, to ask for work from any process. */
export function openQueues<C extends Catalog>(here: { readonly config: Config; readonly log: Log }, catalog: C): Queues<C> {
  const backend = openBackend(here);
  const queues = queuesOn(backend, catalog, here.log);
  const close = async () => {
    await queues.close();
    backend.close();
  };
  return { add: queues.add, addAll: queues.addAll, close };
}

function queuesOn<C extends Catalog>(backend: Backend, catalog: C, log: Log): Queues<C> & { readonly of: (name: string) => Queue } {
  const queues = new Map<string, Queue>();
  const of = (name: string): Queue => {
    const queue = queues.get(name) ?? listened(backend, backend.queue(name), name, log);
    queues.set(name, queue);
    return queue;
  };
  const addAll: Queues<C>["addAll"] = async (name, asked) => {
    // What failed is no longer in the queue either: its errand comes again, and must not be taken for what was queued before.
    const jobs = asked.map(({ id, data }) => ({ name, data, opts: { jobId: id, removeOnComplete: true, removeOnFail: true } }));
    if (jobs.length >= BULK_PAYS_FROM) await of(name).addBulk(jobs);
    else await Promise.all(jobs.map(({ data, opts }) => of(name).add(name, data, opts)));
  };
  return {
    of,
    addAll,
    add: (name, data, id) => addAll(name, [{ data, id }]),
    close: async () => void (await Promise.all([...queues.values()].map((each) => each.close()))),
  };
}

/** Starts a worker for each kind of job, and its clock where it has one. `close` lets the work under way end first. */
export async function startWorkers<C extends Catalog>(context: Context, catalog: C, { silentMs }: Patience = { silentMs: 10_000 }): Promise<Workers<C>> {
  const backend = openBackend(context);
  const queues = queuesOn(backend, catalog, context.log);
  const inHand = new Set<Promise<unknown>>();
  // A job taken over again and again is no failure of the job: its worker may have been killed each time.
  const settings = { lockDuration: silentMs, stalledInterval: silentMs, maxStalledCount: 1000, runRetryDelay: 1_000 };
  const running = Object.entries(catalog).map(([name, job]) => {
    const work: Work = (task) => counted(inHand, attempt(context, name, job, task));
    return listened(backend, backend.worker(name, work, { ...settings, concurrency: job.atOnce }), name, context.log);
  });
  await Promise.race([Promise.all(running.map((each) => each.waitUntilReady())), backend.away]);
  const clock = keepVigil(context, "clocks", whileUp(backend, clocks(catalog, queues.of)));
  const close = async () => {
    await clock.close();
    const closing = Promise.all([...running.map((each) => each.close()), queues.close()]);
    await Promise.race([closing, ended(inHand)]);
    backend.close();
  };
  return { add: queues.add, addAll: queues.addAll, isUp: backend.isUp, whileUp: (vigil) => whileUp(backend, vigil), close };
}

function whileUp({ isUp, isSaid }: Backend, { look, ...vigil }: Vigil): Vigil {
  const lookIfUp: Vigil["look"] = async (context) => {
    if (!isUp()) return "done";
    try {
      return await look(context);
    } catch (error) {
      if (error instanceof Error && isSaid(error)) return "done";
      throw error;
    }
  };
  return { ...vigil, look: lookIfUp };
}

function counted<T>(inHand: Set<Promise<unknown>>, work: Promise<T>): Promise<T> {
  inHand.add(work);
  const forget = () => void inHand.delete(work);
  work.then(forget, forget);
  return work;
}

// A queue that is away cannot be told what ended, and finds it out by itself; work in hand is waited for all the same.
async function ended(inHand: ReadonlySet<Promise<unknown>>): Promise<void> {
  do {
    await Promise.allSettled(inHand);
    await wait(2_000);
  } while (inHand.size > 0);
}

async function attempt(context: Context, name: string, job: Job<never>, { id, data }: Parameters<Work>[0]): Promise<void> {
  const began = performance.now();
  try {
    // The data is what `add` was given for this name: both sides have their type from the catalog.
    await job.work(context, data as never);
    context.log.debug({ job: name, id, ms: Math.round(performance.now() - began) }, "job.done");
  } catch (error) {
    context.log.error({ job: name, err: error }, "a job failed");
    throw error;
  }
}

function listened<T extends { on(event: "error", listen: (error: Error) => void): unknown }>({ isSaid }: Backend, source: T, job: string, log: Log): T {
  source.on("error", (error) => isSaid(error) || log.warn({ job, err: error }, "the queue had trouble and goes on"));
  return source;
}
