import { Client, type Pool } from "pg";

export type Ring = "relay" | "seal";

/** Wakes whoever waits for work: this process at once, others by one notice for many rings. */
export type Bell = {
  readonly ring: (what: Ring) => void;
  /** Hears rings of this process, and of others once `listen` was called. */
  readonly hear: (listener: (what: Ring) => void) => void;
  readonly listen: () => Promise<void>;
  readonly close: () => Promise<void>;
};

const CHANNEL = "tallystick";
const NOTICE_AFTER_MS = 5;

/**
 * NOTIFY stays out of write transactions, whose commits PostgreSQL would otherwise serialise; it is sent after them,
 * at most once per `NOTICE_AFTER_MS` and kind. A lost notice delays work until the next regular look, and loses nothing.
 */
export function createBell(pool: Pool, url: string): Bell {
  const listeners = new Set<(what: Ring) => void>();
  const waiting = new Map<Ring, NodeJS.Timeout>();
  let client: Client | null = null;
  const tellHere = (what: Ring) => listeners.forEach((listener) => listener(what));

  const tellOthers = (what: Ring) => {
    waiting.delete(what);
    pool.query("SELECT pg_notify($1, $2)", [CHANNEL, what]).catch(() => undefined);
  };

  return {
    ring(what) {
      tellHere(what);
      if (!waiting.has(what)) waiting.set(what, setTimeout(tellOthers, NOTICE_AFTER_MS, what));
    },
    hear: (listener) => void listeners.add(listener),
    async listen() {
      client = new Client({ connectionString: url });
      client.on("error", () => undefined);
      client.on("notification", ({ payload }) => (payload === "relay" || payload === "seal") && tellHere(payload));
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    },
    async close() {
      waiting.forEach((timer) => clearTimeout(timer));
      waiting.clear();
      await client?.end().catch(() => undefined);
    },
  };
}
