import { type Logger, pino } from "pino";
import type { Config } from "./config.server.ts";

export type Log = Logger;

// Names under which a secret could reach a log line; the lines themselves are written not to carry any.
const secretNames = new Set(["token", "accessToken", "refreshToken", "access_token", "refresh_token", "id_token", "secret", "apiSecret", "authorization", "password", "cookie"]);

// What the database quotes of the row it refused, and of the statement it was in: names, notes and addresses of customers.
const quotations = ["detail", "where", "internalQuery", "parameters"];

/** An error as the log tells it: what went wrong and where in our code, without the data it went wrong with. */
export function toldError(error: Error): object {
  const told = Object.entries(pino.stdSerializers.err(error)).filter(([name]) => !quotations.includes(name));
  return masked(Object.fromEntries(told));
}

/** The same facts with what bears a secret's name hidden, two levels deep. Every line passes here, and hardly any has one:
 * pino's own redaction looks for each name along each path and took a sixth of a webhook's time. */
function masked(facts: Record<string, unknown>): Record<string, unknown> {
  let copy: Record<string, unknown> | null = null;
  for (const [name, value] of Object.entries(facts)) {
    const shown = secretNames.has(name) ? "***" : isPlain(value) ? maskedWithin(value) : value;
    if (shown !== value) (copy ??= { ...facts })[name] = shown;
  }
  return copy ?? facts;
}

function maskedWithin(facts: object): object {
  const secret = Object.keys(facts).filter((name) => secretNames.has(name));
  return secret.length === 0 ? facts : { ...facts, ...Object.fromEntries(secret.map((name) => [name, "***"])) };
}

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null && !(value instanceof Error) && !Array.isArray(value);

// A busy process writes pages instead of lines; what waits is written at the latest after this long, and when it ends.
const destination = { dest: 1, sync: false, minLength: 4_096, periodicFlush: 100 } as const;

/** The time as pino writes it, written once for all lines of a millisecond. */
function isoTime(): () => string {
  let at = 0;
  let written = "";
  return () => {
    const now = Date.now();
    if (now !== at) [at, written] = [now, `,"time":"${new Date(now).toISOString()}"`];
    return written;
  };
}

/** Structured logs: one JSON line per step on standard output. */
export function createLog(level: Config["logLevel"], role: string): Log {
  const settings = {
    level,
    base: { role },
    timestamp: isoTime(),
    serializers: { err: toldError },
    formatters: { level: (label: string) => ({ level: label }), log: masked },
  };
  return pino(settings, pino.destination(destination));
}
