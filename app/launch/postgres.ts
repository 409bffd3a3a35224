import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Client } from "pg";
import { freePort } from "./ports.ts";
import { type Place, placeFor } from "./place.ts";
import { Refusal } from "./say.ts";

/** A running embedded PostgreSQL. `url` names its database `tallystick`. */
export type Postgres = {
  readonly url: string;
  /** Starts it again on the same port after it died. */
  readonly revive: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Options = Readonly<Record<string, string>>;

/** Starts the database that belongs to `dataDir`, or finds it running. It has a session of its own (pg_ctl sees to
 * that), so neither Ctrl-C nor our death ends it; whoever starts it must stop it. */
export async function startPostgres(dataDir: string, options: Options = {}): Promise<Postgres> {
  mkdirSync(dataDir, { recursive: true });
  const place = await placeFor(dataDir);
  const data = join(place.folder, "data");
  if (!existsSync(data)) await initialise(place, data);
  const port = (await runningPort(place, data)) ?? (await startUp(place, data, options));
  const password = readFileSync(join(place.folder, "password"), "utf8");
  const server = `postgresql://tallystick:${password}@127.0.0.1:${port}`;
  await createDatabase(`${server}/postgres`);
  return {
    url: `${server}/tallystick`,
    revive: async () => void ((await runningPort(place, data)) ?? (await startUp(place, data, options, port))),
    stop: async () => void (await pgCtl(place, ["stop", "-D", data, "-m", "fast", "-t", "30"])),
  };
}

async function createDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(`select from pg_database where datname = 'tallystick'`);
    if (!rowCount) await client.query(`create database tallystick`);
  } finally {
    await client.end();
  }
}

// Made beside its final name and renamed, so that a half-made cluster is never taken for a whole one.
async function initialise(place: Place, data: string): Promise<void> {
  const half = `${data}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(place.folder, { recursive: true });
  const password = join(place.folder, "password");
  if (!existsSync(password)) writeFileSync(password, randomBytes(24).toString("hex"), { mode: 0o600 });
  if (place.owner) chownSync(password, place.owner.uid, place.owner.gid);
  const args = ["-D", half, "-U", "tallystick", "--pwfile", password, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const made = await program(place, "initdb", args);
  if (made.code !== 0) throw new Refusal(`The embedded PostgreSQL could not be set up:\n${made.output}`);
  chmodSync(half, 0o700);
  renameSync(half, data);
}

// After a kill -9 the old back ends take a moment to leave, and until then a start is refused.
async function startUp(place: Place, data: string, options: Options, fixedPort?: number): Promise<number> {
  const log = join(place.folder, "log");
  const until = Date.now() + 15_000;
  for (;;) {
    const port = fixedPort ?? (await freePort());
    const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", port: String(port), ...options };
    const words = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
    const { code, output } = await pgCtl(place, ["start", "-w", "-t", "30", "-D", data, "-l", log, "-o", words.join(" ")]);
    if (code === 0) return port;
    const other = await runningPort(place, data);
    if (other) return other;
    if (Date.now() > until) throw new Refusal(`The embedded PostgreSQL did not start:\n${output}\nIts log is ${log}.`);
    await wait(250);
  }
}

/** The port of a server that is up, as its own pid file tells it (fourth line), or null when none runs. A start still
 * under way has not written "ready" yet, and one just killed may look alive for a moment: both are waited for. */
async function runningPort(place: Place, data: string): Promise<number | null> {
  const file = join(data, "postmaster.pid");
  for (let tries = 0; tries < 100; tries++) {
    if (existsSync(file)) forgetTheDead(file);
    const { code } = await pgCtl(place, ["status", "-D", data]);
    if (code !== 0 || !existsSync(file)) return null;
    const [, , , port, , , , state] = readFileSync(file, "utf8").split("\n");
    if (port && state?.trim() === "ready" && (await answers(Number(port)))) return Number(port);
    await wait(100);
  }
  return null;
}

// Where process 1 buries nobody (many containers), a killed server stays in the process table and seems to hold its lock.
function forgetTheDead(pidFile: string): void {
  const stat = `/proc/${Number.parseInt(readFileSync(pidFile, "utf8"), 10)}/stat`;
  if (existsSync(stat) && /^\d+ \(.*\) Z/.test(readFileSync(stat, "utf8"))) rmSync(pidFile, { force: true });
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => resolve(true));
    socket.on("error", () => resolve(false));
    socket.once("connect", () => socket.end());
  });

const pgCtl = (place: Place, args: readonly string[]) => program(place, "pg_ctl", args);

function program(place: Place, name: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    // PGPORT, PGDATA and their like speak of another server.
    const env = { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC", NODE_ENV: process.env.NODE_ENV };
    const child = spawn(join(place.programs, name), args, { cwd: "/", env, stdio: ["ignore", "pipe", "pipe"], ...(place.owner ?? {}) });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    child.on("error", reject);
    child.on("exit", (code) => resolve({ code: code ?? 1, output }));
  });
}
