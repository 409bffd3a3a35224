import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** data: what is known of a customer; forget: blank it; erase: the whole shop. */
export type RequestKind = "data" | "forget" | "erase";

/** What the privacy rules ask. `customer` and `orders` are the storefront's ids. */
export type PrivacyRequest = {
  readonly shop: ShopId;
  readonly id: string;
  readonly kind: RequestKind;
  readonly customer: string | null;
  readonly orders: readonly string[];
  /** Our ids of the customers found so far. */
  readonly customers: readonly string[];
  readonly askedAt: Date;
  readonly heardAt: Date;
  /** Blanked for the first time then. */
  readonly lookedAt: Date | null;
};

const COLUMNS = `"shop", "id", "kind", "customer", "orders", "customers", "asked_at" AS "askedAt", "heard_at" AS "heardAt", "looked_at" AS "lookedAt"`;
/** What the rules allow. */
const WITHIN = "30 days";

export type NewRequest = Pick<PrivacyRequest, "shop" | "id" | "kind" | "customer" | "orders" | "askedAt" | "heardAt">;

/** The same request again is the same request. */
export async function fileRequest(db: Queries, { shop, id, kind, customer, orders, askedAt, heardAt }: NewRequest): Promise<void> {
  await db.query(
    `INSERT INTO "privacy_requests" ("shop", "id", "kind", "customer", "orders", "asked_at", "heard_at", "due_at")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $6::timestamptz + interval '${WITHIN}') ON CONFLICT DO NOTHING`,
    [shop, id, kind, customer, orders, askedAt, heardAt],
  );
}

export async function findRequest(db: Queries, shop: ShopId, id: string): Promise<PrivacyRequest | null> {
  const { rows } = await db.query<PrivacyRequest>(`SELECT ${COLUMNS} FROM "privacy_requests" WHERE "shop" = $1 AND "id" = $2`, [shop, id]);
  return rows[0] ?? null;
}

/** What we are to do ourselves, and have not done, the longest waiting first. */
export async function requestsToCarryOut(db: Queries): Promise<readonly PrivacyRequest[]> {
  const { rows } = await db.query<PrivacyRequest>(`SELECT ${COLUMNS} FROM "privacy_requests" WHERE "done_at" IS NULL AND "kind" IN ('forget', 'erase') ORDER BY "heard_at", "shop", "id" LIMIT 200`);
  return rows;
}

type Key = Pick<PrivacyRequest, "shop" | "id">;

/** Our ids of the customers it means, before anything that leads to them is blanked. */
export async function noteFound(db: Queries, { shop, id }: Key, customers: readonly string[]): Promise<void> {
  await db.query(
    `UPDATE "privacy_requests" SET "customers" = ARRAY(SELECT unnest("customers") UNION SELECT unnest($3::text[])) WHERE "shop" = $1 AND "id" = $2 AND "done_at" IS NULL`,
    [shop, id, customers],
  );
}

export async function noteLooked(db: Queries, { shop, id }: Key, now: Date): Promise<void> {
  await db.query(`UPDATE "privacy_requests" SET "looked_at" = $3 WHERE "shop" = $1 AND "id" = $2 AND "done_at" IS NULL`, [shop, id, now]);
}

/** It is over: what it named is no longer kept with it, but for whose data was handed over. False: it was over already. */
export async function closeRequest(db: Queries, { shop, id }: Key, end: { readonly result: string; readonly by: string; readonly now: Date }): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE "privacy_requests" SET ("done_at", "done_by", "result") = ROW($3, $4, $5), "customer" = CASE "kind" WHEN 'data' THEN "customer" END,
       "orders" = CASE "kind" WHEN 'data' THEN "orders" ELSE '{}' END
     WHERE "shop" = $1 AND "id" = $2 AND "done_at" IS NULL`,
    [shop, id, end.now, end.by, end.result],
  );
  return rowCount === 1;
}

/** Requests about somebody who was forgotten name nobody any more. */
export async function blankRequests(db: Queries, shop: ShopId, customer: string): Promise<void> {
  await db.query(`UPDATE "privacy_requests" SET "customer" = NULL WHERE "shop" = $1 AND "customer" = $2 AND "kind" = 'data'`, [shop, customer]);
}
