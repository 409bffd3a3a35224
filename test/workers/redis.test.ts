import { expect, test } from "vitest";
import { lookAtQueue } from "#app/cli/doctor/database.ts";
import { createContext } from "#app/context.server.ts";
import { freePort } from "#app/launch/ports.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { eventually } from "../setup/poll.ts";
import { startProcess } from "../setup/process.ts";
import { openRedis } from "../setup/redis.ts";
import { expectMarkedOnce, losesNothing, openQueued } from "./queue-story.ts";

test("a Redis that is wiped again and again loses no errand and no schedule, and nothing is done twice", async () => {
  const redis = await openRedis();
  const shop = await openQueued({ REDIS_URL: redis.url });
  await losesNothing(shop, redis.wipe);
}, 120_000);

test("while Redis is away errands wait, untried, and go out once it is back", async () => {
  const redis = await openRedis();
  const shop = await openQueued({ REDIS_URL: redis.url });
  const before = await shop.manyPaid(4);
  const workers = await shop.work();
  await eventually(async () => ((await shop.undone()) < 4 ? true : undefined));
  await redis.kill();
  const meanwhile = await shop.manyPaid(4);
  expect((await shop.errands()).slice(-4)).toMatchObject(meanwhile.map(() => ({ result: null, attempts: 0 })));
  await redis.start();
  await shop.drained();
  await workers.close();
  expectMarkedOnce(shop, [...before, ...meanwhile]);
}, 120_000);

test("a worker that starts while Redis is away says so once, works when it comes, and stops without it", async () => {
  const redis = await openRedis();
  await redis.kill();
  const url = await freshDatabase();
  const worker = startProcess("workers/main.ts", { ...testEnv(url), LOG_LEVEL: "debug", ROLE: "worker", REDIS_URL: redis.url });
  await worker.ready;
  const said = (word: string) => worker.output().split("\n").filter((line) => line.includes(word));
  await eventually(() => (said("Redis does not answer").length > 0 ? true : undefined));
  await redis.start("--maxmemory-policy", "allkeys-lru");
  await eventually(() => (said("Redis answers again").length > 0 && said("job.done").length > 0 ? true : undefined));
  await redis.kill();
  await eventually(() => (said("Redis does not answer").length > 1 ? true : undefined));
  worker.kill("SIGTERM");
  expect(await worker.ended).toBe(0);
  expect(said("Redis does not answer")).toHaveLength(2);
  expect(said(`"msg":"Redis may throw parts of the queue away`)).toHaveLength(1);
  expect(said(`"level":"error"`)).toEqual([]);
  expect(said("the queue had trouble")).toEqual([]);
}, 120_000);

test("the doctor says that Redis does not answer, and does not wait for it", async () => {
  const context = createContext(testConfig(await freshDatabase(), { REDIS_URL: `redis://127.0.0.1:${await freePort()}` }));
  await expect(lookAtQueue(context)).rejects.toThrow("Redis does not answer");
  await context.close();
});
