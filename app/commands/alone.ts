import { EngineError } from "#app/engine/error.ts";
import { nothing } from "#app/engine/outcome.ts";
import { save } from "#app/store/save.ts";
import { stand } from "#app/store/stand.ts";
import { inTransaction, isWorthRepeating, type Transaction } from "#app/store/transaction.ts";
import type { Decision } from "./command.ts";
import { withLetter } from "./filing.ts";
import { sorted } from "./keys.ts";
import type { Member } from "./member.ts";
import type { Bench } from "./transact.ts";

const MOST_TRIES = 5;

/** Decides one message in a transaction of its own. Tries again, with all it met, when the set to lock grew while it looked; and after a deadlock. */
export async function decideAlone(bench: Bench, member: Member): Promise<Decision> {
  let { keys } = member;
  let last: unknown = new EngineError("world_kept_growing", { command: member.name });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const tried = await inTransaction(bench.db.pool, (client) => attempt(client, bench, member, keys));
      if ("decision" in tried) return tried.decision;
      keys = tried.grown;
    } catch (error) {
      if (!isWorthRepeating(error)) throw error;
      last = error;
    }
  }
  throw last;
}

type Tried = { readonly decision: Decision } | { readonly grown: readonly string[] };

async function attempt(client: Transaction, bench: Bench, { asked, seeds, receivedAt, decide }: Member, keys: readonly string[]): Promise<Tried> {
  const world = await stand(client, asked.shop, keys, seeds);
  if (!world) throw new EngineError("shop_unknown", { shop: asked.shop });
  if ("missing" in world) return { grown: sorted([...keys, ...world.missing]) };
  const now = bench.clock();
  if (world.isRepeat) return { decision: { outcome: nothing(world.standing, now), result: "repeat" } };
  const decision = decide(world, now);
  await save(client, decision.outcome, withLetter(decision, asked, receivedAt));
  return { decision };
}
