import { createAdminApiClient } from "@shopify/admin-api-client";
import type { Answer, Failure } from "./failure.ts";
import type { Token } from "./offline-token.ts";
import { openPace, type Pace } from "./pace.ts";
import { failureOfReply, readReply, type Reply } from "./reply.ts";
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
  /** Shared by all who speak to this shop; absent: this client's own. */
  readonly pace?: Pace;
};

export type AdminClient = { readonly ask: <Data>(request: Request<Data>) => Promise<Answer<Data>> };

// Shopify's own client builds the request, and only that: its retries read Retry-After as milliseconds and know nothing
// of THROTTLED (so retries stay with the deliver worker), and its errors do not tell a lost reply from a refused one.
export function adminClient(settings: AdminClientSettings): AdminClient {
  const { pace = openPace() } = settings;
  return { ask: (request) => inTurn(pace, settings, request) };
}

/** Never throws for what Shopify or the network does: every way to fail is a `Failure`. */
async function inTurn<Data>(pace: Pace, settings: AdminClientSettings, request: Request<Data>): Promise<Answer<Data>> {
  const turn = await pace.turn(request.document);
  if ("failure" in turn) return turn;
  try {
    const { answer, cost } = await ask(settings, request);
    turn.ended({ failure: "failure" in answer ? answer.failure : null, cost });
    return answer;
  } catch (error) {
    // Our own trouble, such as a database that is away: it says nothing of the shop.
    turn.ended({ failure: null, cost: null });
    throw error;
  }
}

/** A 401 gets one fresh token. */
async function ask<Data>(settings: AdminClientSettings, request: Request<Data>): Promise<Reply<Data>> {
  const token = await settings.token(null);
  if (!("accessToken" in token)) return unsent(token);
  const first = await send(settings, request, token.accessToken);
  if (!("failure" in first.answer) || first.answer.failure.kind !== "unauthorized") return first;
  const fresh = await settings.token(token.accessToken);
  return "accessToken" in fresh ? send(settings, request, fresh.accessToken) : unsent(fresh);
}

function unsent(token: Exclude<Token, { accessToken: string }>): Reply<never> {
  return { answer: { failure: withoutToken(token) }, cost: null };
}

function withoutToken(token: Exclude<Token, { accessToken: string }>): Failure {
  return "failure" in token ? token.failure : { kind: "unauthorized", why: token.needsReauth };
}

async function send<Data>(settings: AdminClientSettings, request: Request<Data>, accessToken: string): Promise<Reply<Data>> {
  const signal = AbortSignal.timeout(settings.timeoutMs ?? 10_000);
  try {
    const response = await shopifyClient(settings, accessToken).fetch(request.document, { variables: request.variables, signal });
    const failure = failureOfReply(response);
    if (failure !== null) return { answer: { failure: await drained(response, failure) }, cost: null };
    return readReply(await response.text(), request);
  } catch (error) {
    return { answer: { failure: { kind: request.does === "write" ? "lost" : "network", why: shortly(error) } }, cost: null };
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
