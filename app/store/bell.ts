import { setTimeout as wait } from "node:timers/promises";
import { Client, type Pool } from "pg";

/** relay: an errand is owed. seal: something was written to the ledger. pages: something else that a shopper's page shows. */
export type Ring = (typeof rings)[number];
const rings = ["relay", "seal", "pages"] as const;

/** Wakes whoever waits for work: this process at once, others by one notice for many rings. */
export type Bell = {
  readonly ring: (what: Ring) => void;
  /** Hears rings of this process, and of others once `listen` was called. */
  readonly hear: (listener: (what: Ring) => void) => void;
  /** Settles once others are heard; from then on a lost connection is made anew, however often it takes. Once is enough. */
  readonly listen: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const CHANNEL = "tallystick";
const NOTICE_AFTER_MS = 5;
const NOTICES_APART_MS = 100;
const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 5_000;

// A notice is a transaction with a commit of its own; nobody needs it on the disk.
const NOTIFY = `SELECT pg_notify($1, $2) WHERE set_config('synchronous_commit', 'off', true) = 'off'`;

/**
 * NOTIFY stays out of write transactions, whose commits PostgreSQL would otherwise serialise; it is sent after them,
 * soon after the first ring and then at most once per `NOTICES_APART_MS` and kind. A lost notice delays work until the
 * next regular look, and loses nothing.
 */
export function createBell(pool: Pool, url: string): Bell {
  const listeners = new Set<(what: Ring) => void>();
  const waiting = new Map<Ring, NodeJS.Timeout>();
  const toldAt = new Map<Ring, number>();
  let client: Client | null = null;
  let listening: Promise<void> | null = null;
  let isClosed = false;
  const tellHere = (what: Ring) => listeners.forEach((listener) => listener(what));

  const tellOthers = (what: Ring) => {
    waiting.delete(what);
    toldAt.set(what, performance.now());
    pool.query({ name: "notify", text: NOTIFY, values: [CHANNEL, what] }).catch(() => undefined);
  };

  const connect = async (onLost: () => void) => {
    // A connection that is silently cut shows by its keep-alive, not only when somebody speaks.
    const opened = new Client({ connectionString: url, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
    opened.on("error", () => undefined);
    opened.on("notification", ({ payload }) => rings.filter((what) => what === payload).forEach(tellHere));
    try {
      await opened.connect();
      await opened.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await opened.end().catch(() => undefined);
      throw error;
    }
    opened.once("end", onLost);
    client = opened;
    if (isClosed) await opened.end();
  };

  const keepListening = async (): Promise<void> => {
    for (let pauseMs = FIRST_PAUSE_MS; !isClosed; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      try {
        await connect(() => void keepListening());
        // What was rung meanwhile was not heard.
        rings.forEach(tellHere);
        return;
      } catch {
        await wait(pauseMs);
      }
    }
  };

  return {
    ring(what) {
      tellHere(what);
      if (waiting.has(what)) return;
      const sinceMs = performance.now() - (toldAt.get(what) ?? Number.NEGATIVE_INFINITY);
      waiting.set(what, setTimeout(tellOthers, Math.max(NOTICE_AFTER_MS, NOTICES_APART_MS - sinceMs), what));
    },
    hear: (listener) => void listeners.add(listener),
    listen: () => (listening ??= keepListening()),
    async close() {
      isClosed = true;
      waiting.forEach((timer) => clearTimeout(timer));
      waiting.clear();
      await client?.end().catch(() => undefined);
    },
  };
}
