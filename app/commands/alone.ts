import { EngineError } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import { nothing } from "#app/engine/outcome.ts";
import { save } from "#app/store/save.ts";
import { stand, type World } from "#app/store/stand.ts";
import { inTransaction, isWorthRepeating, type Transaction } from "#app/store/transaction.ts";
import type { Decision } from "./command.ts";
import { withLetter } from "./filing.ts";
import { sorted } from "./keys.ts";
import type { Member } from "./member.ts";
import type { Bench } from "./transact.ts";

const MOST_TRIES = 5;

/** Decides one message in a transaction of its own. */
export function decideAlone(bench: Bench, { name, asked, keys, seeds, receivedAt, decide }: Member): Promise<Decision> {
  return inWorld(bench, { name, shop: asked.shop, keys, seeds }, async (client, world) => {
    const now = bench.clock();
    if (world.isRepeat) return { outcome: nothing(world.standing, now), result: "repeat" };
    const decision = decide(world, now);
    await save(client, decision.outcome, withLetter(decision, asked, receivedAt));
    return decision;
  });
}

type Place = Pick<Member, "name" | "keys" | "seeds"> & { readonly shop: ShopId };

/** Works on what stands, locked, in one transaction. Tries again, with all it met, when the set to lock grew while it looked; and after a deadlock. */
export async function inWorld<T>({ db }: Pick<Bench, "db">, place: Place, work: (client: Transaction, world: World) => Promise<T>): Promise<T> {
  let { keys } = place;
  let last: unknown = new EngineError("world_kept_growing", { command: place.name });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const tried = await inTransaction(db.pool, (client) => attempt(client, { ...place, keys }, work));
      if ("done" in tried) return tried.done;
      keys = tried.grown;
    } catch (error) {
      if (!isWorthRepeating(error)) throw error;
      last = error;
    }
  }
  throw last;
}

type Tried<T> = { readonly done: T } | { readonly grown: readonly string[] };

async function attempt<T>(client: Transaction, { shop, keys, seeds }: Place, work: (client: Transaction, world: World) => Promise<T>): Promise<Tried<T>> {
  const world = await stand(client, shop, keys, seeds);
  if (!world) throw new EngineError("shop_unknown", { shop });
  if ("missing" in world) return { grown: sorted([...keys, ...world.missing]) };
  return { done: await work(client, world) };
}
