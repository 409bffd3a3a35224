import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Pool } from "pg";
import type { Child } from "./child.ts";
import type { Product } from "./product.ts";
import { databaseCpuSeconds } from "./profile-cpu.ts";
import { hotSpots } from "./profile-spots.ts";
import type { Watch } from "./row.ts";

type Print = (line: string) => void;

const TOP = 25;
const LOOK_EVERY_MS = 5;

/** Prints, after each round, what it went into: processor time per request and process, the web and the worker process's functions, and
 * the database's statements (also those inside functions) and waits. */
export function watchOver(product: Product, folder: string, print: Print): Watch {
  const { pool, web, worker, sandbox } = product;
  const files = { web: join(folder, "web.cpuprofile"), worker: join(folder, "worker.cpuprofile") };
  const cpu = watchCpu({ web, worker, sandbox }, pool, print);
  let waits: { readonly stop: () => Promise<ReadonlyMap<string, number>> };
  return {
    begin: async () => {
      await pool.query(`CREATE EXTENSION IF NOT EXISTS pg_stat_statements`);
      await pool.query(`SELECT pg_stat_statements_reset(), pg_stat_reset()`);
      waits = watchWaits(product);
      await cpu.begin();
      await Promise.all([web.beginProfile(), worker.beginProfile()]);
    },
    end: async (measured) => {
      await Promise.all([web.endProfile(files.web), worker.endProfile(files.worker)]);
      await cpu.end(measured);
      const seen = await waits.stop();
      for (const [name, file] of Object.entries(files)) {
        print(`\n${name} process, share of its samples`);
        for (const spot of hotSpots(file, TOP)) print(line(spot.share * 100, spot.name));
      }
      print("\nstatements, ms per request (mean ms × calls per request)");
      for (const each of await statements(product)) print(line(each.ms / measured.count, `${each.mean.toFixed(3)} × ${(each.calls / measured.count).toFixed(2)}  ${each.text}`));
      print("\nrows per request read by scanning whole tables");
      for (const { table, rows } of await scans(product)) print(line(rows / measured.count, table));
      print("\ndatabase sessions of the product, mean number in each wait");
      for (const [name, mean] of [...seen].sort(([, a], [, b]) => b - a).slice(0, TOP)) print(line(mean, name));
    },
  };
}

/** Processor time per request, by process. Unlike a rate it is hardly disturbed by what else runs on the machine. */
export function watchCpu(processes: Readonly<Record<string, Child>>, pool: Pool, print: Print): Watch {
  const pids = Object.fromEntries(Object.entries(processes).map(([name, { pid }]) => [name, pid]));
  let before: Readonly<Record<string, number>> = {};
  const cpu = async (): Promise<Readonly<Record<string, number>>> => {
    const used = await Promise.all(Object.entries(processes).map(async ([name, child]) => [name, seconds(await child.usage())] as const));
    return { ...Object.fromEntries(used), generator: seconds(process.cpuUsage()), ...(await databaseCpuSeconds(pool, pids)) };
  };
  return {
    begin: async () => void (before = await cpu()),
    end: async ({ count, perSecond, p50Ms, p99Ms }) => {
      const after = Object.entries(await cpu()).map(([name, used]) => [name, ((used - (before[name] ?? 0)) * 1_000) / count] as const);
      print(`\n${count} requests, ${Math.round(perSecond)}/s, p50 ${p50Ms?.toFixed(1)} ms, p99 ${p99Ms?.toFixed(1)} ms`);
      print("processor time, ms per request");
      for (const [name, each] of after) print(line(each, name));
      print(line(after.reduce((sum, [, each]) => sum + each, 0), "in all"));
    },
  };
}

const seconds = ({ user, system }: { readonly user: number; readonly system: number }): number => (user + system) / 1e6;
const line = (value: number, name: string): string => `${value.toFixed(3).padStart(9)}  ${name}`;

type Statement = { readonly ms: number; readonly calls: number; readonly mean: number; readonly text: string };

async function statements({ pool }: Product): Promise<readonly Statement[]> {
  const { rows } = await pool.query<Statement>(
    `SELECT "total_exec_time" AS "ms", "calls"::float8 AS "calls", "mean_exec_time" AS "mean", left(regexp_replace("query", '\\s+', ' ', 'g'), 130) AS "text"
     FROM pg_stat_statements WHERE "dbid" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database()) ORDER BY 1 DESC LIMIT $1`,
    [TOP],
  );
  return rows;
}

/** A table read as a whole: a missing index, or a plan made when it was small. */
async function scans({ pool }: Product): Promise<readonly { readonly table: string; readonly rows: number }[]> {
  const { rows } = await pool.query<{ table: string; rows: number }>(
    `SELECT "schemaname" || '.' || "relname" AS "table", "seq_tup_read"::float8 AS "rows" FROM pg_stat_user_tables WHERE "seq_tup_read" > 0 ORDER BY 2 DESC LIMIT 8`,
  );
  return rows;
}

/** Looks again and again at what the sessions wait for. */
function watchWaits({ pool }: Product): { readonly stop: () => Promise<ReadonlyMap<string, number>> } {
  const seen = new Map<string, number>();
  let looks = 0;
  let isOver = false;
  const look = async () => {
    while (!isOver) {
      const { rows } = await pool.query<{ what: string; many: number }>(
        `SELECT concat_ws(' ', "state", coalesce("wait_event_type" || '/' || "wait_event", 'running'), left(regexp_replace("query", '\\s+', ' ', 'g'), 40)) AS "what", count(*)::int AS "many"
         FROM pg_stat_activity WHERE "datname" = current_database() AND "pid" <> pg_backend_pid() AND "state" <> 'idle' GROUP BY 1`,
      );
      looks += 1;
      for (const { what, many } of rows) seen.set(what, (seen.get(what) ?? 0) + many);
      await wait(LOOK_EVERY_MS);
    }
  };
  const looking = look();
  return {
    stop: async () => {
      isOver = true;
      await looking;
      return new Map([...seen].map(([what, many]) => [what, many / looks]));
    },
  };
}
