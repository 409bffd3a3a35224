import type { HttpBindings } from "@hono/node-server";
import { Hono } from "hono";
import type { Context } from "#app/context.server.ts";
import type { Line } from "./line.ts";
import { answerError } from "./problem.ts";
import type { Allowance } from "./quota.ts";
import type { Limits } from "./strangers.ts";

type Found = {
  /** The wired process. */
  context: Context;
  /** What it remembers of those who came. */
  limits: Limits;
  /** How the caller stands with the limits of this door. */
  allowances: readonly Allowance[];
  /** Where whoever passed the limits waits for the database. A body is read before: nobody waits for a slow one. */
  inLine: Line;
  /** The shop that was asked for under `/s/<shop domain>/…`. */
  shopAsked?: string;
  /** What the caller turned out to be: whoever is somebody is not counted as a stranger. */
  proven?: "payer" | "wallet" | "storefront" | "shopper";
};

/** What every machine door finds as `c.var`, beside Node's own request as `c.env.incoming`. */
export type Door = { Bindings: HttpBindings; Variables: Found };

/** Doors whose errors are answered as problems. */
export const door = (): Hono<Door> => new Hono<Door>().onError((error, c) => answerError(c, error));
