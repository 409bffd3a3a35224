import { setTimeout as wait } from "node:timers/promises";

/** Asks again and again until the answer is given, at most for `deadlineMs`. */
export async function eventually<T>(ask: () => Promise<T | undefined> | T | undefined, deadlineMs = 20_000): Promise<T> {
  const until = Date.now() + deadlineMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > until) throw new Error(`no answer within ${deadlineMs} ms`);
    await wait(20);
  }
}
