import { randomInt } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { Door } from "./door.ts";

const REMEMBERED = 64;
/** Until somebody came with a right one. */
const FIRST_MS = 20;

export type Pace = { readonly took: (ms: number) => void; readonly like: () => number };

/** How long the last right answers took; `like` is one of them, picked at random. */
export function openPace(pick: (below: number) => number = randomInt): Pace {
  const times: number[] = [];
  let next = 0;
  return {
    took: (ms) => void (times[next++ % REMEMBERED] = ms),
    like: () => times[times.length === 0 ? 0 : pick(times.length)] ?? FIRST_MS,
  };
}

/**
 * A wrong token is answered as late as a right one: nothing is learned by the clock, and guessing costs time. Each kind
 * of answer has its own pace. Who waits holds no connection to the database, and is counted by the limits before.
 */
export function alikeInTime(): MiddlewareHandler<Door> {
  const paces = new Map<string, Pace>();
  return async (c, next) => {
    const began = performance.now();
    await next();
    const kind = kindOf(c.req.path);
    const pace = paces.get(kind) ?? openPace();
    paces.set(kind, pace);
    const ms = performance.now() - began;
    if (c.res.status < 400) return pace.took(ms);
    const left = pace.like() - ms;
    if (c.res.status === 404 && left > 0) await c.var.context.wait(left);
  };
}

const kinds = ["status", "events", "claim", "quote", "credit", "ask-refund", "receipt", "receipt.json", "qr.svg", "qr.png"];

/** What was asked for, of the few things there are: a stranger makes no new ones. */
function kindOf(path: string): string {
  const asked = path.split("/")[3] ?? "";
  return kinds.includes(asked) ? asked : "page";
}
