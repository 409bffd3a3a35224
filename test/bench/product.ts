import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Pool } from "pg";
import { freePort } from "#app/launch/ports.ts";
import { closers } from "#app/launch/stack.ts";
import { firstShop } from "#app/sandbox/announce.ts";
import { type ShopControl, controlAt } from "#app/sandbox/control/client.ts";
import { eventually } from "../setup/poll.ts";
import { type Child, runChild, startChild } from "./child.ts";
import { SECRET, type Stage } from "./stage.ts";
import { type Purse, openPurses } from "./wallets.ts";

/** The product as `npm start` runs it, on a database of its own: the sandbox, the web server and the workers, a process each. */
export type Product = {
  readonly port: number;
  readonly shop: string;
  readonly web: Child;
  readonly worker: Child;
  readonly sandbox: Child;
  readonly sandboxUrl: string;
  readonly control: ShopControl;
  /** The bench's own eyes and hands in the database. */
  readonly pool: Pool;
  readonly purses: readonly Purse[];
  /** Stops web and workers and starts them again; how many ms until both were ready. */
  readonly restart: () => Promise<number>;
  readonly close: () => Promise<void>;
};

/** What every process of it is told; the log as by default. */
export const envFor = (databaseUrl: string, folder: string): Readonly<Record<string, string>> => ({
  TALLY_MODE: "sandbox", DATABASE_URL: databaseUrl, DATA_DIR: folder, SHOPIFY_API_KEY: "bench-key", SHOPIFY_API_SECRET: SECRET, ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
});

export async function openProduct(stage: Stage, url?: string): Promise<Product> {
  const databaseUrl = url ?? (await stage.newDatabase());
  const open = closers();
  const folder = join(stage.folder, new URL(databaseUrl).pathname.slice(1));
  mkdirSync(folder, { recursive: true });
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const shared = envFor(databaseUrl, folder);
  const env = { ...shared, PORT: String(port), SHOPIFY_ORIGIN: sandboxUrl, APP_BRIDGE_URL: `${sandboxUrl}/app-bridge.js` };
  const log = (name: string) => join(folder, `${name}.log`);
  try {
    const pool = new Pool({ connectionString: databaseUrl, max: 4 });
    pool.on("error", () => undefined);
    open.add(() => pool.end());
    const isUp = () => eventually(() => fetch(`${sandboxUrl}/health`).then(({ ok }) => ok || undefined, () => undefined));
    const sandbox = await startChild({ entry: "app/sandbox/main.ts", env: { ...shared, PORT: String(sandboxPort), APP_URL: `http://127.0.0.1:${port}` }, log: log("sandbox"), isUp });
    open.add(sandbox.stop);
    await runChild({ entry: "app/cli/main.ts", args: ["setup", "sandbox", join(folder, "sandbox-world.json")], env, log: log("setup") });
    const purses = await openPurses(env, firstShop.domain);
    const start = () => Promise.all([
      startChild({ entry: "app/server.ts", env: { ...env, ROLE: "web" }, log: log("web") }),
      startChild({ entry: "workers/main.ts", env: { ...env, ROLE: "worker" }, log: log("worker") }),
    ]);
    let running = await start();
    const stop = async () => void (await Promise.all(running.map((child) => child.stop())));
    open.add(stop);
    const restart = async () => {
      await stop();
      const began = performance.now();
      running = await start();
      return performance.now() - began;
    };
    const control = controlAt(sandboxUrl).shop(firstShop.domain);
    await control.visit();
    const [web, worker] = running;
    return { port, shop: firstShop.domain, web, worker, sandbox, sandboxUrl, control, pool, purses, restart, close: open.closeAll };
  } catch (error) {
    await open.closeAll();
    throw error;
  }
}
