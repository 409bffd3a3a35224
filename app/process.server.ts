import type { Server } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { ConfigError, type Config } from "./config.server.ts";

// What is still being answered when a stop is asked for gets this long.
const patienceMs = 10_000;

/** Runs a process of ours to its end. A wrong environment ends it with its one sentence, a bug with its stack. */
export async function run(main: () => Promise<void>): Promise<never> {
  try {
    await main();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}

/** Settles at the first SIGTERM or SIGINT; later ones change nothing, the stop is under way. */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    // Waiting for a signal does not keep a process alive by itself, and a worker may hold nothing else that does.
    const alive = setInterval(() => undefined, 3_600_000);
    const stop = () => {
      clearInterval(alive);
      resolve();
    };
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  });
}

export function listen(server: Server, { port, bind }: Pick<Config, "port" | "bind">, variable = "PORT"): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new ConfigError(`${variable} ${port} is taken by another program: stop that, or set ${variable} to another.`) : error),
    );
    server.listen(port, bind, resolve);
  });
}

/** Says at /ready that it stops, and gives whoever shares out the work the time that was set to notice it. */
export async function notice({ readiness, config }: { readonly readiness: { readonly drain: () => void }; readonly config: Pick<Config, "drainSeconds"> }): Promise<void> {
  readiness.drain();
  if (config.drainSeconds > 0) await wait(config.drainSeconds * 1_000);
}

/** Takes no new request, answers those under way, and cuts what takes too long (a live page would never end). */
export function drain(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => server.closeAllConnections(), patienceMs);
    server.close(() => {
      clearTimeout(cut);
      resolve();
    });
    server.closeIdleConnections();
  });
}
