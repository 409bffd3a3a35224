import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** Changes that come together are told together. */
const SETTLES_MS = 2_000;
/** Shopify tells of a product several times while a merchant works on it. */
const PRODUCT_SETTLES_MS = 5_000;

/** Noted in the transaction that changes a rate, a policy or an installation: the shop's theme is to be told. */
export async function noteBoard(db: Queries, shop: ShopId, now: Date): Promise<void> {
  await db.query(
    `INSERT INTO "price_boards" ("shop", "due_at") VALUES ($1, $2)
     ON CONFLICT ("shop") DO UPDATE SET "wanted" = "price_boards"."wanted" + 1, "due_at" = least("price_boards"."due_at", $2), "tries" = 0`,
    [shop, new Date(now.getTime() + SETTLES_MS)],
  );
}

/** After a restore nobody knows what the shop was told since: it is told anew, and variants that were given prices are all looked at. */
export async function tellBoardAnew(db: Queries, shop: ShopId, now: Date): Promise<void> {
  await db.query(`UPDATE "price_boards" SET "run" = 'before a restore' WHERE "shop" = $1 AND "run" <> 'none'`, [shop]);
  await noteBoard(db, shop, now);
}

/** A product of the shop changed; `product` is Shopify's id. */
export async function noteProduct(db: Queries, shop: ShopId, product: string, now: Date): Promise<void> {
  await db.query(`INSERT INTO "heard_products" ("shop", "product") VALUES ($1, $2) ON CONFLICT ("shop", "product") DO UPDATE SET "times" = "heard_products"."times" + 1`, [shop, product]);
  await db.query(`UPDATE "price_boards" SET "due_at" = least("due_at", $2) WHERE "shop" = $1`, [shop, new Date(now.getTime() + PRODUCT_SETTLES_MS)]);
}

/** A shop whose prices are due, waiting for whoever takes them in hand first. */
export type BoardOffer = { readonly shop: ShopId; readonly turn: number };

/** What was done, and what is to be done, for one shop. */
export type Board = BoardOffer & {
  readonly wanted: string;
  readonly told: string;
  readonly toldAt: Date | null;
  readonly tries: number;
  /** What the variants are given, or were last; null: they never were given anything. */
  readonly run: string | null;
  /** The last variant that was looked at: Shopify's id. */
  readonly runAfter: string;
  readonly runEndedAt: Date | null;
};

type Lease = { readonly now: Date; readonly leaseSeconds: number };

const LEASE = `
UPDATE "price_boards" b SET "leased_until" = $1::timestamptz + make_interval(secs => $2), "turn" = b."turn" + 1
FROM (SELECT p."shop" FROM "price_boards" p JOIN "shops" s ON s."id" = p."shop" AND s."uninstalled_at" IS NULL
    WHERE p."due_at" <= $1 AND (p."leased_until" IS NULL OR p."leased_until" <= $1)
    ORDER BY p."due_at", p."shop" LIMIT $3 FOR UPDATE OF p SKIP LOCKED) due
WHERE b."shop" = due."shop" RETURNING b."shop", b."turn"`;

export async function leaseBoards(db: Queries, { now, leaseSeconds, limit }: Lease & { readonly limit: number }): Promise<readonly BoardOffer[]> {
  const { rows } = await db.query<{ shop: string; turn: number }>({ name: "lease-boards", text: LEASE, values: [now, leaseSeconds, limit] });
  return rows.map(({ shop, turn }) => ({ shop: shop as ShopId, turn }));
}

/** null: somebody else has it. A reminder that comes twice finds another turn. */
export async function takeUpBoard(db: Queries, { shop, turn }: BoardOffer, { now, leaseSeconds }: Lease): Promise<Board | null> {
  const { rows } = await db.query<Omit<Board, "shop">>(
    `UPDATE "price_boards" SET "turn" = "turn" + 1, "leased_until" = $3::timestamptz + make_interval(secs => $4)
     WHERE "shop" = $1 AND "turn" = $2 AND "leased_until" IS NOT NULL
     RETURNING "turn", "wanted"::text, "told"::text, "told_at" AS "toldAt", "tries", "run", "run_after" AS "runAfter", "run_ended_at" AS "runEndedAt"`,
    [shop, turn, now, leaseSeconds],
  );
  return rows[0] ? { shop, ...rows[0] } : null;
}

/** Goes on with it. False: it took too long, and somebody else has it by now. */
export async function holdBoard(db: Queries, { shop, turn }: BoardOffer, { now, leaseSeconds }: Lease): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE "price_boards" SET "leased_until" = $3::timestamptz + make_interval(secs => $4) WHERE "shop" = $1 AND "turn" = $2`, [shop, turn, now, leaseSeconds]);
  return rowCount === 1;
}

/** The theme knows all that was wanted when this turn began. */
export async function noteTold(db: Queries, { shop, turn, wanted }: Board, now: Date): Promise<void> {
  await db.query(`UPDATE "price_boards" SET "told" = greatest("told", $3::bigint), "told_at" = $4 WHERE "shop" = $1 AND "turn" = $2`, [shop, turn, wanted, now]);
}

/** All variants are to be looked at, from the first. `total`: null where nobody says. */
export async function beginRun(db: Queries, { shop, turn }: BoardOffer, start: { readonly run: string; readonly total: number | null; readonly now: Date }): Promise<void> {
  await db.query(
    `UPDATE "price_boards" SET ("run", "run_after", "run_total", "run_seen", "run_written", "run_refused", "run_began_at", "run_ended_at") = ROW($3, '0', $4::int, 0, 0, 0, $5::timestamptz, NULL)
     WHERE "shop" = $1 AND "turn" = $2`,
    [shop, turn, start.run, start.total, start.now],
  );
}

export type Step = { readonly after: string; readonly seen: number; readonly written: number; readonly refused: number; readonly endedAt: Date | null };

/** So far the run has come: whoever goes on begins there. */
export async function advanceRun(db: Queries, { shop, turn }: BoardOffer, { after, seen, written, refused, endedAt }: Step): Promise<void> {
  await db.query(
    `UPDATE "price_boards" SET "run_after" = $3, "run_seen" = "run_seen" + $4, "run_written" = "run_written" + $5, "run_refused" = "run_refused" + $6, "run_ended_at" = $7, "tries" = 0, "error" = NULL
     WHERE "shop" = $1 AND "turn" = $2`,
    [shop, turn, after, seen, written, refused, endedAt],
  );
}

/** Lets go of it until `dueAt`; sooner where something was noted meanwhile. `error`: why it is tried again; null: it went well. */
export async function letGo(db: Queries, { shop, turn }: BoardOffer, { dueAt, error, now }: { readonly dueAt: Date; readonly error: string | null; readonly now: Date }): Promise<void> {
  await db.query(
    `UPDATE "price_boards" b SET "leased_until" = NULL, "error" = $4, "tries" = CASE WHEN $4::text IS NULL THEN 0 ELSE b."tries" + 1 END,
       "due_at" = CASE WHEN $4::text IS NULL AND (b."wanted" > b."told" OR EXISTS (SELECT FROM "heard_products" h WHERE h."shop" = b."shop")) THEN least($3::timestamptz, $5::timestamptz) ELSE $3::timestamptz END
     WHERE "shop" = $1 AND "turn" = $2`,
    [shop, turn, dueAt, error, new Date(now.getTime() + SETTLES_MS)],
  );
}

export type HeardProduct = { readonly product: string; readonly times: string };

export async function heardProducts(db: Queries, shop: ShopId, limit: number): Promise<readonly HeardProduct[]> {
  const { rows } = await db.query<HeardProduct>(`SELECT "product", "times"::text FROM "heard_products" WHERE "shop" = $1 ORDER BY "product" LIMIT $2`, [shop, limit]);
  return rows;
}

/** It was looked at; heard of again meanwhile, it stays. */
export async function dropHeard(db: Queries, shop: ShopId, { product, times }: HeardProduct): Promise<void> {
  await db.query(`DELETE FROM "heard_products" WHERE "shop" = $1 AND "product" = $2 AND "times" = $3::bigint`, [shop, product, times]);
}

/** Nobody reads prices from the variants any more. */
export async function dropAllHeard(db: Queries, shop: ShopId): Promise<void> {
  await db.query(`DELETE FROM "heard_products" WHERE "shop" = $1`, [shop]);
}
