import type { Pool, PoolClient } from "pg";
import type { Trace } from "#app/traces.server.ts";

type Answered = (error: Error | null, result?: unknown) => void;
type Query = (...args: readonly unknown[]) => unknown;

/** Makes each round trip to the database a span: the name of the prepared statement or the first word, never a value. */
export function traceRoundTrips(pool: Pool, trace: Trace): void {
  pool.on("connect", (client: PoolClient) => {
    const plain = client.query.bind(client) as Query;
    const query: Query = (asked, ...rest) => {
      // A stream answers in its own way, over many round trips.
      if (typeof asked === "object" && asked !== null && "submit" in asked) return plain(asked, ...rest);
      const name = `database ${labelOf(asked)}`;
      const facts = { "db.system.name": "postgresql" };
      const answered = rest.at(-1);
      if (!isCallback(answered)) return trace(name, facts, async () => plain(asked, ...rest));
      // This is how the pool itself asks; who waits is told by the callback, so the span's own failure is told to nobody.
      trace(name, facts, () => told((heard) => plain(asked, ...rest.slice(0, -1), heard), answered)).catch(() => undefined);
      return undefined;
    };
    Object.assign(client, { query });
  });
}

const isCallback = (arg: unknown): arg is Answered => typeof arg === "function";

function told(ask: (heard: Answered) => unknown, answered: Answered): Promise<void> {
  return new Promise((resolve, reject) => {
    ask((error, result) => {
      if (error) reject(error);
      else resolve();
      answered(error, result);
    });
  });
}

function labelOf(asked: unknown): string {
  if (typeof asked === "object" && asked !== null && "name" in asked && typeof asked.name === "string" && asked.name !== "") return asked.name;
  const text = typeof asked === "string" ? asked : typeof asked === "object" && asked !== null && "text" in asked ? String(asked.text) : "";
  return /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "query";
}
