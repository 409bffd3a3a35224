import { EngineError } from "#app/engine/error.ts";
import { nothing } from "#app/engine/outcome.ts";
import { partsOf } from "#app/store/parts.ts";
import { type Saved, writingOf } from "#app/store/save.ts";
import { sight, worldOf, type Sight } from "#app/store/stand.ts";
import { inTwoTrips, type Transaction } from "#app/store/transaction.ts";
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
  const shop = shopOf(members);
  const progress = { isSent: false };
  const read = (client: Transaction) => sight(client, shop, sorted(members.flatMap(({ keys }) => keys)), members.map(({ seeds }) => seeds));
  try {
    return await inTwoTrips(bench.db.pool, read, (seen) => {
      if (!seen || "missing" in seen) return { result: eachAlone(members), writing: null };
      const result = decideAll(bench, members, seen);
      const writing = writingOf(shop, result.flatMap((end) => ("saved" in end && end.saved ? [end.saved] : [])));
      progress.isSent = true;
      return { result, writing };
    });
  } catch (error) {
    if (progress.isSent && !isAnswer(error)) throw error;
    return eachAlone(members);
  }
}

function shopOf([first]: readonly Member[]) {
  if (!first) throw new Error("a batch has members");
  return first.asked.shop;
}

const eachAlone = (members: readonly Member[]): readonly Ended[] => members.map(() => ({ again: "alone" }));

/** The database itself said no, so nothing was saved. Without its answer it may have been. */
const isAnswer = (error: unknown): boolean => error instanceof EngineError || (error instanceof Error && "severity" in error && error.severity === "ERROR");

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
