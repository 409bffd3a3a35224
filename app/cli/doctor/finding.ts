import type { Subject } from "./words.ts";

/** ok: as it should be. warn: it works, and somebody should look. bad: orders or money are in danger of waiting. */
export type State = "ok" | "warn" | "bad";

/** One line of the doctor's. `of` says which shop, wallet or currency, where there may be several. */
export type Finding = { readonly subject: Subject; readonly state: State; readonly says: string; readonly of?: string };

export type Limits = { readonly warn: number; readonly bad: number };

/** How bad it is that something grew this large. */
export const over = (value: number, { warn, bad }: Limits): State => (value > bad ? "bad" : value > warn ? "warn" : "ok");

const steps = [
  [86_400, "days"],
  [3_600, "hours"],
  [60, "minutes"],
] as const;

/** 90 → "90 s", 7200 → "120 minutes", 200000 → "55 hours". */
export function lasting(seconds: number): string {
  const [size, name] = steps.find(([each]) => seconds >= 2 * each) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${name}`;
}

export const secondsSince = (then: Date, now: Date): number => Math.max(0, (now.getTime() - then.getTime()) / 1000);
