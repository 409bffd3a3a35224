import { createAdminApiClient } from "@shopify/admin-api-client";
import type { Answer, Failure } from "./failure.ts";
import type { Token } from "./offline-token.ts";
import { failureOfReply, readReply } from "./reply.ts";
import type { Fetch, Request } from "./wire.ts";

export type AdminClientSettings = {
  /** myshopify domain */
  readonly shop: string;
  /** A token for the shop; `rejected` is one Shopify has just refused, which asks for a fresh one. */
  readonly token: (rejected: string | null) => Promise<Token>;
  readonly fetch: Fetch;
  readonly apiVersion: string;
  /** For a whole call, body included. */
  readonly timeoutMs?: number;
};

export type AdminClient = { readonly ask: <Data>(request: Request<Data>) => Promise<Answer<Data>> };

// Shopify's own client builds the request, and only that: its retries read Retry-After as milliseconds and know nothing
// of THROTTLED (so retries stay with the deliver worker), and its errors do not tell a lost reply from a refused one.
export function adminClient(settings: AdminClientSettings): AdminClient {
  return { ask: (request) => ask(settings, request) };
}

/** Never throws for what Shopify or the network does: every way to fail is a `Failure`. A 401 gets one fresh token. */
async function ask<Data>(settings: AdminClientSettings, request: Request<Data>): Promise<Answer<Data>> {
  const token = await settings.token(null);
  if (!("accessToken" in token)) return { failure: withoutToken(token) };
  const first = await send(settings, request, token.accessToken);
  if (!("failure" in first) || first.failure.kind !== "unauthorized") return first;
  const fresh = await settings.token(token.accessToken);
  if (!("accessToken" in fresh)) return { failure: withoutToken(fresh) };
  return send(settings, request, fresh.accessToken);
}

function withoutToken(token: Exclude<Token, { accessToken: string }>): Failure {
  return "failure" in token ? token.failure : { kind: "unauthorized", why: token.needsReauth };
}

async function send<Data>(settings: AdminClientSettings, request: Request<Data>, accessToken: string): Promise<Answer<Data>> {
  const signal = AbortSignal.timeout(settings.timeoutMs ?? 10_000);
  try {
    const response = await shopifyClient(settings, accessToken).fetch(request.document, { variables: request.variables, signal });
    const failure = failureOfReply(response);
    if (failure !== null) return { failure: await drained(response, failure) };
    return readReply(await response.text(), request);
  } catch (error) {
    return { failure: { kind: request.does === "write" ? "lost" : "network", why: shortly(error) } };
  }
}

function shopifyClient({ shop, apiVersion, fetch }: AdminClientSettings, accessToken: string) {
  return createAdminApiClient({
    storeDomain: shop,
    apiVersion,
    accessToken,
    userAgentPrefix: "Tallystick",
    retries: 0,
    customFetchApi: fetch,
    // Without one the library warns on the console about versions newer than itself.
    logger: () => undefined,
  });
}

// An unread body keeps its connection busy.
async function drained(response: Response, failure: Failure): Promise<Failure> {
  await response.body?.cancel();
  return failure;
}

function shortly(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : "unknown transport error";
}
