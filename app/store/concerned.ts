import type { PoolClient } from "pg";
import type { AccountId, CustomerId, ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** Whom a request means: a customer and orders by the storefront's ids, customers also by ours. */
export type Meant = { readonly customer: string | null; readonly orders: readonly string[]; readonly customers: readonly string[] };

/** Our ids of all that is a person's. */
export type Concerned = {
  readonly customers: readonly CustomerId[];
  /** The customer's orders, and the ones that were listed. */
  readonly orders: readonly string[];
  /** Money that names these orders or was sent for them alone; and, naming none, what their proven payers sent. */
  readonly payments: readonly string[];
  readonly refunds: readonly string[];
  readonly creditNotes: readonly string[];
  /** The customer's own and these orders' deposit accounts. */
  readonly accounts: readonly AccountId[];
  readonly links: readonly { readonly customer: CustomerId; readonly account: AccountId }[];
};

// A plain claim proves nothing about who pays, so what its payer sent elsewhere is not the customer's.
const FIND = `
WITH "cus" AS (SELECT "id" FROM "customers" WHERE "shop" = $1 AND ("storefront_id" = $2 OR "id" = ANY ($3))),
"ord" AS (SELECT "id" FROM "orders" WHERE "shop" = $1 AND ("customer" IN (SELECT "id" FROM "cus") OR "id" = ANY ($4))),
"link" AS (SELECT "customer", "account" FROM "links" WHERE "shop" = $1 AND "customer" IN (SELECT "id" FROM "cus")),
"own" AS (
    SELECT "account" FROM "link"
    UNION SELECT "account" FROM "claims" WHERE "shop" = $1 AND "order" IN (SELECT "id" FROM "ord") AND "kind" <> 'plain'),
"acc" AS (
    SELECT "id" FROM "accounts" WHERE "shop" = $1 AND "kind" = 'customer' AND "owner" IN (SELECT "id" FROM "cus")
    UNION SELECT "id" FROM "accounts" WHERE "shop" = $1 AND "kind" = 'deposit' AND "owner" IN (SELECT "id" FROM "ord")),
"pay" AS (
    SELECT "id" FROM "payments" WHERE "shop" = $1 AND "names" IN (SELECT "id" FROM "ord")
    UNION SELECT "id" FROM "payments" WHERE "shop" = $1 AND "account" IN (SELECT "id" FROM "acc")
    UNION SELECT "id" FROM "payments" WHERE "shop" = $1 AND "account" IN (SELECT "account" FROM "own") AND "names" IS NULL)
SELECT ARRAY(SELECT "id" FROM "cus" ORDER BY 1) AS "customers", ARRAY(SELECT "id" FROM "ord" ORDER BY 1) AS "orders", ARRAY(SELECT "id" FROM "pay" ORDER BY 1) AS "payments",
    ARRAY(SELECT "id" FROM "refunds" WHERE "shop" = $1 AND ("order" IN (SELECT "id" FROM "ord") OR "from_place" IN (SELECT 'account/' || "id" FROM "acc")) ORDER BY 1) AS "refunds",
    ARRAY(SELECT DISTINCT split_part("cause", '.', 1) FROM "transfers" WHERE "shop" = $1 AND "cause" LIKE 'crn\\_%'
        AND ("to_place" IN (SELECT 'account/' || "id" FROM "acc") OR "from_place" IN (SELECT 'account/' || "id" FROM "acc")) ORDER BY 1) AS "creditNotes",
    ARRAY(SELECT "id" FROM "acc" ORDER BY 1) AS "accounts",
    coalesce((SELECT jsonb_agg("link" ORDER BY "customer", "account") FROM "link"), '[]') AS "links"`;

export async function findConcerned(db: Queries, shop: ShopId, { customer, orders, customers }: Meant): Promise<Concerned> {
  const { rows: [found] } = await db.query<Concerned>(FIND, [shop, customer, customers, orders.map((id) => `ord_${id}`)]);
  return found ?? { customers: [], orders: [], payments: [], refunds: [], creditNotes: [], accounts: [], links: [] };
}

/** What free text of theirs may hang on. */
export function objectsOf({ customers, orders, payments, refunds, creditNotes, accounts }: Concerned): readonly string[] {
  return [...customers, ...orders, ...payments, ...refunds, ...creditNotes, ...accounts];
}
