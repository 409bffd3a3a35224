import { globSync } from "node:fs";
import { Client } from "pg";
import { root } from "./root.ts";
import { mustRun } from "./tool.ts";

export type Applied = { readonly name: string; readonly ms: number };

/** Brings the database to the newest migration and returns what was applied now, in order. */
export async function migrate(url: string): Promise<readonly Applied[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const before = new Set((await finished(client)).map(({ name }) => name));
    // Prisma's own check takes seconds; most starts have nothing to do.
    if (migrationNames().every((name) => before.has(name))) return [];
    await mustRun("prisma", ["migrate", "deploy"], { ...process.env, DATABASE_URL: url });
    return (await finished(client)).filter(({ name }) => !before.has(name));
  } finally {
    await client.end();
  }
}

const migrationNames = (): readonly string[] =>
  globSync("prisma/migrations/*/migration.sql", { cwd: root }).map((path) => path.split(/[\\/]/).at(-2) ?? path);

async function finished(client: Client): Promise<readonly Applied[]> {
  const { rows: tables } = await client.query(`select to_regclass('_prisma_migrations') as there`);
  if (tables[0].there === null) return [];
  const { rows } = await client.query<Applied>(
    `select migration_name as name, 1000 * extract(epoch from finished_at - started_at)::float8 as ms
       from _prisma_migrations where finished_at is not null and rolled_back_at is null order by started_at`,
  );
  return rows;
}
