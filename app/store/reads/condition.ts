import type { Queries } from "./rows.ts";

/** What the database server says of itself. */
export type Server = {
  /** As `server_version_num`: 180004 is 18.4. */
  readonly versionNumber: number;
  readonly version: string;
  readonly fsync: string;
  readonly synchronousCommit: string;
  readonly fullPageWrites: string;
  readonly now: Date;
};

export async function serverCondition(db: Queries): Promise<Server> {
  const { rows: [row] } = await db.query<Server>(
    `SELECT current_setting('server_version_num')::int AS "versionNumber", current_setting('server_version') AS "version", current_setting('fsync') AS "fsync",
       current_setting('synchronous_commit') AS "synchronousCommit", current_setting('full_page_writes') AS "fullPageWrites", clock_timestamp() AS "now"`,
  );
  if (!row) throw new Error("a select without a table has one row");
  return row;
}

/** How many secrets are kept under which key, by its fingerprint. */
export async function secretsByKey(db: Queries): Promise<readonly { readonly key: string; readonly secrets: number }[]> {
  const { rows } = await db.query<{ key: string; secrets: number }>(
    `SELECT split_part(v."value", '.', 2) AS "key", count(*)::int AS "secrets"
     FROM (SELECT to_jsonb(s) AS "row" FROM "shops" s UNION ALL SELECT to_jsonb(s) FROM "Session" s) x, jsonb_each_text(x."row") v WHERE v."value" LIKE 'sealed.%' GROUP BY 1 ORDER BY 2 DESC, 1`,
  );
  return rows;
}

/** Schemas in which a restore kept what was here before. */
export async function replacedSchemas(db: Queries): Promise<readonly string[]> {
  return (await db.query<{ name: string }>(`SELECT "nspname" AS "name" FROM pg_namespace WHERE "nspname" LIKE 'replaced\\_%' ORDER BY 1`)).rows.map(({ name }) => name);
}

export type ShopCondition = {
  readonly shop: string;
  readonly methodName: string | null;
  readonly heardAt: Date | null;
  /** When the shop was last read through, whatever came of it. */
  readonly readAt: Date | null;
  /** Orders of the last day that were found by reading the shop before any webhook told of them. */
  readonly untold: number;
  readonly openOrders: boolean;
  readonly isRestored: boolean;
  readonly paused: string | null;
  readonly currencies: readonly { readonly currency: string; readonly asOf: Date }[];
  readonly wallets: readonly { readonly address: string; readonly heardAt: Date | null }[];
};

const SHOPS = `
SELECT s."id" AS "shop", s."method_name" AS "methodName",
  (SELECT max(i."received_at") FROM "inbox" i WHERE i."shop" = s."id" AND i."source" = 'shopify' AND i."received_at" > $1::timestamptz - interval '30 days') AS "heardAt",
  (SELECT c."at" FROM "cursors" c WHERE c."shop" = s."id" AND c."name" = 'reconcile') AS "readAt",
  (SELECT count(DISTINCT r."object")::int FROM "inbox" r WHERE r."shop" = s."id" AND r."source" = 'reconcile' AND r."result" = 'order.placed' AND r."received_at" > $1::timestamptz - interval '1 day'
    AND NOT EXISTS (SELECT FROM "inbox" w WHERE w."shop" = r."shop" AND w."object" = r."object" AND w."source" = 'shopify')) AS "untold",
  EXISTS (SELECT FROM "orders" o WHERE o."shop" = s."id" AND o."status" IN ('unclaimed', 'claimed')) AS "openOrders",
  EXISTS (SELECT FROM "cursors" c WHERE c."shop" = s."id" AND c."name" = 'restored') AS "isRestored",
  (SELECT c."value" FROM "cursors" c WHERE c."shop" = s."id" AND c."name" LIKE 'paused/%' AND c."at" > $1 LIMIT 1) AS "paused"
FROM "shops" s WHERE s."uninstalled_at" IS NULL ORDER BY s."id"`;

const RATES = `SELECT DISTINCT ON ("shop", "currency") "shop", "currency", "as_of" AS "asOf" FROM "rates" ORDER BY "shop", "currency", "number" DESC`;
const WALLETS = `SELECT "shop", "address", "last_heard_at" AS "heardAt" FROM "wallets" WHERE "revoked_at" IS NULL ORDER BY "added_at", "id"`;

/** Each installed shop: who speaks to us, and when it was last heard. */
export async function shopConditions(db: Queries, now: Date): Promise<readonly ShopCondition[]> {
  const { rows: shops } = await db.query<Omit<ShopCondition, "currencies" | "wallets">>(SHOPS, [now]);
  const { rows: rates } = await db.query<{ shop: string; currency: string; asOf: Date }>(RATES);
  const { rows: wallets } = await db.query<{ shop: string; address: string; heardAt: Date | null }>(WALLETS);
  return shops.map((each) => ({ ...each, currencies: rates.filter(({ shop }) => shop === each.shop), wallets: wallets.filter(({ shop }) => shop === each.shop) }));
}
