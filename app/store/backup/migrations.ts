import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PoolClient } from "pg";
import type { Migration } from "./header.ts";

type Queries = Pick<PoolClient, "query">;

const root = join(import.meta.dirname, "..", "..", "..");
const fileOf = (name: string): string => join(root, "prisma", "migrations", name, "migration.sql");

/** The version of this product. */
export const thisVersion = (): string => String(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);

/** The migrations this version brings, in order. */
export function migrationsHere(): readonly Migration[] {
  const names = globSync("prisma/migrations/*/migration.sql", { cwd: root }).map((path) => path.split(/[\\/]/).at(-2) ?? path);
  return names.sort().map((name) => ({ name, checksum: createHash("sha256").update(sqlOf(name) ?? "").digest("hex") }));
}

/** Its statements; null: this version has no such migration. */
export function sqlOf(name: string): string | null {
  return existsSync(fileOf(name)) ? readFileSync(fileOf(name), "utf8") : null;
}

/** The migrations the database has been through, in order; none: it has never been ours. */
export async function migrationsApplied(db: Queries): Promise<readonly Migration[]> {
  const { rows: [table] } = await db.query<{ there: string | null }>(`SELECT to_regclass('"_prisma_migrations"')::text AS "there"`);
  if (!table?.there) return [];
  const { rows } = await db.query<Migration>(`SELECT "migration_name" AS "name", "checksum" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL AND "rolled_back_at" IS NULL ORDER BY "started_at", "migration_name"`);
  return rows;
}

// As Prisma makes it, so that it goes on from here.
const HISTORY = `
CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/** Takes a database without tables through exactly these migrations, and notes them as Prisma does. */
export async function applyMigrations(client: Queries, migrations: readonly Migration[]): Promise<void> {
  await client.query(HISTORY);
  for (const { name, checksum } of migrations) {
    await client.query(sqlOf(name) ?? "");
    await client.query(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
       VALUES (gen_random_uuid()::text, $1, $2, clock_timestamp(), clock_timestamp(), 1)`,
      [checksum, name],
    );
  }
}
