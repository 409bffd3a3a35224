import { createHash, createPrivateKey, generateKeyPairSync, sign } from "node:crypto";
import type { Pool, PoolClient } from "pg";
import { invariant } from "#app/engine/error.ts";
import type { ShopId } from "#app/engine/ids.ts";
import { thumbprintText } from "#app/engine/receipt.ts";
import { abouts, open, seal, type Keyring } from "./secrets.ts";
import { type Connections, inTransaction } from "./transaction.ts";

type Queries = Pick<PoolClient, "query">;

/** A public key as it is published: `id` is its thumbprint by RFC 7638, `x` the 32 bytes in base64url. */
export type ReceiptKey = { readonly id: string; readonly x: string; readonly madeAt: Date; readonly withdrawnAt: Date | null };

/** Signs with ed25519; the signature is base64url. */
export type Signer = { readonly id: string; readonly sign: (text: string) => string };

/** The key a shop signs with: the newest that a key at hand opens. Made when none does, once for all who ask at the same time. */
export async function receiptSigner(pool: Connections & Pick<Pool, "query">, keys: Keyring, shop: ShopId, now: Date): Promise<Signer> {
  return (await newestSigner(pool, keys, shop)) ?? inTransaction(pool, async (client) => {
    await takeTurn(client, shop);
    return (await newestSigner(client, keys, shop)) ?? makeSigner(client, keys, shop, now);
  });
}

/** Signs with a new key from now on. "withdrawn": what the ones before signed counts no more; "kept": it does. */
export function renewReceiptKey(pool: Connections, keys: Keyring, shop: ShopId, { before, now }: { readonly before: "kept" | "withdrawn"; readonly now: Date }): Promise<Signer> {
  return inTransaction(pool, async (client) => {
    await takeTurn(client, shop);
    if (before === "withdrawn") await client.query(`UPDATE "receipt_keys" SET "withdrawn_at" = $2 WHERE "shop" = $1 AND "withdrawn_at" IS NULL`, [shop, now]);
    return makeSigner(client, keys, shop, now);
  });
}

const takeTurn = (client: Queries, shop: ShopId) => client.query("SELECT pg_advisory_xact_lock(hashtextextended($1 || '/receipt-key', 0))", [shop]);

/** All the keys a shop ever signed with, the newest first. */
export async function receiptKeys(db: Queries, shop: ShopId): Promise<readonly ReceiptKey[]> {
  const { rows } = await db.query<{ id: string; public: string; made_at: Date; withdrawn_at: Date | null }>(`SELECT "id", "public", "made_at", "withdrawn_at" FROM "receipt_keys" WHERE "shop" = $1 ORDER BY "made_at" DESC, "id"`, [shop]);
  return rows.map((row) => ({ id: row.id, x: row.public, madeAt: row.made_at, withdrawnAt: row.withdrawn_at }));
}

async function newestSigner(db: Queries, keys: Keyring, shop: ShopId): Promise<Signer | null> {
  const { rows } = await db.query<{ id: string; public: string; private_key: string }>({
    name: "receipt-signer", text: `SELECT "id", "public", "private_key" FROM "receipt_keys" WHERE "shop" = $1 AND "withdrawn_at" IS NULL ORDER BY "made_at" DESC, "id"`, values: [shop],
  });
  for (const { id, public: x, private_key } of rows) {
    const d = open(private_key, keys, abouts.receiptKey(id));
    if (d !== null) return signerOf({ id, x, d });
  }
  return null;
}

async function makeSigner(client: Queries, keys: Keyring, shop: ShopId, now: Date): Promise<Signer> {
  const { x, d } = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  invariant(x !== undefined && d !== undefined, "an ed25519 key has two halves");
  const id = createHash("sha256").update(thumbprintText(x)).digest("base64url");
  await client.query(`INSERT INTO "receipt_keys" ("shop", "id", "public", "private_key", "made_at") VALUES ($1, $2, $3, $4, $5)`, [shop, id, x, seal(d, keys, abouts.receiptKey(id)), now]);
  return signerOf({ id, x, d });
}

function signerOf({ id, x, d }: { readonly id: string; readonly x: string; readonly d: string }): Signer {
  const key = createPrivateKey({ key: { kty: "OKP", crv: "Ed25519", x, d }, format: "jwk" });
  return { id, sign: (text) => sign(null, Buffer.from(text), key).toString("base64url") };
}
