import { createRedisBackend, withBackend } from "bullmq";
import { Redis } from "ioredis";
import type { Log } from "#app/log.server.ts";
import type { Backend } from "./backend.ts";

/** BullMQ on Redis. It may be wiped, restarted or away: it holds reminders only, and they come again. */
export function onRedis(url: string, log: Log): Backend {
  const { Queue, Worker } = withBackend(createRedisBackend);
  // Workers wait for a lost Redis to come back, however long that takes; who asks for work is told at once, and asks again.
  const working = new Redis(url, { maxRetriesPerRequest: null });
  const asking = new Redis(url, { maxRetriesPerRequest: 0, enableOfflineQueue: false, commandTimeout: 5_000 });
  working.on("error", () => undefined);
  return {
    queue: (name) => new Queue(name, { connection: asking }),
    worker: (name, work, settings) => new Worker(name, work, { ...settings, connection: working }),
    isUp: () => asking.status === "ready",
    away: tellTrips(asking, url, log),
    isSaid: isAbsence,
    close: () => [working, asking].forEach((each) => each.disconnect()),
  };
}

/** Says once that Redis is away, and once that it is back. Settles at the first absence. */
function tellTrips(redis: Redis, url: string, log: Log): Promise<void> {
  const place = `${new URL(url).protocol}//${new URL(url).host}`;
  let isAway = false;
  return new Promise((resolve) => {
    const leave = (why: string) => {
      if (!isAway) log.warn({ redis: place, why }, "REDIS_URL: Redis does not answer; errands wait in the database and go on by themselves when it does");
      isAway = true;
      resolve();
    };
    redis.on("error", (error) => leave(error.message));
    redis.on("reconnecting", () => leave("the connection was lost"));
    redis.on("ready", () => {
      if (isAway) log.info({ redis: place }, "Redis answers again");
      isAway = false;
      void warnOfEviction(redis, place, log);
    });
  });
}

// A Redis that throws keys away under pressure tears the queue apart, and nobody hears of it: worse than one that is wiped.
async function warnOfEviction(redis: Redis, place: string, log: Log): Promise<void> {
  const policy = /^maxmemory_policy:(\S+)/m.exec(await redis.info("memory").catch(() => ""))?.[1];
  if (policy && policy !== "noeviction") log.warn({ redis: place, policy }, "Redis may throw parts of the queue away, and errands may then wait until it is wiped: set maxmemory-policy to noeviction");
}

const ABSENCE = /ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|Connection is closed|Stream isn't writeable|max retries per request|Command timed out|Missing (?:key|lock) for job|Lock mismatch for job|could not renew lock for job/i;

// After a wipe a queue also misses the jobs it was working on; their errands are told by the outbox.
const isAbsence = (error: Error): boolean => ABSENCE.test(error.message) || ABSENCE.test(String((error as NodeJS.ErrnoException).code));
