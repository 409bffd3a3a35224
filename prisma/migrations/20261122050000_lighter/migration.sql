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
    the_order CONSTANT text := NEW."id";
    found record;
BEGIN
    SELECT o."status", o."due", (SELECT coalesce(sum(t."units"), 0) FROM "transfers" t WHERE t."shop" = NEW."shop" AND t."to_place" = 'order/' || the_order AND t."via" IS NOT NULL) AS "settled"
        INTO found FROM "orders" o WHERE o."shop" = NEW."shop" AND o."id" = the_order;
    IF found."status" = 'paid' AND found."settled" <> found."due" OR found."status" <> 'paid' AND found."settled" <> 0 THEN
        RAISE EXCEPTION 'order % is % with % of % settled', the_order, found."status", found."settled", found."due" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
CREATE OR REPLACE FUNCTION "transfer_settles_paid"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    the_order CONSTANT text := substr(NEW."to_place", 7);
    found record;
BEGIN
    SELECT o."status", o."due", (SELECT coalesce(sum(t."units"), 0) FROM "transfers" t WHERE t."shop" = NEW."shop" AND t."to_place" = 'order/' || the_order AND t."via" IS NOT NULL) AS "settled"
        INTO found FROM "orders" o WHERE o."shop" = NEW."shop" AND o."id" = the_order;
    IF found."status" = 'paid' AND found."settled" <> found."due" OR found."status" <> 'paid' AND found."settled" <> 0 THEN
        RAISE EXCEPTION 'order % is % with % of % settled', the_order, found."status", found."settled", found."due" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
DROP FUNCTION "paid_is_settled"(text, text);
