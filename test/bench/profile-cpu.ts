import { readFileSync, readdirSync } from "node:fs";
import type { Pool } from "pg";

const TICKS_PER_SECOND = 100;

/** Processor time of the database server so far, in seconds, by whom it worked for: the processes of ours that are given by
 * their ids, the queue's and other sessions, and itself. Nothing where the system does not tell it as Linux does. Sessions
 * that have ended count with the postmaster that buried them. */
export async function databaseCpuSeconds(pool: Pool, processes: Readonly<Record<string, number>>): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ pid: number; client: string }>(`SELECT "pid", "application_name" AS "client" FROM pg_stat_activity WHERE "pid" <> pg_backend_pid()`);
  const postmaster = fieldsOf(rows[0]?.pid ?? 0)?.parent;
  if (postmaster === undefined) return {};
  const clients = new Map(rows.map(({ pid, client }) => [pid, client]));
  const names = Object.entries(processes).map(([name, pid]) => ({ name: `postgres for ${name}`, client: `tallystick-${pid}-` }));
  const nameOf = (pid: number): string => {
    const client = clients.get(pid);
    if (!client) return client === undefined || pid === postmaster ? "postgres itself" : "postgres for the queue and others";
    return names.find((each) => client.startsWith(each.client))?.name ?? "postgres for the queue and others";
  };
  const used: Record<string, number> = {};
  for (const { pid, parent, own, buried } of readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (fieldsOf(Number(name)) ?? []) : []))) {
    if (parent !== postmaster && pid !== postmaster) continue;
    const name = nameOf(pid);
    used[name] = (used[name] ?? 0) + (own + (pid === postmaster ? buried : 0)) / TICKS_PER_SECOND;
  }
  return used;
}

type Fields = { readonly pid: number; readonly parent: number; readonly own: number; readonly buried: number };

function fieldsOf(pid: number): Fields | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name, in brackets, may hold anything.
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ").map(Number);
    const [, parent = 0] = fields;
    const [user = 0, system = 0, buriedUser = 0, buriedSystem = 0] = fields.slice(11, 15);
    return { pid, parent, own: user + system, buried: buriedUser + buriedSystem };
  } catch {
    return null; // gone since
  }
}
