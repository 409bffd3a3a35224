import type { PoolClient } from "pg";

type Queries = Pick<PoolClient, "query">;
type Read<Key extends string, Rest extends readonly unknown[], Found> = (db: Queries, key: Key, ...rest: Rest) => Promise<Found>;

/**
 * The same read, shared by all who ask for the same while it is under way: a burst of messages costs one question on one
 * connection. Nobody is answered later than alone, or from further back than the question was under way; so it is for
 * the looks before a transaction, which reads again what it depends on. The key tells what is the same; the rest is as the
 * first has it.
 */
export function shared<Key extends string, Rest extends readonly unknown[], Found>(read: Read<Key, Rest, Found>): Read<Key, Rest, Found> {
  const underWay = new WeakMap<Queries, Map<Key, Promise<Found>>>();
  return (db, key, ...rest) => {
    const questions = underWay.get(db) ?? new Map<Key, Promise<Found>>();
    underWay.set(db, questions);
    const asked = questions.get(key) ?? read(db, key, ...rest).finally(() => questions.delete(key));
    questions.set(key, asked);
    return asked;
  };
}
