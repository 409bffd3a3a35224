import { setPriority } from "node:os";
import { loadConfig } from "#app/config.server.ts";
import { type Context, createContext } from "#app/context.server.ts";
import { openWatchPort } from "#app/metrics/port.ts";
import { notice, run, toldToStop } from "#app/process.server.ts";
import { openTracing } from "#app/traces.server.ts";
import { priceVigil } from "./prices.ts";
import { catalog } from "./queue.ts";
import { refetch } from "./refetch.ts";
import { relay } from "./relay.ts";
import { startWorkers } from "./run.ts";
import { sealer } from "./seal.ts";
import { keepVigil, type Kept } from "./vigil.ts";

/** All workers of this process. `close` lets the work under way end, and what it owes is said by the next process. */
export async function openWorkers(context: Context): Promise<Kept> {
  const workers = await startWorkers(context, catalog);
  context.readiness.needs("queue", () => Promise.resolve(workers.isUp()));
  const prices = priceVigil((offer) => workers.add("prices", offer, `${offer.shop}/${offer.turn}`));
  const vigils = Object.entries({ relay: workers.whileUp(relay((reminders) => workers.addAll("deliver", reminders))), prices: workers.whileUp(prices), sealer, refetch }).map(([name, vigil]) => keepVigil(context, name, vigil));
  await context.bell.listen();
  const close = async () => {
    await Promise.all(vigils.map((vigil) => vigil.close()));
    await workers.close();
  };
  return { close };
}

// Whoever speaks at a door waits for an answer, and nobody waits for an errand: on a machine at its limit the doors go first.
const COURTEOUS = 5;

async function main(): Promise<void> {
  setPriority(COURTEOUS);
  const config = loadConfig();
  const tracing = await openTracing(config);
  const context = createContext(config, undefined, tracing.trace);
  const watched = await openWatchPort(context);
  const workers = await openWorkers(context);
  context.log.info({ jobs: Object.keys(catalog) }, "workers are running");
  const stop = toldToStop();
  process.send?.("ready");
  await stop;
  await notice(context);
  await workers.close();
  await watched.close();
  await context.close();
  await tracing.close();
}

if (import.meta.main) await run(main);
