import { z } from "zod";
import { parseAddress } from "./address-text.ts";

/** Why something from outside was not taken: which field, and what a wallet developer can do about it. */
export type Refusal = { readonly ok: false; readonly field: string; readonly reason: string };

/** Reads a value by its schema; the first thing wrong with it becomes the refusal. Unknown keys are ignored. */
export function read<T>(schema: z.ZodType<T>, value: unknown): { readonly ok: true; readonly value: T } | Refusal {
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const issue = result.error.issues[0];
  return { ok: false, field: issue?.path.join(".") ?? "", reason: issue?.message ?? "is not understood" };
}

export function object<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape, { error: (issue) => missingOr(issue.input, "must be an object") });
}

/** Text without lone surrogates: those have no UTF-8, so what was signed could not be told. */
export const text = z
  .string({ error: (issue) => missingOr(issue.input, "must be text") })
  .refine((value) => value.isWellFormed(), { error: "contains half a character (a lone surrogate)", abort: true });

/** Text on one line, as ids are: 1 to `longest` characters, no control characters. */
export function line(longest: number) {
  return text
    .refine((value) => value.length > 0, { error: "must not be empty", abort: true })
    .refine((value) => value.length <= longest, { error: `must be at most ${longest} characters`, abort: true })
    .refine((value) => !/\p{Cc}/u.test(value), { error: "must not contain control characters" });
}

/** A whole number that came as JSON number or, where that would lose digits, as bigint. */
export function integer({ from, to }: { from: bigint; to: bigint }) {
  return z.unknown().transform((value, context) => {
    const number = wholeNumber(value);
    if (number !== null && number >= from && number <= to) return number;
    context.issues.push({ code: "custom", input: value, message: missingOr(value, `must be a whole number from ${from} to ${to}`) });
    return z.NEVER;
  });
}

export const address = text.transform((value, context) => {
  const reading = parseAddress(value);
  if (reading.ok) return reading.address;
  context.issues.push({ code: "custom", input: value, message: reading.reason });
  return z.NEVER;
});

export const signature = text
  .regex(/^[0-9a-f]{128}$/i, { error: "must be 128 hexadecimal characters: R, then s" })
  .transform((value) => value.toLowerCase());

function wholeNumber(value: unknown): bigint | null {
  if (typeof value === "bigint") return value;
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : null;
}

function missingOr(value: unknown, otherwise: string): string {
  return value === undefined ? "is missing" : otherwise;
}
