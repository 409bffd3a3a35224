import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installDebian } from "./debian.ts";
import { say } from "./say.ts";

/** The path of redis-server; null: there is none. */
export function redisServer(): string | null {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.map((folder) => join(folder, "redis-server")).find((path) => existsSync(path)) ?? null;
}

/** Sees to a redis-server for the tests of Redis as the queue, from Debian's packages as root. Where there is none and none can be installed, it says that they are left out. */
export function findRedis(): void {
  if (redisServer() !== null) return;
  installDebian("redis-server", ["redis-server"]);
  if (redisServer() === null) say("No redis-server was found and none could be installed: the tests of Redis as the queue are left out.");
}
