import type { Line } from "./faults/line.ts";

/**
 * The one place where a request to the make-believe Shopify passes through the world's weather. What stands here
 * decides whether it is let through (`proceed`), answered instead, answered late, or let through and its reply lost.
 */
export type Passing = {
  readonly shop: string;
  readonly door: "token" | "graphql";
  readonly body: string;
  readonly line: () => Line;
};

export type Weather = (passing: Passing, proceed: () => Promise<Response>) => Promise<Response>;

export const clearSky: Weather = (_passing, proceed) => proceed();
