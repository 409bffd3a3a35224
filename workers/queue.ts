import type { BoardOffer } from "#app/store/boards.ts";
import type { Offer } from "#app/store/outbox.ts";
import { atOnce, deliver } from "./deliver.ts";
import { expire } from "./expire.ts";
import type { Catalog, Job } from "./job.ts";
import { keepPrices } from "./prices.ts";
import { keepPrivacy } from "./privacy.ts";
import { reconcile } from "./reconcile.ts";
import { watch } from "./watch.ts";

const MINUTE = 60_000;

/** The catalog of all jobs, by the name of their queue. A job only reminds: what must be done stands in Postgres, so a
 * lost queue loses nothing, and a job that runs twice finds its work done. */
export const catalog = {
  deliver: { work: deliver, atOnce } satisfies Job<readonly Offer[]>,
  prices: { work: keepPrices, atOnce: 4 } satisfies Job<BoardOffer>,
  expire: { work: expire, atOnce: 1, every: MINUTE } satisfies Job<unknown>,
  watch: { work: watch, atOnce: 1, every: MINUTE } satisfies Job<unknown>,
  privacy: { work: keepPrivacy, atOnce: 1, every: MINUTE } satisfies Job<unknown>,
  reconcile: { work: reconcile, atOnce: 1, every: 5 * MINUTE } satisfies Job<unknown>,
} satisfies Catalog;
