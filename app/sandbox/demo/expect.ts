import { setTimeout as wait } from "node:timers/promises";

/** The story did not go as it should; the message says how, in a sentence. */
export class Difference extends Error {}

export function expect(isSo: boolean, sentence: string): asserts isSo {
  if (!isSo) throw new Difference(sentence);
}

type Patience = { readonly what: string; readonly atMostMs?: number };

/** Asks again until there is an answer. */
export async function until<T>(ask: () => Promise<T | null>, { what, atMostMs = 30_000 }: Patience): Promise<T> {
  const end = performance.now() + atMostMs;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (performance.now() > end) throw new Difference(`${what} took more than ${atMostMs / 1000} s.`);
    await wait(100);
  }
}
