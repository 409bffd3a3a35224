import { Client } from "pg";
import type { TestProject } from "vitest/node";
import { generateClient } from "#app/launch/make.ts";
import { migrate } from "#app/launch/migrate.ts";
import { startPostgres } from "#app/launch/postgres.ts";
import { inRoot } from "#app/launch/root.ts";
import { fingerprint } from "#app/launch/stamp.ts";

declare module "vitest" {
  interface ProvidedContext {
    readonly databaseServer: string;
    readonly templateDatabase: string;
  }
}

// Several runs may share the server: whoever prepares or stops it holds this lock.
const lock = 7_415_001;

/** Starts the tests' own PostgreSQL (or uses TEST_DATABASE_URL) and migrates one template that each test clones. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const own = process.env["TEST_DATABASE_URL"] ? null : await startPostgres(inRoot(".cache/test"), unsafeButQuick);
  const server = withDatabase(process.env["TEST_DATABASE_URL"] ?? own?.url ?? "", "postgres");
  const admin = new Client({ connectionString: server, application_name: "test run" });
  admin.on("error", () => undefined);
  await admin.connect();
  const end = async () => {
    const stop = await whileLocked(admin, async () => own !== null && (await isLastRun(admin)));
    await admin.end();
    if (stop) await own?.stop();
  };
  try {
    project.provide("templateDatabase", await whileLocked(admin, () => prepareTemplate(admin, server)));
    project.provide("databaseServer", server);
  } catch (error) {
    await end();
    throw error;
  }
  return end;
}

// Tests keep nothing, so nothing need survive a power cut.
const unsafeButQuick = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

const templateName = (): string => `template_${fingerprint(["prisma/migrations/**/*"]).slice(0, 16)}`;

async function prepareTemplate(admin: Client, server: string): Promise<string> {
  await generateClient();
  if (await isLastRun(admin)) await dropLeftovers(admin);
  const template = templateName();
  const { rows } = await admin.query<{ name: string }>(`select datname as name from pg_database where datname like 'template\\_%'`);
  if (rows.some(({ name }) => name === template)) return template;
  // Under another name until it is whole: a run that was killed leaves no half-made template.
  await admin.query(`drop database if exists template_in_making with (force)`);
  await admin.query(`create database template_in_making`);
  await migrate(withDatabase(server, "template_in_making"));
  await admin.query(`alter database template_in_making rename to ${template}`);
  return template;
}

// What runs that were killed left behind, and templates of earlier migrations.
async function dropLeftovers(admin: Client): Promise<void> {
  const current = templateName();
  const { rows } = await admin.query<{ name: string }>(`select datname as name from pg_database where datname ~ '^(test|template)_[0-9a-f]{16}$'`);
  for (const { name } of rows) if (name !== current) await admin.query(`drop database "${name}" with (force)`);
}

async function isLastRun(admin: Client): Promise<boolean> {
  const { rows } = await admin.query(`select count(*)::int as others from pg_stat_activity where application_name = 'test run' and pid <> pg_backend_pid()`);
  return rows[0].others === 0;
}

async function whileLocked<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query(`select pg_advisory_lock(${lock})`);
  try {
    return await work();
  } finally {
    await client.query(`select pg_advisory_unlock(${lock})`);
  }
}

export function withDatabase(url: string, name: string): string {
  const named = new URL(url);
  named.pathname = `/${name}`;
  return named.href;
}
