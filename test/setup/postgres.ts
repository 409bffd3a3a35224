import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { migrate } from "#app/launch/migrate.ts";
import { placeFor } from "#app/launch/place.ts";
import { startPostgres } from "#app/launch/postgres.ts";
import { inRoot } from "#app/launch/root.ts";

export type PostgresServer = {
  readonly url: string;
  /** Ends it as a crash would: every connection is cut, and whoever asks is refused. */
  readonly crash: () => void;
  readonly revive: () => Promise<void>;
};

/** A migrated PostgreSQL of the test's own, for what must not happen to the one that all share. It ends with the test. */
export async function openPostgres(): Promise<PostgresServer> {
  mkdirSync(inRoot(".cache"), { recursive: true });
  const dataDir = mkdtempSync(inRoot(".cache/postgres-"));
  const place = await placeFor(dataDir);
  onTestFinished(() => [place.folder, dataDir].forEach((folder) => rmSync(folder, { recursive: true, force: true })));
  // What was committed outlives a crash of the server without this; only the machine must not fall.
  const postgres = await startPostgres(dataDir, { fsync: "off" });
  onTestFinished(postgres.stop);
  await migrate(postgres.url);
  const crash = () => {
    const args = ["stop", "-D", join(place.folder, "data"), "-m", "immediate"];
    const { status, stderr } = spawnSync(join(place.programs, "pg_ctl"), args, { cwd: "/", ...(place.owner ?? {}) });
    if (status !== 0) throw new Error(String(stderr));
  };
  return { url: postgres.url, crash, revive: postgres.revive };
}
