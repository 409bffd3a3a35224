-- Less for the database to do for each message.

-- A message is kept as it came. Compressing it took a quarter of what storing an order costs, to save 5 KB of disk; up to
-- this size it lies in its row, longer ones beside it.
ALTER TABLE "inbox" ALTER COLUMN "body" SET STORAGE EXTERNAL;
ALTER TABLE "inbox" SET (toast_tuple_target = 8160);

-- An order is written three times on its way to paid, and each time into every index. What this one found, the index of
-- all orders of a customer finds as well, for anybody but a customer of many thousand orders.
DROP INDEX "orders_open_of_customer";
-- Errands are leased shop by shop, for which there is "deliveries_waiting".
DROP INDEX "deliveries_due";
-- Room on the page for all versions an order goes through.
ALTER TABLE "orders" SET (fillfactor = 60);

-- Whether an order is settled is looked at when the transaction ends, for each row that speaks of it: in one query, and with
-- no function within the function.
CREATE OR REPLACE FUNCTION "order_paid_is_settled"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    the_order text;
    found record;
BEGIN
    IF TG_TABLE_NAME = 'orders' THEN
        the_order := NEW."id";
    ELSE
        the_order := substr(NEW."to_place", 7);
    END IF;
    SELECT o."status", o."due", (SELECT coalesce(sum(t."units"), 0) FROM "transfers" t WHERE t."shop" = NEW."shop" AND t."to_place" = 'order/' || the_order AND t."via" IS NOT NULL) AS "settled"
        INTO found FROM "orders" o WHERE o."shop" = NEW."shop" AND o."id" = the_order;
    IF found."status" = 'paid' AND found."settled" <> found."due" OR found."status" <> 'paid' AND found."settled" <> 0 THEN
        RAISE EXCEPTION 'order % is % with % of % settled', the_order, found."status", found."settled", found."due" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
DROP TRIGGER "transfers_settle_paid" ON "transfers";
CREATE CONSTRAINT TRIGGER "transfers_settle_paid" AFTER INSERT ON "transfers" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW."via" IS NOT NULL) EXECUTE FUNCTION "order_paid_is_settled"();
DROP FUNCTION "transfer_settles_paid"();
DROP FUNCTION "paid_is_settled"(text, text);

-- One unit leaves where another arrives, in the same statement as the rows that say so: what the places gain is summed, added
-- and looked at in one query. What comes and goes at once changes no sum, but its place must be there all the same.
CREATE OR REPLACE FUNCTION "transfers_move_units"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    lost text;
    broke text;
BEGIN
    WITH "gains" AS MATERIALIZED (
        SELECT "shop", split_part("place", '/', 1) AS "kind", substr("place", strpos("place", '/') + 1) AS "id", sum("gain") AS "gain", bool_or("spends") AS "spends" FROM (
            -- Below zero only by money that was taken back: towards outside, or a credit note withdrawn.
            SELECT "shop", "from_place" AS "place", -"units" AS "gain", NOT ("to_place" LIKE 'outside/%' OR "to_place" = 'shop/credit') AS "spends" FROM "added"
            UNION ALL SELECT "shop", "to_place", "units", false FROM "added") m
        WHERE "place" LIKE 'account/%' OR "place" LIKE 'order/%' GROUP BY "shop", "place"),
    "of_accounts" AS (
        UPDATE "accounts" a SET "held" = a."held" + g."gain" FROM "gains" g
        WHERE g."kind" = 'account' AND g."gain" <> 0 AND a."shop" = g."shop" AND a."id" = g."id" RETURNING a."shop", 'account' AS "kind", a."id", a."held"),
    "of_orders" AS (
        UPDATE "orders" o SET "held" = o."held" + g."gain" FROM "gains" g
        WHERE g."kind" = 'order' AND g."gain" <> 0 AND o."shop" = g."shop" AND o."id" = g."id" RETURNING o."shop", 'order' AS "kind", o."id", o."held"),
    "places" AS (
        SELECT * FROM "of_accounts" UNION ALL SELECT * FROM "of_orders"
        UNION ALL SELECT a."shop", 'account', a."id", a."held" FROM "gains" g JOIN "accounts" a ON a."shop" = g."shop" AND a."id" = g."id" WHERE g."kind" = 'account' AND g."gain" = 0
        UNION ALL SELECT o."shop", 'order', o."id", o."held" FROM "gains" g JOIN "orders" o ON o."shop" = g."shop" AND o."id" = g."id" WHERE g."kind" = 'order' AND g."gain" = 0)
    SELECT min(g."kind" || '/' || g."id") FILTER (WHERE p."id" IS NULL), min(g."kind" || '/' || g."id") FILTER (WHERE g."spends" AND p."held" < 0)
        INTO lost, broke FROM "gains" g LEFT JOIN "places" p ON p."shop" = g."shop" AND p."kind" = g."kind" AND p."id" = g."id";
    IF lost IS NOT NULL THEN
        RAISE EXCEPTION 'a transfer needs its place: %', lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF broke IS NOT NULL THEN
        RAISE EXCEPTION '% would fall below zero', broke USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
