import type { PoolClient } from "pg";

type Queries = Pick<PoolClient, "query">;
type Read<Key extends string, Found> = (db: Queries, key: Key) => Promise<Found>;

/**
 * The same read, shared by all who ask for the same while it is under way: a burst of messages costs one question on one
 * connection. Nobody is answered later than alone, or from further back than the question was under way; so it is for
 * the looks before a transaction, which reads again what it depends on.
 */
export function shared<Key extends string, Found>(read: Read<Key, Found>): Read<Key, Found> {
  const underWay = new WeakMap<Queries, Map<Key, Promise<Found>>>();
  return (db, key) => {
    const questions = underWay.get(db) ?? new Map<Key, Promise<Found>>();
    underWay.set(db, questions);
    const asked = questions.get(key) ?? read(db, key).finally(() => questions.delete(key));
    questions.set(key, asked);
    return asked;
  };
}
