import { type Logger, pino } from "pino";
import type { Config } from "./config.server.ts";

export type Log = Logger;

// Names under which a secret could reach a log line; the lines themselves are written not to carry any.
const secretNames = ["token", "accessToken", "refreshToken", "access_token", "refresh_token", "id_token", "secret", "apiSecret", "authorization", "password", "cookie"];

/** Structured logs: one JSON line per step on standard output. */
export function createLog(level: Config["logLevel"], role: string): Log {
  return pino({
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: "***" },
  });
}
