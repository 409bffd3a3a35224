import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "#app/context.server.ts";
import { answerError } from "./problem.ts";

/** What every machine door finds: the wired process as `c.var.context`, Node's own request as `c.env.incoming`, and
 * under `/s/<shop domain>/…` the shop that was asked for. */
export type Door = { Bindings: HttpBindings; Variables: { context: Context; shopAsked?: string } };

/** Doors whose errors are answered as problems. */
export const door = (): Hono<Door> => new Hono<Door>().onError((error, c) => answerError(c, error));
