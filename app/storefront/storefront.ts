import { adminClient, type AdminClient } from "./client.ts";
import type { Answer } from "./failure.ts";
import { offlineTokens, type Alone, type Sessions } from "./offline-token.ts";
import { openPaces, type Paces } from "./pace.ts";
import type { Fetch, Request } from "./wire.ts";

/** Shopify, as background work speaks to it: an Admin client for each shop, with that shop's offline token. */
export type Storefront = (shop: string) => AdminClient;

type Line = (facts: object, message: string) => void;

export type StorefrontSettings = {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly apiVersion: string;
  /** Where calls go instead of the shop, as `/{shop}/admin/…`; null: to the shop itself. */
  readonly origin: string | null;
  readonly mode: "sandbox" | "live";
  readonly sessions: Sessions;
  readonly now: () => Date;
  /** For a whole call, body included; left out: ten seconds. */
  readonly timeoutMs?: number;
  /** Left out: no other process speaks to these shops. */
  readonly alone?: Alone;
  /** Left out: paces of its own. */
  readonly paces?: Paces;
  readonly log: { readonly info: Line; readonly warn: Line };
};

export function openStorefront(settings: StorefrontSettings): Storefront {
  const fetch = fetchAt(settings);
  // One for all clients: tokens are refreshed once, however many errands of a shop are under way.
  const tokens = offlineTokens({ ...settings, fetch });
  const paces = settings.paces ?? openPaces(settings.now);
  return (shop) => told(settings, shop, adminClient({ ...settings, shop, fetch, pace: paces.of(shop), token: (rejected) => tokens(shop, rejected) }));
}

function fetchAt({ origin, mode }: StorefrontSettings): Fetch {
  if (origin === null) return mode === "live" ? fetch : () => Promise.reject(new Error("the sandbox has no shop to ask"));
  return (url, init) => {
    const { hostname, pathname, search } = new URL(url);
    return fetch(`${origin}/${hostname}${pathname}${search}`, init);
  };
}

/** Each question with its answer in the log: the operation, never its variables, which may name a person. */
function told({ log, now }: StorefrontSettings, shop: string, client: AdminClient): AdminClient {
  return {
    ask: async <Data>(request: Request<Data>): Promise<Answer<Data>> => {
      const began = now().getTime();
      const answer = await client.ask(request);
      const facts = { shop, operation: nameOf(request.document), object: objectOf(request.variables), does: request.does, ms: now().getTime() - began };
      if ("failure" in answer) log.warn({ ...facts, ...answer.failure }, "shopify.failed");
      else log.info(facts, "shopify.answered");
      return answer;
    },
  };
}

const nameOf = (document: string): string | null => /\b(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? null;

function objectOf({ id }: Request<unknown>["variables"]): string | null {
  return typeof id === "string" ? id : null;
}
