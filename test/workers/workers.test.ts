import { expect, test } from "vitest";
import { createContext } from "#app/context.server.ts";
import { openQueues, startWorkers } from "#workers/run.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { startProcess } from "../setup/process.ts";
import { strokesOf } from "../setup/strokes.ts";
import { openSteps, slowCatalog } from "./slow-catalog.ts";

async function world() {
  const url = await freshDatabase();
  const context = createContext(testConfig(url));
  return { url, context, ...(await openSteps(context)) };
}

test("work whose worker was killed is taken over by the next one", async () => {
  const { url, context, count, reached, open } = await world();
  const queues = openQueues(context, slowCatalog);
  const first = startProcess("test/workers/slow-worker.ts", testEnv(url));
  await first.ready;
  await queues.add("slow", { id: "a" }, "a");
  await reached("a", "began");
  first.kill("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  await open();
  await startProcess("test/workers/slow-worker.ts", testEnv(url)).ready;
  await reached("a", "ended");
  expect(await count("a", "began")).toBe(2);
  await queues.close();
  await context.close();
});

test("a worker told to stop ends the work in hand first", async () => {
  const { url, context, count, reached, open } = await world();
  const queues = openQueues(context, slowCatalog);
  const worker = startProcess("test/workers/slow-worker.ts", testEnv(url));
  await worker.ready;
  await queues.add("slow", { id: "b" }, "b");
  await reached("b", "began");
  worker.kill("SIGTERM");
  await open();
  expect(await worker.ended).toBe(0);
  expect(await count("b", "ended")).toBe(1);
  await queues.close();
  await context.close();
});

test("the same reminder twice is one piece of work while it is under way", async () => {
  const { context, count, reached, open } = await world();
  const workers = await startWorkers(context, slowCatalog);
  await workers.add("slow", { id: "c" }, "c");
  await workers.add("slow", { id: "c" }, "c");
  await reached("c", "began");
  await workers.add("slow", { id: "c" }, "c");
  await open();
  await reached("c", "ended");
  await workers.close();
  expect(await count("c", "began")).toBe(1);
  await context.close();
});

test("however many workers share a clock and however they end, each stroke is run once", async () => {
  const { url, reached, count, context } = await world();
  const start = () => startProcess("test/workers/slow-worker.ts", { ...testEnv(url), LOG_LEVEL: "debug" });
  const killed = [start(), start()];
  await Promise.all(killed.map(({ ready }) => ready));
  await reached("tick", "ended", 5);
  const alive = [start(), start()];
  for (const each of killed) {
    each.kill("SIGKILL");
    await each.ended;
    await reached("tick", "ended", (await count("tick", "ended")) + 2);
  }
  await Promise.all(alive.map(({ ready }) => ready));
  await reached("tick", "ended", (await count("tick", "ended")) + 5);
  const strokes = strokesOf([...killed.map((process) => ({ process, end: "killed" as const })), ...alive.map((process) => ({ process, end: "alive" as const }))]);
  expect(strokes.length).toBeGreaterThan(5);
  expect(new Set(strokes).size).toBe(strokes.length);
  await context.close();
});

test("a job with a clock runs again and again by itself", async () => {
  const { context, reached } = await world();
  const workers = await startWorkers(context, slowCatalog);
  await reached("tick", "ended", 3);
  await workers.close();
  await context.close();
});
