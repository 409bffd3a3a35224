import { EngineError, type ErrorCode } from "#app/engine/error.ts";
import { refusals } from "#app/locales/en/refusals.ts";

// A refusal without words does not compile.
const wordsFor: Record<ErrorCode, string> = refusals;

/** What a form's action answers: done, or what is wrong with which field. */
export type Answer<Field extends string> = { readonly ok: true; readonly done: string } | { readonly ok: false; readonly errors: Readonly<Partial<Record<Field, string>>> };

export function text(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** One of the choices a form offers, or the first where somebody sends another. */
export function choice<const Choice extends string>(form: FormData, name: string, choices: readonly [Choice, ...Choice[]]): Choice {
  const chosen = text(form, name);
  return choices.find((each) => each === chosen) ?? choices[0];
}

/** Runs a merchant's act; what the rules refuse is said beside `fieldOf` the refusal. */
export async function answering<Field extends string>(done: string, act: () => Promise<unknown>, fieldOf: (refusal: EngineError) => Field): Promise<Answer<Field>> {
  try {
    await act();
    return { ok: true, done };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const errors: Partial<Record<Field, string>> = {};
    errors[fieldOf(error)] = wordsFor[error.code];
    return { ok: false, errors };
  }
}

const LONGEST_REASON = 1_000;

type ReasonWords = { readonly reasonMissing: string; readonly reasonLong: string };

/** Why a merchant acts, and the key that makes a repeat the same act. A form without a key is not ours. */
export function readReason(form: FormData, words: ReasonWords): { readonly reason: string; readonly key: string } | { readonly wrong: string } {
  const [reason, key] = [text(form, "reason"), text(form, "key")];
  if (!/^[0-9a-f-]{36}$/.test(key)) throw new Response(null, { status: 400 });
  if (reason === "") return { wrong: words.reasonMissing };
  return reason.length > LONGEST_REASON ? { wrong: words.reasonLong } : { reason, key };
}
