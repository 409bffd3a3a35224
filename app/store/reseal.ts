import type { PoolClient } from "pg";
import { abouts, keyId, open, seal, type Keyring } from "./secrets.ts";

type Queries = Pick<PoolClient, "query">;

/** Where secrets are kept, and the words each is sealed with. */
export const sealedColumns = [
  { table: "Session", column: "accessToken", about: abouts.accessToken },
  { table: "Session", column: "refreshToken", about: abouts.refreshToken },
  { table: "shops", column: "secret", about: abouts.webhookSecret },
  { table: "shops", column: "mark_key", about: abouts.marks },
  { table: "receipt_keys", column: "private_key", about: abouts.receiptKey },
  { table: "shops", column: "pay_key", about: abouts.payKey },
] as const;

type SealedColumn = (typeof sealedColumns)[number];

export type Resealed = {
  readonly anew: number;
  /** Somebody kept a newer secret there meanwhile, which is sealed with their own first key. */
  readonly changedMeanwhile: number;
  /** Rows whose secret no key at hand opens. */
  readonly lost: readonly string[];
};

const PAGE = 200;

/** Seals every kept secret with the first key, row by row, so that a run which was cut short is simply run again. A token
 * that is refreshed meanwhile is left as it was refreshed. */
export async function resealAll(db: Queries, keys: Keyring): Promise<Resealed> {
  const ends = [];
  for (const column of sealedColumns) ends.push(await resealColumn(db, keys, column));
  return {
    anew: ends.reduce((sum, { anew }) => sum + anew, 0),
    changedMeanwhile: ends.reduce((sum, { changedMeanwhile }) => sum + changedMeanwhile, 0),
    lost: ends.flatMap(({ lost }) => lost),
  };
}

async function resealColumn(db: Queries, keys: Keyring, sealed: SealedColumn): Promise<Resealed> {
  const { table, column } = sealed;
  const lost: string[] = [];
  let [anew, changedMeanwhile, after] = [0, 0, ""];
  for (;;) {
    const { rows } = await db.query<{ id: string; secret: string }>(
      `SELECT "id", "${column}" AS "secret" FROM "${table}" WHERE "id" > $1 AND "${column}" LIKE 'sealed.%' AND "${column}" NOT LIKE $2 ORDER BY "id" LIMIT ${PAGE}`,
      [after, `sealed.${keyId(keys[0])}.%`],
    );
    for (const { id, secret } of rows) {
      const clear = open(secret, keys, sealed.about(id));
      if (clear === null) lost.push(`${table}.${column} of ${id}`);
      else if (await replace(db, sealed, { id, from: secret, to: seal(clear, keys, sealed.about(id)) })) anew += 1;
      else changedMeanwhile += 1;
    }
    after = rows.at(-1)?.id ?? after;
    if (rows.length < PAGE) return { anew, changedMeanwhile, lost };
  }
}

/** False: it is no longer what was read. */
async function replace(db: Queries, { table, column }: SealedColumn, { id, from, to }: { readonly id: string; readonly from: string; readonly to: string }): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE "${table}" SET "${column}" = $3 WHERE "id" = $1 AND "${column}" = $2`, [id, from, to]);
  return rowCount === 1;
}
