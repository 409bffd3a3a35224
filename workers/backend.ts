import { createPostgresBackend, createRedisBackend, type JobsOptions, withBackend, type WorkerOptions } from "bullmq";
import type { Config } from "#app/config.server.ts";

export type Queue = {
  add(name: string, data: unknown, options: JobsOptions): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { every: number }): Promise<unknown>;
  on(event: "error", listen: (error: Error) => void): unknown;
  close(): Promise<void>;
};

export type Worker = {
  on(event: "error", listen: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<void>;
};

export type Work = (task: { readonly data: unknown }) => Promise<unknown>;
type Settings = Omit<WorkerOptions, "connection">;

/** BullMQ over what the operator has: PostgreSQL, or Redis where REDIS_URL names one. */
export type Backend = {
  readonly queue: (name: string) => Queue;
  readonly worker: (name: string, work: Work, settings: Settings) => Worker;
};

export const backendFor = ({ redisUrl, databaseUrl }: Config): Backend => (redisUrl ? onRedis(redisUrl) : onPostgres(databaseUrl));

// Each queue and each worker opens its own few connections; what they share is the schema.
function onPostgres(url: string): Backend {
  const { Queue, Worker } = withBackend(createPostgresBackend);
  const connection = { connectionString: url, schema: "bullmq", migrate: true, max: 2 };
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, work, settings) => new Worker(name, work, { ...settings, connection }),
  };
}

function onRedis(url: string): Backend {
  const { Queue, Worker } = withBackend(createRedisBackend);
  // A worker waits for a lost Redis to come back, however long that takes.
  const connection = { url, maxRetriesPerRequest: null };
  return {
    queue: (name) => new Queue(name, { connection }),
    worker: (name, work, settings) => new Worker(name, work, { ...settings, connection }),
  };
}
