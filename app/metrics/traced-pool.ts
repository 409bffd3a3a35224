import type { Pool, PoolClient } from "pg";
import type { Trace } from "#app/traces.server.ts";

/** Makes each round trip to the database a span: the name of the prepared statement or the first word, never a value. */
export function traceRoundTrips(pool: Pool, trace: Trace): void {
  pool.on("connect", (client: PoolClient) => {
    const plain = client.query.bind(client) as (...args: unknown[]) => unknown;
    const query = (...args: unknown[]): unknown => {
      // Streams and callbacks answer in their own way; nothing of ours that matters here uses them.
      if (args.some((arg) => typeof arg === "function") || (typeof args[0] === "object" && args[0] !== null && "submit" in args[0])) return plain(...args);
      return trace(`database ${labelOf(args[0])}`, { "db.system.name": "postgresql" }, async () => plain(...args));
    };
    Object.assign(client, { query });
  });
}

function labelOf(asked: unknown): string {
  if (typeof asked === "object" && asked !== null && "name" in asked && typeof asked.name === "string" && asked.name !== "") return asked.name;
  const text = typeof asked === "string" ? asked : typeof asked === "object" && asked !== null && "text" in asked ? String(asked.text) : "";
  return /^\s*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? "query";
}
