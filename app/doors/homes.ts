import type { Context } from "#app/context.server.ts";
import { walletHomes } from "#app/store/wallets.ts";

const KNOWN_MS = 1000;

type Bench = Pick<Context, "db" | "clock">;

export type Homes = {
  readonly ask: (bench: Bench) => Promise<readonly string[]>;
  /** What was answered last, while it is asked again; null until the first answer. */
  readonly lastKnown: (bench: Bench) => readonly string[] | null;
};

/** Where registered wallets call from, as it was at most a second ago: good enough to choose a limit by, no more. */
export function knowHomes(): Homes {
  let known: readonly string[] | null = null;
  let asked: { readonly answer: Promise<readonly string[]>; readonly at: number } | null = null;
  const read = async ({ db }: Bench) => (known = await walletHomes(db.pool).catch(() => known ?? []));
  const ask = (bench: Bench) => {
    const now = bench.clock().getTime();
    if (asked === null || Math.abs(now - asked.at) >= KNOWN_MS) asked = { answer: read(bench), at: now };
    return asked.answer;
  };
  const lastKnown = (bench: Bench) => {
    void ask(bench);
    return known;
  };
  return { ask, lastKnown };
}
