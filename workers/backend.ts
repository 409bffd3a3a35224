import { createPostgresBackend, type JobsOptions, withBackend, type WorkerOptions } from "bullmq";
import type { Config } from "#app/config.server.ts";
import type { Log } from "#app/log.server.ts";
import { onRedis } from "./on-redis.ts";

type Listened = { on(event: "error", listen: (error: Error) => void): unknown };
type Scheduler = { readonly every?: number | undefined };

export type Queue = Listened & {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  addBulk(jobs: { name: string; data: unknown; opts: JobsOptions }[]): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { every: number }, template: { opts: JobsOptions }): Promise<unknown>;
  getJobScheduler(id: string): Promise<Scheduler | undefined>;
  getJobCountByTypes(...types: ("waiting" | "active" | "delayed")[]): Promise<number>;
  close(): Promise<void>;
};

export type Worker = Listened & {
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
};

export type Work = (task: { readonly id?: string | undefined; readonly data: unknown }) => Promise<unknown>;
export type WorkerSettings = Omit<WorkerOptions, "connection">;

/** BullMQ over what the operator has: PostgreSQL, or Redis where REDIS_URL names one. */
export type Backend = {
  readonly queue: (name: string) => Queue;
  readonly worker: (name: string, work: Work, settings: WorkerSettings) => Worker;
  /** False: it is known to be away, and asking it for work would fail. */
  readonly isUp: () => boolean;
  /** Settles when it turns out to be away; whoever waits for it to be ready then goes on without. */
  readonly away: Promise<void>;
  /** What went wrong is not worth a line of its own: that the backend is away was said once. */
  readonly isSaid: (error: Error) => boolean;
  /** Cuts what is still open, also where the other side does not answer. */
  readonly close: () => void;
};

type Here = { readonly config: Pick<Config, "redisUrl" | "databaseUrl">; readonly log: Log };

export const openBackend = ({ config: { redisUrl, databaseUrl }, log }: Here): Backend => (redisUrl === null ? onPostgres(databaseUrl) : onRedis(redisUrl, log));

// What the queue wrote last may be lost with the machine: it only reminds, and everything is offered again.
const unhurried = "-c synchronous_commit=off -c random_page_cost=0.1";

// Each queue and each worker opens its own few connections; what they share is the schema.
function onPostgres(url: string): Backend {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = { connectionString: url, schema: "bullmq", migrate: true, max: 2, options: unhurried };
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, work, settings) => new Worker(name, work, { ...settings, connection }),
    // Where it is away, so is the database, and nobody gets as far as asking.
    isUp: () => true,
    away: new Promise(() => undefined),
    isSaid: () => false,
    close: () => undefined,
  };
}
