import { setTimeout as wait } from "node:timers/promises";
import type { Shop } from "../shop/shop.ts";
import { revokeTokens } from "../shop/tokens.ts";
import type { Passing } from "../weather.ts";
import { requestFaults, type RequestFault } from "./fault.ts";
import { isSent } from "./line.ts";
import { strikes } from "./strike.ts";

/** What may befall a request of the app's to Shopify, on its way in or its answer on the way out. */

type Proceed = () => Promise<Response>;
type Befall = (shop: Shop, passing: Passing, proceed: Proceed) => Promise<Response>;

const said = (status: number, errors: string, headers: Record<string, string> = {}): Promise<Response> => Promise.resolve(Response.json({ errors }, { status, headers }));

/** In seconds, with a fraction, and a whole number as "2.0": as Shopify writes it. */
const inSeconds = (seconds: number): string => (Number.isInteger(seconds) ? seconds.toFixed(1) : String(seconds));

const befalls: Readonly<Record<RequestFault, Befall>> = {
  slow: async ({ state }, _passing, proceed) => {
    await wait(state.faults.measures.slowMs);
    return proceed();
  },
  tooMany: ({ state }) => said(429, "Exceeded the rate limit for this app. Reduce request rates to resume uninterrupted service.", { "Retry-After": inSeconds(state.faults.measures.retryAfterSeconds) }),
  failsBefore: () => said(503, "Service Unavailable"),
  failsAfter: async (_shop, _passing, proceed) => {
    const answer = await proceed();
    return isSent(answer) ? answer : said(502, "Bad Gateway");
  },
  cutAfter: async (_shop, { line }, proceed) => {
    await proceed();
    return line().hangUp();
  },
  cutBody: async (_shop, { line }, proceed) => {
    const answer = await proceed();
    return isSent(answer) ? answer : line().breakOff(answer);
  },
  hangs: async (_shop, { line }, proceed) => {
    await proceed();
    await line().untilGivenUp();
    return line().hangUp();
  },
  tokenRevoked: (shop, _passing, proceed) => {
    revokeTokens(shop, "access tokens");
    return proceed();
  },
  allRevoked: (shop, _passing, proceed) => {
    revokeTokens(shop, "everything");
    return proceed();
  },
  frozen: () => said(402, "Unavailable Shop"),
  locked: () => said(423, "Locked"),
  forbidden: () => said(403, "Forbidden"),
};

/** What is about access tokens has nothing to say where one is asked for. */
const aboutTokens: ReadonlySet<RequestFault> = new Set(["tokenRevoked", "allRevoked", "forbidden"]);

/** Lets the request through all the faults that are switched on at its shop, one inside the other. */
export function throughFaults(shop: Shop, passing: Passing, proceed: Proceed): Promise<Response> {
  const concerned = requestFaults.filter((name) => passing.door === "graphql" || !aboutTokens.has(name));
  const all = concerned.reduceRight<Proceed>((next, name) => () => (strikes(shop, name) ? befalls[name](shop, passing, next) : next()), proceed);
  return all();
}
