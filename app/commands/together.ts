import { nothing } from "#app/engine/outcome.ts";
import { partsOf } from "#app/store/parts.ts";
import { saveAll, type Saved } from "#app/store/save.ts";
import { sight, worldOf, type Sight } from "#app/store/stand.ts";
import { inTransaction } from "#app/store/transaction.ts";
import type { Decision } from "./command.ts";
import { withLetter } from "./filing.ts";
import { sorted } from "./keys.ts";
import { thingsOf, type Member } from "./member.ts";
import type { Bench } from "./transact.ts";

/** How a message of a batch ended: decided and saved, refused by its own decision, or to be taken again: with the next batch, or alone. */
export type Ended = { readonly decision: Decision; readonly saved: Saved | null } | { readonly refused: unknown } | { readonly again: "next" | "alone" };

/**
 * Decides messages of one shop in one transaction: two round trips for all of them. One that hangs together with an
 * earlier one is left for the next batch; where somebody else holds what turned out to be concerned, or anything fails,
 * nothing is saved and each is taken alone. Throws only when nobody knows whether it was committed.
 */
export async function decideTogether(bench: Bench, members: readonly Member[]): Promise<readonly Ended[]> {
  const progress = { isDecided: false };
  try {
    return await inTransaction(bench.db.pool, async (client) => {
      const shop = shopOf(members);
      const seen = await sight(client, shop, sorted(members.flatMap(({ keys }) => keys)), members.map(({ seeds }) => seeds));
      if (!seen || "missing" in seen) return eachAlone(members);
      const ended = decideAll(bench, members, seen);
      await saveAll(client, shop, ended.flatMap((end) => ("saved" in end && end.saved ? [end.saved] : [])));
      progress.isDecided = true;
      return ended;
    });
  } catch (error) {
    if (progress.isDecided && !isAnswer(error)) throw error;
    return eachAlone(members);
  }
}

function shopOf([first]: readonly Member[]) {
  if (!first) throw new Error("a batch has members");
  return first.asked.shop;
}

const eachAlone = (members: readonly Member[]): readonly Ended[] => members.map(() => ({ again: "alone" }));

/** The database itself refused the commit, so nothing was saved. Without its answer it may have been. */
const isAnswer = (error: unknown): boolean => error instanceof Error && "severity" in error && error.severity === "ERROR";

function decideAll(bench: Bench, members: readonly Member[], seen: Sight): readonly Ended[] {
  const parts = partsOf(seen, members.map((member) => ({ seeds: member.seeds, things: thingsOf(member) })));
  const now = bench.clock();
  return members.map((member, index) => {
    const part = parts[index];
    return part ? decideOne(member, part, now) : { again: "next" };
  });
}

function decideOne({ asked, seeds, receivedAt, decide }: Member, part: Sight, now: Date): Ended {
  const world = worldOf(part, seeds);
  if (world.isRepeat) return { decision: { outcome: nothing(world.standing, now), result: "repeat" }, saved: null };
  try {
    const decision = decide(world, now);
    return { decision, saved: { outcome: decision.outcome, papers: withLetter(decision, asked, receivedAt) } };
  } catch (refused) {
    return { refused };
  }
}
