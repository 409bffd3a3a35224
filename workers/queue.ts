import type { Context } from "#app/context.server.ts";

/** A kind of work: what it does, how many at once in one process, and how often by itself. */
export type Job<Data> = {
  readonly work: (context: Context, data: Data) => Promise<unknown>;
  readonly atOnce: number;
  /** Milliseconds between runs that need no data; absent: it runs only when asked for. */
  readonly every?: number;
};

export type Catalog = Readonly<Record<string, Job<never>>>;

/** The catalog of all jobs, by the name of their queue. A job only reminds: what must be done stands in Postgres, so a
 * lost queue loses nothing, and a job that runs twice finds its work done. */
export const catalog = {} satisfies Catalog;
