import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildBlocks } from "./blocks.ts";
import { type Child, startChild } from "./child.ts";
import { runHere } from "./errand.ts";
import { guardedPostgres } from "./guarded.ts";
import { buildScreens, generateClient } from "./make.ts";
import { migrate } from "./migrate.ts";
import { freePort, isFree } from "./ports.ts";
import { buildReader } from "./reader.ts";
import { inRoot } from "./root.ts";
import { findRunning, giveSign, type Running } from "./running.ts";
import { Refusal, say, step } from "./say.ts";
import type { Env, Settings } from "./settings.ts";
import { closers } from "./stack.ts";

export type Served = { readonly running: Running; readonly env: Env; readonly children: readonly Child[]; readonly stop: () => Promise<void> };

/** Makes what is missing, starts the database, migrates it, and starts the processes: the sandbox first, because the
 * web server asks it, then web and workers. What was started is stopped again, in the opposite order, when a later
 * step fails and when the result's `stop` is called. */
export async function serve(settings: Settings, kind: "built" | "dev"): Promise<Served> {
  const { config } = settings;
  await refuseSecond(settings);
  if (await generateClient()) say("Prisma client generated");
  if (await buildReader()) say("Reader of QR codes ready");
  if (kind === "built" && config.role !== "worker") await step("Screens ready", buildScreens);
  if (config.mode === "sandbox" && (await buildBlocks())) say("Blocks for the shop's pages ready");
  const open = closers();
  try {
    const databaseUrl = await openDatabase(settings, open.add);
    await step("Database migrated", () => tellMigrations(databaseUrl));
    mkdirSync(config.dataDir, { recursive: true });
    const sign = await giveSign(config.dataDir);
    open.add(sign.end);
    const children: Child[] = [];
    let running: Running = { pid: process.pid, url: config.appUrl, port: config.port, databaseUrl, sandboxUrl: null, children: {} };
    const tell = () => {
      running = { ...running, children: Object.fromEntries(children.map((child) => [child.name, child.pid() ?? 0])) };
      sign.tell(running);
    };
    const start = async (plan: Parameters<typeof startChild>[0]) => {
      const child = await startChild(plan, tell);
      children.push(child);
      open.add(child.stop);
      tell();
    };
    let env: Env = { ...settings.env, DATABASE_URL: databaseUrl, NODE_ENV: kind === "dev" ? "development" : "production" };
    const sandboxPort = await sandboxPortFor(settings);
    if (sandboxPort !== null) {
      const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
      await start({ name: "sandbox", entry: sandboxEntry, ready: "line", env: { ...env, PORT: String(sandboxPort), BIND: "127.0.0.1", APP_URL: config.appUrl } });
      env = { ...env, SHOPIFY_ORIGIN: sandboxUrl, APP_BRIDGE_URL: `${sandboxUrl}/app-bridge.js` };
      running = { ...running, sandboxUrl };
      await setUpSandbox(env, config.dataDir);
    }
    const args = kind === "dev" ? ["--dev"] : [];
    for (const role of rolesFor(settings)) {
      const entry = role === "worker" ? "workers/main.ts" : "app/server.ts";
      await start({ name: role === "all" ? "web and workers" : role, entry, args, env: { ...env, ROLE: role, ...watchPort(config, role) }, ready: "message" });
    }
    tell();
    return { running, env, children, stop: open.closeAll };
  } catch (error) {
    await open.closeAll();
    throw error;
  }
}

const sandboxEntry = "app/sandbox/main.ts";

// What the sandbox wrote down is all the app is told about it, by the same tool that sets up a real shop.
async function setUpSandbox(env: Env, dataDir: string): Promise<void> {
  const code = await runHere("app/cli/main.ts", ["setup", "sandbox", join(dataDir, "sandbox-world.json")], env);
  if (code !== 0) throw new Refusal("The sandbox's shop could not be set up; the reason is above.");
}

async function refuseSecond({ config }: Settings): Promise<void> {
  const other = await findRunning(config.dataDir);
  if (other) throw new Refusal(`Tallystick already runs on this data folder, at ${other.url} (process ${other.pid}).`);
  if (config.role !== "worker" && !(await isFree(config.port, config.bind)))
    throw new Refusal(`PORT ${config.port} is taken by another program: stop that, or set PORT to another.`);
}

async function openDatabase({ env, config, ownDatabase }: Settings, onStarted: (stop: () => Promise<void>) => void): Promise<string> {
  if (!ownDatabase) return env["DATABASE_URL"] ?? "";
  const postgres = await step("Embedded PostgreSQL is up", () => guardedPostgres(config.dataDir));
  onStarted(postgres.stop);
  return postgres.url;
}

async function tellMigrations(url: string): Promise<void> {
  for (const { name, ms } of await migrate(url)) say(`  applied ${name} in ${Math.round(ms)} ms`);
}

async function sandboxPortFor({ config, env }: Settings): Promise<number | null> {
  const wanted = config.mode === "sandbox" && config.role !== "worker" && !env["SHOPIFY_ORIGIN"];
  if (!wanted || !existsSync(inRoot(sandboxEntry))) return null;
  return (await isFree(config.port + 1, "127.0.0.1")) ? config.port + 1 : freePort();
}

// Two processes cannot listen on one port.
const watchPort = ({ metrics: { port } }: Settings["config"], role: string): Readonly<Record<string, string>> => (port !== null && role === "worker" ? { METRICS_PORT: String(port + 1) } : {});

// Without a word about it, web and workers are two processes: one may die without the other.
const rolesFor = ({ env, config }: Settings) => (env["ROLE"] ? [config.role] : (["web", "worker"] as const));
