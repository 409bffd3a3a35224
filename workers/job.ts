import type { Context } from "#app/context.server.ts";
import type { Ring } from "#app/store/bell.ts";

/** A kind of work: what it does, how many at once in one process, and how often by itself. */
export type Job<Data> = {
  readonly work: (context: Context, data: Data) => Promise<unknown>;
  readonly atOnce: number;
  /** Milliseconds between runs that need no data; absent: it runs only when asked for. */
  readonly every?: number;
};

export type Catalog = Readonly<Record<string, Job<never>>>;

/** Work that every worker process looks for when a bell rings, and at latest after `atLatestMs`. Several may look at once. */
export type Vigil = {
  /** null: no bell, only time. */
  readonly hears: Ring | null;
  readonly atLatestMs: number;
  /** After a look that found no more it looks away for so long, whoever rings, so that one look finds what many rings told of. */
  readonly restMs?: number;
  /** `more`: it stopped at its limit, and there may be more to do at once. */
  readonly look: (context: Context) => Promise<"more" | "done">;
};
