import type { Context } from "#app/context.server.ts";
import { missingMigrations } from "#app/store/migrations.ts";
import { replacedSchemas, secretsByKey, serverCondition } from "#app/store/reads/condition.ts";
import { keyId } from "#app/store/secrets.ts";
import { openBackend } from "#workers/backend.ts";
import { catalog } from "#workers/queue.ts";
import type { Finding } from "./finding.ts";
import { over } from "./finding.ts";

const OLDEST_POSTGRES = 150_000;
const clockSeconds = { warn: 2, bad: 30 };
const queuedJobs = { warn: 1_000, bad: 100_000 };

export async function lookAtDatabase({ db, clock }: Context): Promise<readonly Finding[]> {
  const { version, versionNumber, now, ...settings } = await serverCondition(db.pool);
  const off = Object.entries({ fsync: settings.fsync, synchronous_commit: settings.synchronousCommit, full_page_writes: settings.fullPageWrites }).filter(([, value]) => value === "off");
  const aheadSeconds = Math.abs(clock().getTime() - now.getTime()) / 1000;
  return [
    { subject: "database", state: versionNumber < OLDEST_POSTGRES ? "bad" : "ok", says: `PostgreSQL ${version} answers` },
    { subject: "durability", state: off.length > 0 ? "bad" : "ok", says: off.length > 0 ? `${off.map(([name]) => name).join(", ")} off` : "fsync, synchronous_commit and full_page_writes are on" },
    { subject: "clock", of: "database", state: over(aheadSeconds, clockSeconds), says: `${aheadSeconds.toFixed(1)} s apart from ours` },
  ];
}

export async function lookAtMigrations({ db }: Context): Promise<readonly Finding[]> {
  const missing = await missingMigrations(db.pool);
  const replaced = await replacedSchemas(db.pool);
  return [
    { subject: "migrations", state: missing.length > 0 ? "bad" : "ok", says: missing.length > 0 ? `not applied: ${missing.join(", ")}` : "all applied" },
    ...replaced.map((schema) => ({ subject: "leftovers", state: "warn", of: schema, says: "is kept from before a restore" }) as const),
  ];
}

export async function lookAtKeys({ db, config }: Context): Promise<readonly Finding[]> {
  const [current = "", ...old] = config.encryptionKeys.map(keyId);
  const kept = await secretsByKey(db.pool);
  if (kept.length === 0) return [{ subject: "keys", state: "ok", says: "no secret is kept yet" }];
  return kept.map(({ key, secrets }) => {
    if (key === current) return { subject: "keys", state: "ok", says: `${secrets} kept secrets open with the key ${key}` };
    if (old.includes(key)) return { subject: "rotation", state: "warn", says: `${secrets} secrets are still kept with the old key ${key}` };
    return { subject: "keys", state: "bad", says: `${secrets} secrets need the key ${key}, which is not at hand` };
  });
}

export async function lookAtQueue({ config, log }: Context): Promise<readonly Finding[]> {
  const backend = openBackend({ config, log });
  const place = config.redisUrl === null ? "PostgreSQL" : "Redis";
  const away = backend.away.then(() => Promise.reject(new Error(`${place} does not answer`)));
  try {
    const counted = Promise.all(Object.keys(catalog).map(async (name) => {
      const queue = backend.queue(name);
      queue.on("error", () => undefined);
      try {
        return await queue.getJobCountByTypes("waiting", "active", "delayed");
      } finally {
        await queue.close().catch(() => undefined);
      }
    }));
    const depths = await Promise.race([counted, away]);
    const jobs = depths.reduce((sum, each) => sum + each, 0);
    return [{ subject: "queue", state: over(jobs, queuedJobs), says: `${place} holds ${jobs} reminders` }];
  } finally {
    backend.close();
  }
}
