import { createHmac, randomBytes } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { invariant } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import { abouts, open, seal, type Keyring } from "./secrets.ts";

/** `customer`: the storefront's id. `objects`: our ids. */
export type Named = { readonly customer: string | null; readonly objects: readonly string[] };

/** What must not come back. A customer is known by an HMAC of their storefront id, under a key of the shop's own: nobody can
 * be found by it, but whoever is named again is recognised. */
export type Forgotten = {
  /** As it was at most a second ago. */
  readonly has: (shop: ShopId, named: Named) => Promise<boolean>;
  readonly add: (client: Pick<PoolClient, "query">, shop: ShopId, named: Named) => Promise<void>;
  /** What was added is known to this process from now on; called once it is committed. */
  readonly renew: (shop: ShopId) => void;
};

type Marks = { readonly isOfShop: boolean; readonly sealedKey: string | null; readonly key: Buffer | null; readonly marks: Set<string>; readonly newest: Date | null; readonly readAt: number };

const FRESH_MS = 1_000;
// A mark bears the time it was written, and is seen only once its transaction has ended.
const COMMITS_WITHIN = "5 minutes";

export function openForgotten(pool: Pick<Pool, "query">, keys: Keyring): Forgotten {
  const known = new Map<ShopId, Promise<Marks>>();
  const marksOf = async (shop: ShopId): Promise<Marks> => {
    const before = await known.get(shop);
    if (before && performance.now() - before.readAt < FRESH_MS) return before;
    // Whoever comes meanwhile waits for the same reading.
    const reading = readMarks(pool, keys, shop, before ?? null);
    known.set(shop, reading);
    const drop = () => known.get(shop) === reading && known.delete(shop);
    try {
      const marks = await reading;
      // What a stranger calls a shop must not fill the memory.
      if (!marks.isOfShop) drop();
      return marks;
    } catch (error) {
      drop();
      throw error;
    }
  };
  return {
    renew: (shop) => void known.delete(shop),
    has: async (shop, { customer, objects }) => {
      const { key, marks } = await marksOf(shop);
      if (marks.size === 0) return false;
      return objects.some((object) => marks.has(object)) || (customer !== null && key !== null && marks.has(markOf(customer, key)));
    },
    add: async (client, shop, { customer, objects }) => {
      const marks = customer === null ? objects : [...objects, markOf(customer, await keyFor(client, keys, shop))];
      await client.query(`INSERT INTO "forgotten" ("shop", "mark") SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING`, [shop, marks]);
    },
  };
}

const markOf = (customer: string, key: Buffer) => `customer:${createHmac("sha256", key).update(customer).digest("base64url").slice(0, 26)}`;

/** Only what is new; all of it where the shop was erased, or its key sealed anew, since. */
async function readMarks(pool: Pick<Pool, "query">, keys: Keyring, shop: ShopId, before: Marks | null): Promise<Marks> {
  const readAt = performance.now();
  const { rows } = await pool.query<{ mark_key: string | null; mark: string | null; at: Date | null }>({
    name: "forgotten-marks",
    text: `SELECT s."mark_key", f."mark", f."at" FROM "shops" s LEFT JOIN "forgotten" f ON f."shop" = s."id" AND f."at" > coalesce($2::timestamptz - interval '${COMMITS_WITHIN}', '-infinity') WHERE s."id" = $1 ORDER BY f."at"`,
    values: [shop, before?.newest ?? null],
  });
  const sealedKey = rows[0]?.mark_key ?? null;
  if (before && before.sealedKey !== sealedKey) return readMarks(pool, keys, shop, null);
  const marks = before?.marks ?? new Set<string>();
  for (const { mark } of rows) if (mark !== null) marks.add(mark);
  return { isOfShop: rows.length > 0, sealedKey, key: before?.key ?? (sealedKey === null ? null : opened(sealedKey, keys, shop)), marks, newest: rows.at(-1)?.at ?? before?.newest ?? null, readAt };
}

function opened(sealed: string, keys: Keyring, shop: ShopId): Buffer | null {
  const clear = open(sealed, keys, abouts.marks(shop));
  return clear === null ? null : Buffer.from(clear, "base64");
}

async function keyFor(client: Pick<PoolClient, "query">, keys: Keyring, shop: ShopId): Promise<Buffer> {
  const { rows: [row] } = await client.query<{ mark_key: string | null }>(`SELECT "mark_key" FROM "shops" WHERE "id" = $1 FOR UPDATE`, [shop]);
  invariant(row !== undefined, "a shop that forgets is known");
  if (row.mark_key !== null) {
    const key = opened(row.mark_key, keys, shop);
    if (key === null) throw new Error("no key at hand opens the shop's key of forgotten customers: ENCRYPTION_KEY lacks the one it was sealed with");
    return key;
  }
  const key = randomBytes(32);
  await client.query(`UPDATE "shops" SET "mark_key" = $2 WHERE "id" = $1`, [shop, seal(key.toString("base64"), keys, abouts.marks(shop))]);
  return key;
}
