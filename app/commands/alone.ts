import { EngineError } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import { nothing } from "#app/engine/outcome.ts";
import { writingOf } from "#app/store/save.ts";
import { type Missing, stand, type World } from "#app/store/stand.ts";
import { inTransaction, inTwoTrips, isWorthRepeating, type Transaction, type Written } from "#app/store/transaction.ts";
import type { Decision } from "./command.ts";
import { withLetter } from "./filing.ts";
import { sorted } from "./keys.ts";
import type { Member } from "./member.ts";
import type { Bench } from "./transact.ts";

const MOST_TRIES = 5;

/** Decides one message in a transaction of its own. */
export function decideAlone(bench: Bench, { name, asked, keys, seeds, receivedAt, decide }: Member): Promise<Decision> {
  const { shop } = asked;
  const decided = (world: World): Written<Decision> => {
    const now = bench.clock();
    if (world.isRepeat) return { result: { outcome: nothing(world.standing, now), result: "repeat" }, writing: null };
    const decision = decide(world, now);
    return { result: decision, writing: writingOf(shop, [{ outcome: decision.outcome, papers: withLetter(decision, asked, receivedAt) }]) };
  };
  return untilHeld({ name, keys }, (held) =>
    inTwoTrips(bench.db.pool, (client) => stand(client, shop, held, seeds), (seen): Written<Tried<Decision>> => {
      const found = worldIn(seen, { shop, keys: held });
      if ("grown" in found) return { result: found, writing: null };
      const { result, writing } = decided(found.world);
      return { result: { done: result }, writing };
    }),
  );
}

type Place = Pick<Member, "name" | "keys" | "seeds"> & { readonly shop: ShopId };

/** Works on what stands, locked, in one transaction. */
export function inWorld<T>({ db }: Pick<Bench, "db">, { name, shop, keys, seeds }: Place, work: (client: Transaction, world: World) => Promise<T>): Promise<T> {
  return untilHeld({ name, keys }, (held) =>
    inTransaction(db.pool, async (client) => {
      const found = worldIn(await stand(client, shop, held, seeds), { shop, keys: held });
      return "grown" in found ? found : { done: await work(client, found.world) };
    }),
  );
}

type Tried<T> = { readonly done: T } | Grown;

type Grown = { readonly grown: readonly string[] };

function worldIn(seen: World | Missing | null, { shop, keys }: Pick<Place, "shop" | "keys">): { readonly world: World } | Grown {
  if (!seen) throw new EngineError("shop_unknown", { shop });
  return "missing" in seen ? { grown: sorted([...keys, ...seen.missing]) } : { world: seen };
}

/** Tries again, with all that was met, when the set to lock grew while it looked; and after a deadlock. */
async function untilHeld<T>({ name, keys }: Pick<Place, "name" | "keys">, attempt: (held: readonly string[]) => Promise<Tried<T>>): Promise<T> {
  let held = keys;
  let last: unknown = new EngineError("world_kept_growing", { command: name });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const tried = await attempt(held);
      if ("done" in tried) return tried.done;
      held = tried.grown;
    } catch (error) {
      if (!isWorthRepeating(error)) throw error;
      last = error;
    }
  }
  throw last;
}
