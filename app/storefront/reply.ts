import { z } from "zod";
import type { Cost } from "./budget.ts";
import type { Answer, Failure } from "./failure.ts";
import type { Request } from "./wire.ts";

/** An answer, and what it says of the shop's cost budget; null: nothing. */
export type Reply<Data> = { readonly answer: Answer<Data>; readonly cost: Cost | null };

/** What an HTTP status alone already decides; null: the body has to be read. */
export function failureOfReply(response: Response): Failure | null {
  const { status } = response;
  if (status === 200) return null;
  if (status === 429 || status === 430) return { kind: "throttled", retryInMs: retryAfterMs(response.headers) };
  if (status === 401) return { kind: "unauthorized", why: "Shopify answered 401" };
  if (status === 402 || status === 423) return { kind: "frozen", why: `Shopify answered ${status}` };
  if (status === 403) return { kind: "forbidden", why: "Shopify answered 403" };
  if (status >= 500) return { kind: "server", why: `Shopify answered ${status}` };
  return { kind: "refused", why: `Shopify answered ${status}` };
}

const UNTOLD_MS = 2_000;
// Whoever asks for more is asked again all the same.
const LONGEST_MS = 3_600_000;

/** Shopify writes Retry-After in seconds, with a fraction; what stands between us may write a date, by the clock of its Date header. */
export function retryAfterMs(headers: Headers): number {
  const after = headers.get("retry-after")?.trim() ?? "";
  const waitMs = /^\d+(\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.parse(headers.get("date") ?? "");
  return waitMs > 0 ? Math.ceil(Math.min(waitMs, LONGEST_MS)) : UNTOLD_MS;
}

const costSchema = z.object({
  requestedQueryCost: z.number(),
  throttleStatus: z.object({ maximumAvailable: z.number().positive(), currentlyAvailable: z.number(), restoreRate: z.number().positive() }),
});
const graphqlError = z.object({
  message: z.string(),
  extensions: z.object({ code: z.string().optional() }).optional(),
});
const envelope = z.object({
  data: z.unknown().optional(),
  errors: z.array(graphqlError).min(1).optional(),
  extensions: z.object({ cost: costSchema.optional().catch(undefined) }).optional().catch(undefined),
});
type Envelope = z.infer<typeof envelope>;

/** Reads a 200: the data in the request's own shape, or what went wrong. Partial data beside errors does not count. */
export function readReply<Data>(text: string, request: Request<Data>): Reply<Data> {
  const reply = envelope.safeParse(parsed(text));
  if (!reply.success) return { answer: { failure: cutShort(request) }, cost: null };
  return { answer: answerIn(reply.data, request), cost: costIn(reply.data) };
}

function answerIn<Data>(reply: Envelope, request: Request<Data>): Answer<Data> {
  if (reply.errors !== undefined) return { failure: failureOfErrors(reply, reply.errors) };
  const data = request.answer.safeParse(reply.data);
  if (data.success) return { data: data.data };
  const where = data.error.issues[0]?.path.join(".") ?? "";
  return { failure: { kind: request.does === "write" ? "lost" : "refused", why: `an answer of another shape at ${where || "its root"}` } };
}

function costIn({ extensions }: Envelope): Cost | null {
  if (extensions?.cost === undefined) return null;
  const { requestedQueryCost, throttleStatus } = extensions.cost;
  return { requested: requestedQueryCost, available: throttleStatus.currentlyAvailable, maximum: throttleStatus.maximumAvailable, restoredPerSecond: throttleStatus.restoreRate };
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
function restoredInMs(reply: Envelope): number {
  const cost = costIn(reply);
  if (cost === null) return UNTOLD_MS;
  return Math.max(100, Math.ceil(((cost.requested - cost.available) / cost.restoredPerSecond) * 1000));
}
