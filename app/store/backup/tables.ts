import type { PoolClient } from "pg";
import type { Header, Section } from "./header.ts";

type Queries = Pick<PoolClient, "query">;

// The queue's tables stand in a schema of their own: what they remind of is in ours.
const TABLES = `
SELECT c."relname" AS "table", array_agg(a."attname"::text ORDER BY a."attnum") AS "columns" FROM pg_class c
JOIN pg_attribute a ON a."attrelid" = c."oid" AND a."attnum" > 0 AND NOT a."attisdropped" AND a."attgenerated" = ''
WHERE c."relnamespace" = current_schema()::regnamespace AND c."relkind" IN ('r', 'p') AND NOT c."relispartition" AND c."relname" <> '_prisma_migrations'
GROUP BY c."relname" ORDER BY c."relname"`;

/** All our tables, each with the columns that are stored. */
export async function tablesOf(db: Queries): Promise<readonly Section[]> {
  return (await db.query<Section>(TABLES)).rows;
}

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export const columnList = ({ columns }: Section): string => columns.map(quoted).join(", ");

/** How many rows each table has. */
export async function countRows(db: Queries, tables: readonly Section[]): Promise<Header["rows"]> {
  const counts: Record<string, number> = {};
  for (const { table } of tables) {
    const { rows: [row] } = await db.query<{ count: string }>(`SELECT count(*) AS "count" FROM ${quoted(table)}`);
    counts[table] = Number(row?.count ?? 0);
  }
  return counts;
}

export async function shopsOf(db: Queries): Promise<readonly string[]> {
  return (await db.query<{ id: string }>(`SELECT "id" FROM "shops" ORDER BY "id"`)).rows.map(({ id }) => id);
}

export async function sealHeads(db: Queries): Promise<Header["seals"]> {
  const { rows } = await db.query<Header["seals"][number]>(
    `SELECT DISTINCT ON ("shop") "shop", "number"::text AS "number", encode("hash", 'hex') AS "hash" FROM "seals" ORDER BY "shop", "seals"."number" DESC`,
  );
  return rows;
}

/** Counters are outside every snapshot: they may be ahead of the rows, never behind. */
export async function sequencesOf(db: Queries): Promise<Header["sequences"]> {
  const { rows } = await db.query<{ name: string; value: string | null }>(`SELECT "sequencename" AS "name", "last_value"::text AS "value" FROM pg_sequences WHERE "schemaname" = current_schema() ORDER BY 1`);
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
