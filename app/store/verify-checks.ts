/** What must hold of a shop ($1), as queries that find the first row of which it does not. */
export type Check = { readonly wrong: string; readonly sql: string };

const LEDGER = `(SELECT 't:' || t."id" AS "row", t."hash", "transfer_hash"(t) AS "true_hash" FROM "transfers" t WHERE t."shop" = $1
    UNION ALL SELECT 'e:' || e."id", e."hash", "event_hash"(e) FROM "events" e WHERE e."shop" = $1) AS "ledger"`;

// What every place holds, as its transfers say.
const SUMS = `(SELECT "place", sum("units") AS "units" FROM (
    SELECT "to_place" AS "place", "units" FROM "transfers" WHERE "shop" = $1
    UNION ALL SELECT "from_place", -"units" FROM "transfers" WHERE "shop" = $1) moves GROUP BY "place") AS "sums"`;

const rows: readonly Check[] = [
  {
    wrong: "its content is not what its hash says",
    sql: `SELECT "ledger"."row" FROM ${LEDGER} LEFT JOIN "sealed" s ON s."shop" = $1 AND s."row" = "ledger"."row" WHERE "ledger"."hash" <> "ledger"."true_hash"
      ORDER BY s."number" NULLS LAST, "ledger"."row"`,
  },
  {
    wrong: "it is sealed but gone",
    sql: `SELECT s."row" FROM "sealed" s LEFT JOIN ${LEDGER} ON "ledger"."row" = s."row" WHERE s."shop" = $1 AND "ledger"."row" IS NULL ORDER BY s."number"`,
  },
  {
    wrong: "it is neither sealed nor waiting for its seal",
    sql: `SELECT "ledger"."row" FROM ${LEDGER} WHERE NOT EXISTS (SELECT FROM "sealed" s WHERE s."shop" = $1 AND s."row" = "ledger"."row")
      AND NOT EXISTS (SELECT FROM "unsealed" u WHERE u."shop" = $1 AND u."row" = "ledger"."row" AND u."hash" = "ledger"."hash") ORDER BY 1`,
  },
  {
    wrong: "it waits for its seal although it is sealed, or is gone",
    sql: `SELECT u."row" FROM "unsealed" u LEFT JOIN ${LEDGER} ON "ledger"."row" = u."row" WHERE u."shop" = $1
      AND ("ledger"."row" IS NULL OR EXISTS (SELECT FROM "sealed" s WHERE s."shop" = $1 AND s."row" = u."row")) ORDER BY 1`,
  },
  {
    wrong: "it has waited for its seal for more than 60 seconds",
    sql: `SELECT "row" FROM "unsealed" WHERE "shop" = $1 AND "at" < clock_timestamp() - interval '60 seconds' ORDER BY "at", "row"`,
  },
];

const seals: readonly Check[] = [
  {
    wrong: "the seal is not that of its rows and the seal before it",
    sql: `SELECT 'seal ' || x."number" AS "row" FROM (
        SELECT s."number", s."hash", lag(s."hash") OVER "chain" AS "previous", lag(s."number") OVER "chain" AS "previous_number", "content"."rows" FROM "seals" s
        LEFT JOIN (SELECT r."seal", string_agg("ledger"."hash", '' ORDER BY r."position") AS "rows" FROM "sealed" r JOIN ${LEDGER} ON "ledger"."row" = r."row" WHERE r."shop" = $1 GROUP BY r."seal") AS "content"
            ON "content"."seal" = s."number"
        WHERE s."shop" = $1 WINDOW "chain" AS (ORDER BY s."number")) x
      WHERE (x."hash" IS DISTINCT FROM sha256(coalesce(x."previous", '') || x."rows") OR x."number" <> coalesce(x."previous_number", 0) + 1)
        -- What an erasure left of a shop that came back: its rows are gone, and what came since builds on it.
        AND NOT EXISTS (SELECT FROM "erasures" e WHERE e."shop" = $1 AND e."seal" = x."number" AND e."hash" = x."hash" AND x."previous" IS NULL) ORDER BY x."number"`,
  },
  {
    wrong: "its seal is gone, or feed numbers have a gap before it",
    sql: `SELECT x."row" FROM (SELECT s."row", s."number", s."seal", lag(s."number", 1, 0::bigint) OVER (ORDER BY s."number") AS "previous" FROM "sealed" s WHERE s."shop" = $1) x
      LEFT JOIN "seals" l ON l."shop" = $1 AND l."number" = x."seal" WHERE l."number" IS NULL OR x."number" <> x."previous" + 1 ORDER BY x."number"`,
  },
];

const places: readonly Check[] = [
  {
    wrong: "what the account holds is not the sum of its transfers",
    sql: `SELECT a."id" AS "row" FROM "accounts" a LEFT JOIN ${SUMS} ON "sums"."place" = 'account/' || a."id" WHERE a."shop" = $1 AND a."held" <> coalesce("sums"."units", 0) ORDER BY 1`,
  },
  {
    wrong: "what the order holds is not the sum of its transfers",
    sql: `SELECT o."id" AS "row" FROM "orders" o LEFT JOIN ${SUMS} ON "sums"."place" = 'order/' || o."id" WHERE o."shop" = $1 AND o."held" <> coalesce("sums"."units", 0) ORDER BY 1`,
  },
  {
    wrong: "a transfer ends at an account or order that is not there",
    sql: `SELECT "sums"."place" AS "row" FROM ${SUMS} WHERE "place" LIKE 'account/%' AND NOT EXISTS (SELECT FROM "accounts" a WHERE a."shop" = $1 AND 'account/' || a."id" = "sums"."place")
      OR "place" LIKE 'order/%' AND NOT EXISTS (SELECT FROM "orders" o WHERE o."shop" = $1 AND 'order/' || o."id" = "sums"."place") ORDER BY 1`,
  },
  {
    // received − reversed + granted + written off = in orders + in accounts + in refunds + sent
    wrong: "what came in is not what orders, accounts and refunds hold",
    sql: `SELECT x."asset" AS "row" FROM (
        SELECT "asset",
            sum(CASE WHEN "from_place" ~ '^(outside|shop)/' THEN "units" ELSE 0 END) - sum(CASE WHEN "to_place" ~ '^(outside|shop)/' THEN "units" ELSE 0 END) AS "came"
        FROM "transfers" WHERE "shop" = $1 GROUP BY "asset") x
      WHERE x."came" <> (SELECT coalesce(sum("held"), 0) FROM "accounts" WHERE "shop" = $1 AND "asset" = x."asset")
        + (SELECT coalesce(sum("held"), 0) FROM "orders" WHERE "shop" = $1 AND "asset" = x."asset")
        + (SELECT coalesce(sum("units"), 0) FROM "refunds" WHERE "shop" = $1 AND "asset" = x."asset" AND "status" = 'requested')`,
  },
  {
    wrong: "the account is below zero although nothing was taken back from it",
    sql: `SELECT a."id" AS "row" FROM "accounts" a WHERE a."shop" = $1 AND a."held" < 0 AND NOT EXISTS (
        SELECT FROM "transfers" t WHERE t."shop" = $1 AND t."from_place" = 'account/' || a."id" AND (t."to_place" LIKE 'outside/%' OR t."to_place" = 'shop/credit')) ORDER BY 1`,
  },
];

const SETTLED = `(SELECT substr("to_place", 7) AS "order", sum("units") AS "units", count(DISTINCT "cause") AS "times" FROM "transfers"
    WHERE "shop" = $1 AND "via" IS NOT NULL GROUP BY 1) AS "settled"`;

const orders: readonly Check[] = [
  {
    wrong: "the order is paid and not settled with its due, or settled and not paid",
    sql: `SELECT o."id" AS "row" FROM "orders" o LEFT JOIN ${SETTLED} ON "settled"."order" = o."id" WHERE o."shop" = $1
      AND (o."status" = 'paid' AND coalesce("settled"."units", 0) <> o."due" OR o."status" <> 'paid' AND "settled"."order" IS NOT NULL) ORDER BY 1`,
  },
  { wrong: "the order was settled more than once", sql: `SELECT "settled"."order" AS "row" FROM ${SETTLED} WHERE "settled"."times" > 1 ORDER BY 1` },
  {
    wrong: "the order's last event tells another version or status",
    sql: `SELECT o."id" AS "row" FROM "orders" o WHERE o."shop" = $1 AND NOT EXISTS (
        SELECT FROM "events" e WHERE e."shop" = $1 AND e."object" = o."id" AND e."version" = o."version" AND e."fields" ->> 'status' = o."status") ORDER BY 1`,
  },
  { wrong: "the object has a gap in the versions of its events", sql: `SELECT "object" AS "row" FROM "events" WHERE "shop" = $1 GROUP BY "object" HAVING max("version") <> count(*) ORDER BY 1` },
];

const owes = (type: string, target: string, besides = "") => `SELECT e."id" AS "row" FROM "events" e
    LEFT JOIN "deliveries" d ON d."shop" = $1 AND d."event" = e."id" AND d."target" = '${target}'
    WHERE e."shop" = $1 AND e."type" = '${type}' AND e."fields" ->> 'storefrontId' IS NOT NULL ${besides} AND d."id" IS NULL ORDER BY 1`;

const errands: readonly Check[] = [
  { wrong: "the order was paid and owes the storefront no mark-paid", sql: owes("order.paid", "storefront.mark-paid") },
  { wrong: "the order expired and owes the storefront no cancel", sql: owes("order.expired", "storefront.cancel") },
  { wrong: "the merchant cancelled the order and it owes the storefront no cancel", sql: owes("order.cancelled", "storefront.cancel", `AND e."fields" ->> 'cancelledBy' = 'merchant'`) },
  {
    wrong: "the order owes more than one mark-paid",
    sql: `SELECT "object" AS "row" FROM "deliveries" WHERE "shop" = $1 AND "target" = 'storefront.mark-paid' GROUP BY "object" HAVING count(*) > 1 ORDER BY 1`,
  },
];

/** In this order: what a later check finds may follow from what an earlier one found. */
export const CHECKS: readonly Check[] = [...rows, ...seals, ...places, ...orders, ...errands];
