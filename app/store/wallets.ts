import type { PoolClient } from "pg";
import { walletId, type PayerKey, type ShopId, type WalletId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** A receiving wallet of a shop, registered to report payments. */
export type Wallet = {
  readonly id: WalletId;
  readonly shop: ShopId;
  readonly provider: string;
  readonly address: string;
  readonly payer: PayerKey;
  readonly allowList: readonly string[];
  readonly revokedAt: Date | null;
  readonly lastHeardAt: Date | null;
};

type WalletRow = { id: string; shop: string; provider: string; address: string; payer: string; allow_list: string[]; revoked_at: Date | null; last_heard_at: Date | null };

const COLUMNS = `"id", "shop", "provider", "address", "payer", "allow_list", "revoked_at", "last_heard_at"`;

function walletOf(row: WalletRow): Wallet {
  return { id: walletId(row.id), shop: row.shop as ShopId, provider: row.provider, address: row.address, payer: row.payer as PayerKey, allowList: row.allow_list, revokedAt: row.revoked_at, lastHeardAt: row.last_heard_at };
}

/** The wallet with this key, wherever on the server it is registered, revoked or not. */
export async function walletByKey(db: Queries, payer: PayerKey): Promise<Wallet | null> {
  const { rows } = await db.query<WalletRow>({ name: "wallet-by-key", text: `SELECT ${COLUMNS} FROM "wallets" WHERE "payer" = $1`, values: [payer] });
  return rows[0] ? walletOf(rows[0]) : null;
}

/** Every address and range from which some wallet may report now. */
export async function walletHomes(db: Queries): Promise<readonly string[]> {
  const { rows } = await db.query<{ entry: string }>(`SELECT DISTINCT unnest("allow_list") AS "entry" FROM "wallets" WHERE "revoked_at" IS NULL`);
  return rows.map(({ entry }) => entry);
}

/** Wallets that may report now, the first registered first. */
export async function activeWallets(db: Queries, shop: ShopId): Promise<readonly Wallet[]> {
  const { rows } = await db.query<WalletRow>(`SELECT ${COLUMNS} FROM "wallets" WHERE "shop" = $1 AND "revoked_at" IS NULL ORDER BY "added_at", "id"`, [shop]);
  return rows.map(walletOf);
}

export type Registration = Pick<Wallet, "id" | "shop" | "provider" | "address" | "payer" | "allowList"> & {
  readonly initialNonce: bigint;
  readonly perPayment: bigint | null;
  readonly perDay: bigint | null;
};

/**
 * Registers the wallet, or registers it again in its own shop: its used nonces and the line below them stay.
 * False: the key belongs to another shop of this server.
 */
export async function keepWallet(db: Queries, wallet: Registration, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `INSERT INTO "wallets" ("id", "shop", "provider", "address", "payer", "allow_list", "initial_nonce", "per_payment", "per_day", "added_at")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     ON CONFLICT ("payer") DO UPDATE SET "address" = excluded."address", "allow_list" = excluded."allow_list", "revoked_at" = NULL,
       "initial_nonce" = greatest("wallets"."initial_nonce", excluded."initial_nonce"), "per_payment" = excluded."per_payment", "per_day" = excluded."per_day"
     WHERE "wallets"."shop" = excluded."shop"`,
    [wallet.id, wallet.shop, wallet.provider, wallet.address, wallet.payer, wallet.allowList, wallet.initialNonce.toString(), wallet.perPayment?.toString() ?? null, wallet.perDay?.toString() ?? null, now],
  );
  return rowCount === 1;
}

/** Revoking acts at once, because messages are judged by what is read in their own transaction. */
export async function revokeWallet(db: Queries, shop: ShopId, id: WalletId, now: Date): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE "wallets" SET "revoked_at" = $3 WHERE "shop" = $1 AND "id" = $2 AND "revoked_at" IS NULL`, [shop, id, now]);
  return rowCount === 1;
}

/** When the wallet was last heard, to ten seconds: every message writing it would make one row everybody waits for. */
export async function noteHeard(db: Queries, id: WalletId, now: Date): Promise<void> {
  await db.query(`UPDATE "wallets" SET "last_heard_at" = $2 WHERE "id" = $1 AND ("last_heard_at" IS NULL OR "last_heard_at" < $2::timestamptz - interval '10 seconds')`, [id, now]);
}

/** Nonces below the line of 64 are dead; a day later they are forgotten. */
export async function pruneNonces(db: Queries, now: Date): Promise<number> {
  const { rowCount } = await db.query(
    `DELETE FROM "wallet_nonces" n WHERE n."used_at" < $1::timestamptz - interval '1 day'
     AND n."nonce" < (SELECT m."nonce" FROM "wallet_nonces" m WHERE m."wallet" = n."wallet" ORDER BY m."nonce" DESC OFFSET 63 LIMIT 1)`,
    [now],
  );
  return rowCount ?? 0;
}
