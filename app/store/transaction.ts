import type { PoolClient, QueryConfig, QueryResult, QueryResultRow } from "pg";

/** An open transaction, as the store's functions take it. */
export type Transaction = PoolClient;

export type Connections = { connect(): Promise<PoolClient> };

/** READ COMMITTED: each statement sees what was committed before it, which the locks taken first make final. */
export function inTransaction<T>(pool: Connections, work: (client: Transaction) => Promise<T>): Promise<T> {
  return onConnection(pool, async (client) => {
    await ask(client, "BEGIN");
    const result = await work(client);
    await ask(client, "COMMIT");
    return result;
  });
}

/** The one question that writes something, and what to make of the database's no to it. */
export type Writing = { readonly question: QueryConfig; readonly refusal: (error: unknown) => unknown };

/** What a transaction comes to, and how it is written; null: there is nothing to write. */
export type Written<T> = { readonly result: T; readonly writing: Writing | null };

/**
 * A transaction that reads once and writes once, in two round trips instead of four: BEGIN travels with the reading and
 * COMMIT with the writing. COMMIT behind a question that was refused keeps nothing, so the two need not wait for each other.
 */
export function inTwoTrips<Seen, T>(pool: Connections, read: (client: Transaction) => Promise<Seen>, decide: (seen: Seen) => Written<T>): Promise<T> {
  return onConnection(pool, async (client) => {
    const [, seen] = await Promise.all([ask(client, "BEGIN"), read(client)]);
    const { result, writing } = decide(seen);
    await Promise.all([writing && write(client, writing), ask(client, "COMMIT")]);
    return result;
  });
}

/** Asks it, at once: what is asked next on this connection comes behind it. */
export async function write(client: Transaction, { question, refusal }: Writing): Promise<void> {
  await ask(client, question).catch((error: unknown) => {
    throw refusal(error);
  });
}

/**
 * Asks it, and answers as `client.query` does. Where pg makes the promise, it assigns the function that ends the question to
 * a property, and V8 puts a function written so among the objects that stay: it kept the question, its bodies and its answer
 * until the whole heap was collected, which all that brought on every few seconds, and everybody waited meanwhile.
 */
export function ask<Row extends QueryResultRow>(client: Transaction, question: QueryConfig | string): Promise<QueryResult<Row>> {
  return new Promise<QueryResult<Row>>((resolve, reject) => {
    client.query<Row>(question, (error: Error | null, result) => (error ? reject(error) : resolve(result)));
  }).catch((error: Error) => {
    // From where it was asked, not from where the answer was read.
    Error.captureStackTrace(error);
    throw error;
  });
}

async function onConnection<T>(pool: Connections, work: (client: Transaction) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    return await work(client);
  } catch (error) {
    await client.query("ROLLBACK").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

const DEADLOCK = "40P01";
const SERIALIZATION = "40001";
const UNIQUE = "23505";

/** Somebody else was faster, or stood in the way: the same decision, taken again on what stands now, may well pass. */
export function isWorthRepeating(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === DEADLOCK || error.code === SERIALIZATION || error.code === UNIQUE);
}
