import { loadConfig } from "#app/config.server.ts";
import { type Context, createContext } from "#app/context.server.ts";
import { run, toldToStop } from "#app/process.server.ts";
import { catalog } from "./queue.ts";
import { startWorkers } from "./run.ts";

/** All workers of this process. */
export const openWorkers = (context: Context) => startWorkers(context, catalog);

async function main(): Promise<void> {
  const context = createContext(loadConfig());
  const workers = await openWorkers(context);
  context.log.info({ jobs: Object.keys(catalog) }, "workers are running");
  process.send?.("ready");
  await toldToStop();
  await workers.close();
  await context.close();
}

if (import.meta.main) await run(main);
