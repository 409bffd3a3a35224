import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { onTestFinished } from "vitest";
import { freePort } from "#app/launch/ports.ts";
import { redisServer } from "#app/launch/redis.ts";
import { eventually } from "./poll.ts";

export type RedisServer = {
  readonly url: string;
  /** With these settings beside its own. */
  readonly start: (...settings: readonly string[]) => Promise<void>;
  readonly kill: () => Promise<void>;
  readonly wipe: () => Promise<void>;
};

/** A Redis of the test's own that keeps nothing on disk; it ends with the test. */
export async function openRedis(): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "redis-"));
  let running: ChildProcess | null = null;
  const kill = () =>
    new Promise<void>((resolve) => {
      if (running === null) return resolve();
      running.once("exit", () => resolve());
      running.kill("SIGKILL");
      running = null;
    });
  const ask = async <T>(question: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(port, "127.0.0.1", { lazyConnect: true, retryStrategy: () => null });
    redis.on("error", () => undefined);
    try {
      await redis.connect();
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  };
  const start = async (...settings: readonly string[]) => {
    const options = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no", ...settings];
    running = spawn(redisServer() ?? "redis-server", options, { stdio: "ignore" });
    await eventually(() => ask((redis) => redis.ping()).catch(() => undefined));
  };
  onTestFinished(async () => {
    await kill();
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return { url: `redis://127.0.0.1:${port}`, start, kill, wipe: () => ask((redis) => redis.flushall()).then(() => undefined) };
}
