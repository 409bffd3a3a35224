// A worker of the test's own: its job says that it began, and ends only where the test lets it.
import { loadConfig } from "#app/config.server.ts";
import { createContext } from "#app/context.server.ts";
import { run, toldToStop } from "#app/process.server.ts";
import { startWorkers } from "#workers/run.ts";
import { slowCatalog } from "./slow-catalog.ts";

await run(async () => {
  const context = createContext(loadConfig());
  const workers = await startWorkers(context, slowCatalog, { silentMs: 1_000 });
  process.send?.("ready");
  await toldToStop();
  await workers.close();
  await context.close();
});
