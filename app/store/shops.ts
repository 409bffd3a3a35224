import type { PoolClient } from "pg";
import type { ShopId } from "#app/engine/ids.ts";
import { printDecimal, type Asset } from "#app/engine/money.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Rate } from "#app/engine/quote.ts";
import { readPolicy, writePolicy } from "./policy.ts";

type Queries = Pick<PoolClient, "query">;

/** A shop and its choices, as doors need them before a command. */
export type Shop = {
  readonly id: ShopId;
  readonly asset: Asset;
  readonly name: string | null;
  readonly methodName: string | null;
  readonly policy: Policy;
  /** A webhook secret of its own, sealed. */
  readonly secret: string | null;
  readonly servesRoot: boolean;
  readonly timeZone: string;
  readonly installedAt: Date;
  readonly uninstalledAt: Date | null;
  /** A merchant was last let in by Shopify then, so the app was installed; null: nobody came since that is noted. */
  readonly seenAt: Date | null;
  /** A page of its storefront first showed our block then; before `installedAt`: since then none did. */
  readonly blockSeenAt: Date | null;
};

const COLUMNS = `"id", "asset", "name", "method_name", "policy", "secret", "serves_root", "time_zone", "installed_at", "uninstalled_at", "seen_at", "block_seen_at"`;

type ShopRow = { id: string; asset: string; name: string | null; method_name: string | null; policy: Record<string, unknown>; secret: string | null; serves_root: boolean; time_zone: string; installed_at: Date; uninstalled_at: Date | null; seen_at: Date | null; block_seen_at: Date | null };

function shopOf(row: ShopRow): Shop {
  return {
    id: row.id as ShopId,
    asset: row.asset as Asset,
    name: row.name,
    methodName: row.method_name,
    policy: readPolicy(row.policy),
    secret: row.secret,
    servesRoot: row.serves_root,
    timeZone: row.time_zone,
    installedAt: row.installed_at,
    uninstalledAt: row.uninstalled_at,
    seenAt: row.seen_at,
    blockSeenAt: row.block_seen_at,
  };
}

export async function findShop(db: Queries, id: string): Promise<Shop | null> {
  const { rows } = await db.query<ShopRow>({ name: "find-shop", text: `SELECT ${COLUMNS} FROM "shops" WHERE "id" = $1`, values: [id] });
  return rows[0] ? shopOf(rows[0]) : null;
}

/** The shop that doors at the root serve: the one named at set-up, or the only one there is. */
export async function rootShop(db: Queries): Promise<Shop | null> {
  const { rows } = await db.query<ShopRow>({ name: "root-shop", text: `SELECT ${COLUMNS} FROM "shops" WHERE "uninstalled_at" IS NULL ORDER BY "serves_root" DESC, "installed_at" LIMIT 2` });
  const [first, second] = rows;
  return first && (first.serves_root || !second) ? shopOf(first) : null;
}

export async function listShops(db: Queries): Promise<readonly Shop[]> {
  const { rows } = await db.query<ShopRow>(`SELECT ${COLUMNS} FROM "shops" WHERE "uninstalled_at" IS NULL ORDER BY "id"`);
  return rows.map(shopOf);
}

/** What a set-up may change; an option left out stays as it is. */
export type ShopChoices = {
  readonly name?: string;
  readonly currency?: string;
  readonly timeZone?: string;
  readonly methodName?: string;
  readonly secret?: string | null;
  readonly servesRoot?: "yes";
  readonly policy?: Partial<Policy>;
};

/** Installs the shop, or installs it again, and takes its choices. What it was paused for is over with the installation it was said to. */
export async function keepShop(db: Queries, id: ShopId, choices: ShopChoices, now: Date): Promise<void> {
  await db.query(`DELETE FROM "cursors" c USING "shops" s WHERE s."id" = $1 AND s."uninstalled_at" IS NOT NULL AND c."shop" = s."id" AND c."name" = 'paused/storefront'`, [id]);
  if (choices.servesRoot) await db.query(`UPDATE "shops" SET "serves_root" = false WHERE "serves_root" AND "id" <> $1`, [id]);
  await db.query(
    `INSERT INTO "shops" ("id", "name", "currency", "time_zone", "method_name", "secret", "serves_root", "policy", "installed_at")
     VALUES ($1, $2, $3, coalesce($4, 'UTC'), $5, $6, $7, $8, $9)
     ON CONFLICT ("id") DO UPDATE SET
       "name" = coalesce($2, "shops"."name"), "currency" = coalesce($3, "shops"."currency"), "time_zone" = coalesce($4, "shops"."time_zone"),
       "method_name" = coalesce($5, "shops"."method_name"), "secret" = CASE WHEN $10 THEN $6 ELSE "shops"."secret" END,
       "serves_root" = "shops"."serves_root" OR $7, "policy" = "shops"."policy" || $8,
       "installed_at" = CASE WHEN "shops"."uninstalled_at" IS NULL THEN "shops"."installed_at" ELSE $9 END, "uninstalled_at" = NULL`,
    [id, choices.name ?? null, choices.currency ?? null, choices.timeZone ?? null, choices.methodName ?? null, choices.secret ?? null, choices.servesRoot === "yes", writePolicy(choices.policy ?? {}), now, choices.secret !== undefined],
  );
}

/** An uninstall from before the app was last known to be installed is late news, and changes nothing. */
export async function markUninstalled(db: Queries, id: string, happenedAt: Date): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE "shops" SET "uninstalled_at" = $2 WHERE "id" = $1 AND "uninstalled_at" IS NULL AND greatest("installed_at", "seen_at") < $2`, [id, happenedAt]);
  return rowCount === 1;
}

/** Shopify let a merchant in at that moment: the app was installed, whatever is heard later of an uninstall before it. */
export async function noteSeen(db: Queries, id: ShopId, at: Date): Promise<void> {
  await db.query(`UPDATE "shops" SET "seen_at" = $2 WHERE "id" = $1 AND ("seen_at" IS NULL OR "seen_at" < $2)`, [id, at]);
}

/** False: it was noted already. */
export async function noteBlockSeen(db: Queries, id: ShopId, at: Date): Promise<boolean> {
  const { rowCount } = await db.query(`UPDATE "shops" SET "block_seen_at" = $2 WHERE "id" = $1 AND ("block_seen_at" IS NULL OR "block_seen_at" < "installed_at")`, [id, at]);
  return rowCount === 1;
}

export async function keepScopes(db: Queries, id: string, scopes: readonly string[]): Promise<void> {
  await db.query(`UPDATE "shops" SET "scopes" = $2 WHERE "id" = $1`, [id, scopes.join(",")]);
}

/** Rates are only ever added; the newest of a currency counts. */
export async function addRate(db: Queries, shop: ShopId, rate: Rate, setBy: string): Promise<void> {
  await db.query(`INSERT INTO "rates" ("shop", "currency", "per_unit", "source", "as_of", "set_by") VALUES ($1, $2, $3, $4, $5, $6)`, [shop, rate.currency, printDecimal(rate.perUnit), rate.source, rate.asOf, setBy]);
}

/** Open orders without a due, oldest first. */
export async function unpricedOrders(db: Queries, shop: ShopId): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(`SELECT "id" FROM "orders" WHERE "shop" = $1 AND "status" IN ('unclaimed', 'claimed') AND "due" IS NULL ORDER BY "placed_at", "id"`, [shop]);
  return rows.map(({ id }) => id);
}

/** Open orders that money might reach under some policy, oldest first: the ones a change of policy concerns. */
export async function ordersNearMoney(db: Queries, shop: ShopId): Promise<readonly string[]> {
  const { rows } = await db.query<{ id: string }>(
    `SELECT o."id" FROM "orders" o WHERE o."shop" = $1 AND o."status" IN ('unclaimed', 'claimed') AND o."due" IS NOT NULL AND (
       EXISTS (SELECT FROM "payments" p WHERE p."shop" = o."shop" AND p."names" = o."id" AND p."status" = 'confirmed')
       OR EXISTS (SELECT FROM "claims" c JOIN "accounts" a ON a."shop" = c."shop" AND a."id" = c."account" WHERE c."shop" = o."shop" AND c."order" = o."id" AND c."standing" = 'counts' AND a."held" > 0)
       OR EXISTS (SELECT FROM "accounts" a WHERE a."shop" = o."shop" AND a."held" > 0 AND (a."kind" = 'customer' AND a."owner" = o."customer" OR a."kind" = 'deposit' AND a."owner" = o."id"))
       OR EXISTS (SELECT FROM "links" l JOIN "accounts" a ON a."shop" = l."shop" AND a."id" = l."account" WHERE l."shop" = o."shop" AND l."customer" = o."customer" AND a."held" > 0))
     ORDER BY o."placed_at", o."id"`,
    [shop],
  );
  return rows.map(({ id }) => id);
}
