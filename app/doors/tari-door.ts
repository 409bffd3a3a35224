import { Hono } from "hono";
import type { Door } from "./door.ts";
import { answerError } from "./problem.ts";

/** A door wallets know from TPS: a refusal also carries the two members its clients look for, `message` beside
 * `success: false` on wallet routes and `error` on claims. */
export function tariDoor(): Hono<Door> {
  return new Hono<Door>().onError((error, c) => answerError(c, error, ({ detail }) => ({ success: false, message: detail, error: detail })));
}
