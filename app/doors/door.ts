import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "#app/context.server.ts";

/** What every machine door finds: the wired process as `c.var.context`, Node's own request as `c.env.incoming`. */
export type Door = { Bindings: HttpBindings; Variables: { context: Context } };

export const door = (): Hono<Door> => new Hono<Door>();
