import type { AccountId, ShopId } from "#app/engine/ids.ts";
import type { Queries } from "./rows.ts";

/** What a merchant typed; `account` where it reads as a payer's address. */
export type Search = { readonly text: string; readonly account: AccountId | null };

// A search that finds more than this is too short to mean one order; the newest are shown.
const MOST_FOUND = 500;
/** Rows of customers looked at for a word that many have, their mail's provider for one. */
const MOST_READ = 10_000;

/** Ids of orders by name or id, customer's name or e-mail, payer's address, or a payment's transaction. */
export async function searchOrders(db: Queries, shop: ShopId, { text, account }: Search): Promise<readonly string[]> {
  const plain = text.trim().toLowerCase();
  const bare = plain.replace(/^#/, "");
  const beginnings = [likeBeginning(plain), likeBeginning(`#${bare}`)];
  const { rows } = await db.query<{ id: string }>(
    // Asked for all of them apart from the rest, words are looked up in their index; asked for the first few, in every row until these are found.
    `WITH "named" AS MATERIALIZED (SELECT "customer" FROM "customer_details" WHERE "shop" = $1 AND $4::text IS NOT NULL AND "words_of"("name", "email") @@ $4::tsquery),
       "people" AS (SELECT DISTINCT "customer" FROM (SELECT "customer" FROM "named" LIMIT ${MOST_READ}) x LIMIT ${MOST_FOUND}),
       "payments_of" AS (SELECT "account", "names" FROM "payments" WHERE "shop" = $1 AND "transaction" = $6)
     SELECT "id" FROM "orders" WHERE "shop" = $1 AND "id" = $2
     UNION (SELECT "id" FROM "orders" WHERE "shop" = $1 AND lower("name") LIKE $3 ORDER BY "placed_at" DESC LIMIT ${MOST_FOUND})
     UNION (SELECT "id" FROM "orders" WHERE "shop" = $1 AND lower("name") LIKE $7 ORDER BY "placed_at" DESC LIMIT ${MOST_FOUND})
     UNION (SELECT "id" FROM "orders" WHERE "shop" = $1 AND "customer" IN (SELECT "customer" FROM "people") ORDER BY "placed_at" DESC LIMIT ${MOST_FOUND})
     UNION (SELECT "order" FROM "claims" WHERE "shop" = $1 AND "account" = $5 ORDER BY "at" DESC LIMIT ${MOST_FOUND})
     UNION (SELECT "names" FROM "payments" WHERE "shop" = $1 AND "account" = $5 AND "names" IS NOT NULL LIMIT ${MOST_FOUND})
     UNION (SELECT substr("to_place", 7) FROM "transfers" WHERE "shop" = $1 AND "from_place" = 'account/' || $5 AND "to_place" LIKE 'order/%' ORDER BY "at" DESC LIMIT ${MOST_FOUND})
     UNION SELECT "names" FROM "payments_of" WHERE "names" IS NOT NULL
     UNION (SELECT "order" FROM "claims" WHERE "shop" = $1 AND "account" IN (SELECT "account" FROM "payments_of") ORDER BY "at" DESC LIMIT ${MOST_FOUND})`,
    [shop, `ord_${bare}`, beginnings[0], wordsQuery(plain), account, text.trim(), beginnings[1]],
  );
  return rows.map(({ id }) => id);
}

const likeBeginning = (text: string) => `${text.replace(/[\\%_]/g, "\\$&")}%`;

/** Every word as the beginning of one of theirs. Quoted, so that nothing typed is taken for an operator. */
function wordsQuery(text: string): string | null {
  const words = text.split(/\s+/).filter((word) => word.length > 1).slice(0, 6);
  return words.length === 0 ? null : words.map((word) => `'${word.slice(0, 200).replaceAll("\\", "\\\\").replaceAll("'", "''")}':*`).join(" & ");
}
