import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { PoolClient } from "pg";

const folder = join(import.meta.dirname, "..", "..", "prisma", "migrations");

/** Migrations this version brings that the database has not had, or not whole. */
export async function missingMigrations(db: Pick<PoolClient, "query">): Promise<readonly string[]> {
  const { rows } = await db.query<{ name: string }>(`SELECT "migration_name" AS "name" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL`);
  const done = new Set(rows.map(({ name }) => name));
  const brought = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return brought.filter((name) => !done.has(name)).sort();
}
