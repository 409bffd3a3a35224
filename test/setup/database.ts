import { randomBytes } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

const made = new Set<string>();

/** The address of a new, migrated, empty database. It is dropped when its test file has ended. */
export async function freshDatabase(): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  await asAdmin((admin) => admin.query(`create database ${name} template ${inject("templateDatabase")}`));
  made.add(name);
  const url = new URL(inject("databaseServer"));
  url.pathname = `/${name}`;
  return url.href;
}

export async function dropDatabases(): Promise<void> {
  await asAdmin(async (admin) => {
    for (const name of made) await admin.query(`drop database if exists ${name} with (force)`);
  });
  made.clear();
}

async function asAdmin(work: (admin: Client) => Promise<unknown>): Promise<void> {
  const admin = new Client({ connectionString: inject("databaseServer") });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
