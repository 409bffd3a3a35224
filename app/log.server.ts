import { type Logger, pino } from "pino";
import type { Config } from "./config.server.ts";

export type Log = Logger;

// Names under which a secret could reach a log line; the lines themselves are written not to carry any.
const secretNames = ["token", "accessToken", "refreshToken", "access_token", "refresh_token", "id_token", "secret", "apiSecret", "authorization", "password", "cookie"];

// What the database quotes of the row it refused, and of the statement it was in: names, notes and addresses of customers.
const quotations = ["detail", "where", "internalQuery", "parameters"];

/** An error as the log tells it: what went wrong and where in our code, without the data it went wrong with. */
export function toldError(error: Error): object {
  const told = Object.entries(pino.stdSerializers.err(error)).filter(([name]) => !quotations.includes(name));
  return Object.fromEntries(told);
}

/** Structured logs: one JSON line per step on standard output. */
export function createLog(level: Config["logLevel"], role: string): Log {
  return pino({
    level,
    base: { role },
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: toldError },
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretNames.flatMap((name) => [name, `*.${name}`]), censor: "***" },
  });
}
