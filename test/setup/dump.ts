import type { Pool } from "pg";

/** Every row of every table of every schema, as text: bytes in hex, as PostgreSQL prints them. */
export async function dump(pool: Pick<Pool, "query">): Promise<ReadonlyMap<string, string>> {
  const { rows } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS "name" FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1`,
  );
  const tables = new Map<string, string>();
  for (const { name } of rows) {
    const { rows: [table] } = await pool.query<{ text: string | null }>(`SELECT string_agg(t::text, E'\\n') AS "text" FROM ${name} t`);
    if (table?.text) tables.set(name, table.text);
  }
  return tables;
}

/** Where a value stands, in any form it could have been kept in: plainly, in any case, in hex, in base64 at any offset. */
export function placesOf(value: string, tables: ReadonlyMap<string, string>): readonly string[] {
  const bytes = Buffer.from(value);
  // Three bytes make four letters: what stands between whole threes reads the same wherever it stands.
  const inBase64 = [0, 1, 2].map((from) => bytes.subarray(from, from + 3 * Math.floor((bytes.length - from) / 3)).toString("base64"));
  const forms = [value, bytes.toString("hex"), encodeURIComponent(value), ...inBase64].filter((form) => form.length > 3).map((form) => form.toLowerCase());
  return [...tables].filter(([, text]) => forms.some((form) => text.toLowerCase().includes(form))).map(([name]) => name);
}
