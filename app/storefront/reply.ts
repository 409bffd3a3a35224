import { z } from "zod";
import type { Answer, Failure } from "./failure.ts";
import type { Request } from "./wire.ts";

/** What an HTTP status alone already decides; null: the body has to be read. */
export function failureOfReply(response: Response): Failure | null {
  const { status } = response;
  if (status === 200) return null;
  if (status === 429 || status === 430) return { kind: "throttled", retryInMs: retryAfterMs(response) };
  if (status === 401) return { kind: "unauthorized", why: "Shopify answered 401" };
  if (status === 402 || status === 423) return { kind: "frozen", why: `Shopify answered ${status}` };
  if (status === 403) return { kind: "forbidden", why: "Shopify answered 403" };
  if (status >= 500) return { kind: "server", why: `Shopify answered ${status}` };
  return { kind: "refused", why: `Shopify answered ${status}` };
}

/** Retry-After is in seconds, with a fraction. */
function retryAfterMs(response: Response): number {
  const seconds = Number(response.headers.get("retry-after") ?? "");
  return Number.isFinite(seconds) && seconds > 0 ? Math.ceil(seconds * 1000) : 2000;
}

const cost = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({ currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
});
const graphqlError = z.object({
  message: z.string(),
  extensions: z.object({ code: z.string().optional() }).optional(),
});
const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(graphqlError).min(1).optional(),
  extensions: z.object({ cost: cost.optional().catch(undefined) }).optional().catch(undefined),
});
type Envelope = z.infer<typeof envelope>;

/** Reads a 200: the data in the request's own shape, or what went wrong. Partial data beside errors does not count. */
export function readReply<Data>(text: string, request: Request<Data>): Answer<Data> {
  const reply = envelope.safeParse(parsed(text));
  if (!reply.success) return { failure: cutShort(request) };
  if (reply.data.errors !== undefined) return { failure: failureOfErrors(reply.data, reply.data.errors) };
  const data = request.answer.safeParse(reply.data.data);
  if (data.success) return { data: data.data };
  const where = data.error.issues[0]?.path.join(".") ?? "";
  return { failure: { kind: request.does === "write" ? "lost" : "refused", why: `an answer of another shape at ${where || "its root"}` } };
}

function cutShort<Data>(request: Request<Data>): Failure {
  return { kind: request.does === "write" ? "lost" : "network", why: "the answer is not the JSON it should be" };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function failureOfErrors(reply: Envelope, errors: readonly z.infer<typeof graphqlError>[]): Failure {
  const codes = errors.map(({ extensions }) => extensions?.code);
  const why = errors.map(({ message }) => message).join("; ").slice(0, 400);
  if (codes.includes("THROTTLED")) return { kind: "throttled", retryInMs: restoredInMs(reply) };
  if (codes.includes("SHOP_INACTIVE")) return { kind: "frozen", why };
  if (codes.includes("ACCESS_DENIED")) return { kind: "forbidden", why };
  if (codes.includes("INTERNAL_SERVER_ERROR")) return { kind: "server", why };
  return { kind: "refused", why };
}

/** When the leaky bucket will hold what the request costs. */
function restoredInMs({ extensions }: Envelope): number {
  const known = extensions?.cost;
  if (known === undefined) return 2000;
  const missing = known.requestedQueryCost - known.throttleStatus.currentlyAvailable;
  return Math.max(100, Math.ceil((missing / known.throttleStatus.restoreRate) * 1000));
}
