import type { PoolClient } from "pg";

/** An open transaction, as the store's functions take it. */
export type Transaction = PoolClient;

export type Connections = { connect(): Promise<PoolClient> };

/** READ COMMITTED: each statement sees what was committed before it, which the locks taken first make final. */
export async function inTransaction<T>(pool: Connections, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
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
