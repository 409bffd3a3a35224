import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { placeFor } from "#app/launch/place.ts";
import { freePort } from "#app/launch/ports.ts";
import { startPostgres } from "#app/launch/postgres.ts";
import { inRoot, root } from "#app/launch/root.ts";
import { findRunning } from "#app/launch/running.ts";
import { eventually } from "../setup/poll.ts";

type Launch = { readonly child: ChildProcess; readonly output: () => string; readonly ended: Promise<number | string> };

/** A data folder of the test's own; whatever still runs on it at the end is stopped and everything is removed. */
async function place() {
  const dataDir = mkdtempSync(join(tmpdir(), "tallystick-"));
  const port = await freePort();
  const launched: Launch[] = [];
  onTestFinished(async () => {
    for (const { child, ended } of launched) {
      child.kill("SIGKILL");
      await ended;
    }
    const postgres = await startPostgres(dataDir);
    await postgres.stop();
    rmSync((await placeFor(dataDir)).folder, { recursive: true });
    rmSync(dataDir, { recursive: true, force: true });
  });
  const start = (): Launch => {
    const env = { PATH: process.env["PATH"], HOME: process.env["HOME"], NODE_ENV: process.env.NODE_ENV, DATA_DIR: dataDir, PORT: String(port), LOG_LEVEL: "warn" };
    const child = spawn(process.execPath, [inRoot("app/launch/start.mjs")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (output += text));
    const ended = new Promise<number | string>((resolve) => child.once("exit", (code, signal) => resolve(code ?? signal ?? "unknown")));
    launched.push({ child, output: () => output, ended });
    return { child, output: () => output, ended };
  };
  const isHealthy = async () => (await fetch(`http://127.0.0.1:${port}/health`).catch(() => null))?.ok === true;
  const healthy = () => eventually(async () => ((await isHealthy()) ? true : undefined), 60_000);
  const pages = () => eventually(async () => ((await fetch(`http://127.0.0.1:${port}/`, { redirect: "manual" })).status < 500 ? true : undefined));
  const up = async (launch: Launch) => {
    const stopped: Promise<never> = launch.ended.then((code) => Promise.reject(new Error(`npm start ended with ${code}:\n${launch.output()}`)));
    stopped.catch(() => undefined);
    await Promise.race([stopped, eventually(() => (launch.output().includes("Ctrl-C stops everything") ? true : undefined), 60_000)]);
    return await eventually(async () => (await findRunning(dataDir)) ?? undefined);
  };
  return { dataDir, port, start, isHealthy, healthy, pages, up };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
const gone = (pid: number) => eventually(() => (isAlive(pid) ? undefined : true), 30_000);

test("npm start says where to look, masks its secrets, refuses a second one beside it, and stops on Ctrl-C", async () => {
  const { dataDir, start, isHealthy, up } = await place();
  const first = start();
  const running = await up(first);
  expect(await isHealthy()).toBe(true);
  expect(first.output()).toContain("applied 20261121000000_sessions in");
  expect(first.output()).toMatch(/ENCRYPTION_KEY +\*\*\*\n/);
  const kept = JSON.parse(readFileSync(join(dataDir, "keys.json"), "utf8"));
  for (const secret of [kept.ENCRYPTION_KEY, kept.SHOPIFY_API_SECRET, new URL(running.databaseUrl).password]) expect(first.output()).not.toContain(secret);

  for (const file of ["keys.json", "run.json"]) expect(statSync(join(dataDir, file)).mode & 0o777).toBe(0o600);

  const second = start();
  expect(await second.ended).toBe(1);
  expect(second.output()).toContain("Tallystick already runs on this data folder");

  first.child.kill("SIGINT");
  expect(await first.ended).toBe(0);
  expect(await isHealthy()).toBe(false);
  for (const pid of Object.values(running.children)) expect(isAlive(pid)).toBe(false);
});

test("what dies by SIGKILL is started again: a web process, the database, and the launcher at the next start", async () => {
  const { dataDir, start, healthy, pages, up } = await place();
  const first = start();
  const running = await up(first);

  process.kill(running.children["web"] ?? 0, "SIGKILL");
  await gone(running.children["web"] ?? 0);
  await healthy();

  const pidFile = join((await placeFor(dataDir)).folder, "data", "postmaster.pid");
  const postmaster = () => (existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, "utf8"), 10) : undefined);
  const killed = postmaster() ?? 0;
  process.kill(killed, "SIGKILL");
  await eventually(() => (postmaster() === killed ? undefined : postmaster()), 30_000);
  await pages();

  const now = await eventually(async () => (await findRunning(dataDir)) ?? undefined);
  process.kill(now.pid, "SIGKILL");
  for (const pid of Object.values(now.children)) await gone(pid);
  const second = start();
  await up(second);
  await healthy();
  second.child.kill("SIGTERM");
  expect(await second.ended).toBe(0);
});

test("a port taken by another program is named", async () => {
  const { port, start } = await place();
  const { createServer } = await import("node:http");
  const other = createServer().listen(port, "127.0.0.1");
  onTestFinished(() => void other.close());
  const refused = start();
  expect(await refused.ended).toBe(1);
  expect(refused.output()).toContain(`PORT ${port} is taken by another program`);
});
