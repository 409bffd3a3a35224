import type { Answer, State } from "./answer.ts";

/** After these nothing comes by itself any more; who thinks otherwise presses "check again". */
const final: readonly State[] = ["paid", "over", "expired", "cancelled", "late"];

const STEPS_MS = [3_000, 3_000, 5_000, 5_000, 10_000] as const;
const SLOWEST_MS = 10_000;

/** The app usually hears of an order within seconds: so often it is asked as soon as it says. */
const EAGER = 5;

/** A page left open asks for about a quarter of an hour. */
export const MOST_ASKED = 90;

/** How long to wait before asking again once `asked` answers came; null: no more. Never sooner than the app says. */
export function waitMs(answer: Answer, asked: number, random: () => number = Math.random): number | null {
  if (asked >= MOST_ASKED || isLast(answer)) return null;
  const ours = STEPS_MS[asked - 1] ?? SLOWEST_MS;
  // Many pages opened at once must not ask at once for ever.
  return Math.round(bounded(answer, asked, ours) * (1 + random() / 5));
}

function bounded(answer: Answer, asked: number, ours: number): number {
  if (answer.kind === "pending") return asked <= EAGER ? answer.afterMs : Math.max(answer.afterMs, ours);
  return answer.kind === "busy" ? Math.max(answer.afterMs, ours) : ours;
}

const isLast = (answer: Answer): boolean => answer.kind === "none" || (answer.kind === "told" && final.includes(answer.told.state));
