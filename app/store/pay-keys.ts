import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { Pool } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { abouts, open, seal, type Keyring } from "./secrets.ts";

type Queries = Pick<Pool, "query">;

/**
 * Each shop's key to the tokens of its orders' pay pages. A token is made of the order's id alone, so that the mail which
 * leaves before we hear of the order can name it: the template of the mail is the one other place that has the key.
 */
export type PayKeys = {
  /** 64 hexadecimal characters; the text itself is the key, as Liquid's filters take it. Null: no such shop, or no key at hand opens it. */
  readonly keyOf: (shop: ShopId) => Promise<string | null>;
  /** The token of this order, by the storefront's id of it; null where there is no key. */
  readonly tokenOf: (shop: ShopId, storefrontId: string) => Promise<string | null>;
  /** Whether whoever made this token had the shop's key. */
  readonly isMade: (asked: { readonly shop: ShopId; readonly storefrontId: string; readonly token: string }) => Promise<boolean>;
  /** Makes a new key: of orders that are placed from now on. Those we have keep their tokens. */
  readonly renew: (shop: ShopId) => Promise<void>;
};

type Known = { readonly key: Promise<string | null>; readonly readAt: number };

const FRESH_MS = 1_000;

export function openPayKeys(pool: Queries, keys: Keyring): PayKeys {
  const known = new Map<ShopId, Known>();
  const keyOf = async (shop: ShopId): Promise<string | null> => {
    const before = known.get(shop);
    // Whoever comes meanwhile waits for the same reading.
    if (before && performance.now() - before.readAt < FRESH_MS) return before.key;
    const reading = { key: readKey(pool, keys, shop), readAt: performance.now() };
    known.set(shop, reading);
    const forget = () => known.get(shop) === reading && known.delete(shop);
    const key = await reading.key.catch((error: unknown) => {
      forget();
      throw error;
    });
    // What a stranger calls a shop must not fill the memory.
    if (key === null) forget();
    return key;
  };
  const tokenOf = async (shop: ShopId, storefrontId: string) => {
    const key = await keyOf(shop);
    return key === null ? null : tokenWith(key, storefrontId);
  };
  return {
    keyOf,
    tokenOf,
    isMade: async ({ shop, storefrontId, token }) => isSame(token, await tokenOf(shop, storefrontId)),
    renew: async (shop) => {
      await pool.query(`UPDATE "shops" SET "pay_key" = $2 WHERE "id" = $1`, [shop, newKey(keys, shop)]);
      known.delete(shop);
    },
  };
}

/** The first 128 bits of HMAC-SHA-256(order id), in hexadecimal: `{{ id | hmac_sha256: key | slice: 0, 32 }}` in Liquid. */
export function tokenWith(key: string, storefrontId: string): string {
  return createHmac("sha256", key).update(storefrontId).digest("hex").slice(0, 32);
}

function isSame(token: string, made: string | null): boolean {
  const [a, b] = [Buffer.from(token), Buffer.from(made ?? "")];
  return made !== null && a.length === b.length && timingSafeEqual(a, b);
}

const newKey = (keys: Keyring, shop: string) => seal(randomBytes(32).toString("hex"), keys, abouts.payKey(shop));

/** A shop that has none gets one; of several processes that make one the first is right. */
async function readKey(pool: Queries, keys: Keyring, shop: ShopId): Promise<string | null> {
  const sealed = await sealedKey(pool, shop);
  if (sealed === undefined) return null;
  if (sealed === null) await pool.query(`UPDATE "shops" SET "pay_key" = $2 WHERE "id" = $1 AND "pay_key" IS NULL`, [shop, newKey(keys, shop)]);
  const kept = sealed ?? (await sealedKey(pool, shop));
  return kept ? open(kept, keys, abouts.payKey(shop)) : null;
}

/** Undefined: there is no such shop. */
async function sealedKey(pool: Queries, shop: ShopId): Promise<string | null | undefined> {
  const { rows } = await pool.query<{ pay_key: string | null }>({ name: "pay-key", text: `SELECT "pay_key" FROM "shops" WHERE "id" = $1`, values: [shop] });
  return rows[0]?.pay_key;
}
