import { readFileSync, readdirSync } from "node:fs";
import type { Pool } from "pg";

const TICKS_PER_SECOND = 100;

/** Processor time of the whole database server so far, in seconds; 0 where the system does not tell it as Linux does.
 * Sessions that have ended count with the postmaster that buried them. */
export async function databaseCpuSeconds(pool: Pool): Promise<number> {
  const { rows } = await pool.query<{ pid: number }>(`SELECT pg_backend_pid() AS "pid"`);
  const postmaster = fieldsOf(rows[0]?.pid ?? 0)?.parent;
  if (postmaster === undefined) return 0;
  const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (fieldsOf(Number(name)) ?? []) : []));
  const ticks = all.filter(({ pid, parent }) => parent === postmaster || pid === postmaster).reduce((sum, { pid, own, buried }) => sum + own + (pid === postmaster ? buried : 0), 0);
  return ticks / TICKS_PER_SECOND;
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
