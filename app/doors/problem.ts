import type { Context as Call } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { EngineError, type Facts } from "#app/engine/error.ts";
import type { Door } from "./door.ts";
import { writeJson } from "./json.ts";
import { meanings } from "./refusals.ts";

type FieldFault = { readonly pointer: string; readonly detail: string };

/** RFC 9457, with a code for programs, the fields at fault, and whether trying again may help. */
export type Problem = {
  readonly type: string;
  readonly title: string;
  readonly status: ContentfulStatusCode;
  readonly detail: string;
  readonly code: string;
  readonly retryable: boolean;
  readonly errors?: readonly FieldFault[];
  /** The limits that were passed, by their names in RateLimit-Policy. */
  readonly "violated-policies"?: readonly string[];
  /** Where a refused wallet has to go on. */
  readonly highest_nonce?: bigint;
};

type Particulars = Partial<Pick<Problem, "type" | "retryable" | "errors" | "violated-policies">>;

/** A door refuses by itself, before any decision. The detail is shown to the caller. */
export class DoorRefusal extends Error {
  readonly problem: Problem;
  readonly retryAfterSeconds: number | null;

  constructor(status: ContentfulStatusCode, code: string, detail: string, { retryAfterSeconds, ...particulars }: Particulars & { readonly retryAfterSeconds?: number } = {}) {
    super(code);
    this.name = "DoorRefusal";
    this.problem = { ...plain(status, code, detail), ...particulars };
    this.retryAfterSeconds = retryAfterSeconds ?? null;
  }
}

/** One field is missing or mistyped; `field` is its path with dots, empty for the body as a whole. */
export function fieldRefusal({ field, reason }: { readonly field: string; readonly reason: string }): DoorRefusal {
  const name = field === "" ? "The body" : field;
  return new DoorRefusal(400, "field_wrong", `${name} ${reason}.`, { errors: [{ pointer: `#${field === "" ? "" : "/"}${field.replaceAll(".", "/")}`, detail: reason }] });
}

export function problem(c: Call<Door>, status: ContentfulStatusCode, code: string, detail: string): Response {
  return answerProblem(c, plain(status, code, detail));
}

/** Answers whatever was thrown. What nobody expected is logged and told without detail. */
export function answerError(c: Call<Door>, error: unknown, more: (problem: Problem) => object = () => ({})): Response {
  const told = problemOf(error);
  // That many ask at once is no failure, and a line for each would be a flood of its own.
  if (told.status >= 500 && told.code !== "busy") c.var.context.log.error({ path: c.req.routePath, code: told.code, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "a request failed");
  const retryAfter = error instanceof DoorRefusal ? error.retryAfterSeconds : null;
  return answerProblem(c, told, more(told), retryAfter ?? (told.status === 503 ? 5 : null));
}

function answerProblem(c: Call<Door>, told: Problem, more: object = {}, retryAfterSeconds: number | null = null): Response {
  const headers: Record<string, string> = { "Content-Type": "application/problem+json", "Cache-Control": "no-store" };
  if (retryAfterSeconds !== null) headers["Retry-After"] = String(retryAfterSeconds);
  // What is left of a refused body is not read, so the connection cannot go on.
  if (told.status === 413) headers["Connection"] = "close";
  return c.body(writeJson({ ...told, ...more }), told.status, headers);
}

export function problemOf(error: unknown): Problem {
  if (error instanceof DoorRefusal) return error.problem;
  if (error instanceof EngineError) return refused(error);
  if (isTransient(error)) return { ...plain(503, "try_again", "The server cannot take this right now. Nothing was done; send it again."), retryable: true };
  return { ...plain(500, "internal", "Something went wrong on our side. It has been logged; send it again later."), retryable: true };
}

function refused({ code, facts }: EngineError): Problem {
  const { status, title, detail, retryable = false } = meanings[code];
  return { ...plain(status, code, detail?.(facts) ?? title), title, retryable, ...highestIn(facts) };
}

function highestIn({ highest }: Facts): { readonly highest_nonce?: bigint } {
  return typeof highest === "bigint" ? { highest_nonce: highest } : {};
}

const titles: Readonly<Record<number, string>> = {
  400: "The request is not understood.",
  401: "Who asks is not proven.",
  403: "This is not allowed.",
  404: "There is nothing here.",
  413: "The body is too large.",
  429: "Too many requests.",
  500: "Something went wrong.",
  503: "Not right now.",
};

function plain(status: ContentfulStatusCode, code: string, detail: string): Problem {
  return { type: `urn:tallystick:problem:${code}`, title: titles[status] ?? code, status, detail, code, retryable: false };
}

const networkTrouble = new Set(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "EPIPE", "ENOTFOUND", "EAI_AGAIN", "ENOENT"]);

/** The database is away, full, or could not agree on an order of things: the same request may pass later. */
function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  // 08: connections, 53: resources, 57: operator's intervention, 40: deadlock and serialisation, 55P03: lock timeout.
  return networkTrouble.has(code) || /^(08|53|57|40|55P03)/.test(code) || /^(Connection terminated|timeout exceeded when trying to connect)/.test(error.message);
}
