-- What privacy rules ask of a shop, and the one way a shop's ledger may ever go.

ALTER TABLE "shops"
    ADD COLUMN "seen_at" TIMESTAMPTZ(3),
    ADD COLUMN "mark_key" TEXT;

-- CreateTable
CREATE TABLE "privacy_requests" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "customer" TEXT,
    "orders" TEXT[] NOT NULL DEFAULT '{}',
    "customers" TEXT[] NOT NULL DEFAULT '{}',
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "looked_at" TIMESTAMPTZ(3),
    "done_at" TIMESTAMPTZ(3),
    "done_by" TEXT,
    "result" TEXT,

    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "forgotten" (
    "shop" TEXT NOT NULL,
    "mark" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "forgotten_pkey" PRIMARY KEY ("shop","mark")
);

-- CreateTable
CREATE TABLE "erasures" (
    "shop" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "seal" BIGINT,
    "hash" BYTEA,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "transaction" TEXT NOT NULL,

    CONSTRAINT "erasures_pkey" PRIMARY KEY ("shop","number")
);

-- CreateIndex
CREATE INDEX "forgotten_shop_at_idx" ON "forgotten"("shop", "at");

-- CreateIndex
CREATE INDEX "privacy_requests_shop_asked_at_idx" ON "privacy_requests"("shop", "asked_at" DESC);

CREATE INDEX "privacy_requests_open" ON "privacy_requests"("kind", "shop") WHERE "done_at" IS NULL;
ALTER TABLE "privacy_requests"
    ADD CONSTRAINT "privacy_requests_kind" CHECK ("kind" IN ('data', 'forget', 'erase')),
    ADD CONSTRAINT "privacy_requests_done" CHECK (("done_at" IS NULL) = ("result" IS NULL));
CREATE TRIGGER "privacy_requests_stay_in_their_shop" BEFORE UPDATE ON "privacy_requests" FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();
CREATE TRIGGER "forgotten_stay_in_their_shop" BEFORE UPDATE ON "forgotten" FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();

-- Requests that were heard and only filed until now.
INSERT INTO "privacy_requests" ("shop", "id", "kind", "customer", "orders", "asked_at", "heard_at", "due_at")
SELECT i."shop", CASE WHEN x."kind" = 'data' THEN 'data-' || (x."said" #>> '{data_request,id}') ELSE x."kind" || '-' || i."event_id" END, x."kind", x."said" #>> '{customer,id}',
    ARRAY(SELECT jsonb_array_elements_text(CASE x."kind" WHEN 'data' THEN coalesce(x."said" -> 'orders_requested', '[]') ELSE coalesce(x."said" -> 'orders_to_redact', '[]') END)),
    i."received_at", i."received_at", i."received_at" + interval '30 days'
FROM "inbox" i CROSS JOIN LATERAL (SELECT convert_from(i."body", 'UTF8')::jsonb AS "said",
    CASE i."result" WHEN 'asked for: customer data' THEN 'data' WHEN 'asked for: customer redacted' THEN 'forget' ELSE 'erase' END AS "kind") x
WHERE i."source" = 'shopify' AND i."result" IN ('asked for: customer data', 'asked for: customer redacted', 'asked for: shop redacted') AND i."body" IS NOT NULL
ON CONFLICT DO NOTHING;

-- Every table that keeps rows of a shop, the tables of colleagues to come included; not what an erasure leaves behind.
CREATE FUNCTION "tables_of_shops"() RETURNS SETOF text LANGUAGE sql STABLE AS $$
    SELECT c."relname"::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a."attrelid" = c."oid"
    WHERE c."relnamespace" = current_schema()::regnamespace AND c."relkind" IN ('r', 'p') AND NOT c."relispartition"
        AND a."attname" = 'shop' AND NOT a."attisdropped" AND c."relname" NOT IN ('seals', 'erasures') ORDER BY 1
$$;

-- Transfers, events and seals are for ever, but for the erasure of the whole shop in this very transaction. No setting and
-- no name of a caller is believed: an erasure that has begun must leave nothing (below), or its transaction fails.
CREATE OR REPLACE FUNCTION "row_is_forever"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM "erasures" e WHERE e."shop" = OLD."shop" AND e."transaction" = pg_current_xact_id()::text) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;

CREATE FUNCTION "erasure_begins"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM "shops" WHERE "id" = NEW."shop" AND "uninstalled_at" IS NULL FOR UPDATE) THEN
        RAISE EXCEPTION 'the app is installed at %', NEW."shop" USING ERRCODE = 'restrict_violation';
    END IF;
    NEW."number" := coalesce((SELECT max("number") FROM "erasures" WHERE "shop" = NEW."shop"), 0) + 1;
    NEW."seal" := (SELECT max("number") FROM "seals" WHERE "shop" = NEW."shop");
    NEW."hash" := (SELECT "hash" FROM "seals" WHERE "shop" = NEW."shop" AND "number" = NEW."seal");
    NEW."at" := clock_timestamp();
    NEW."transaction" := pg_current_xact_id()::text;
    RETURN NEW;
END;
$$;
CREATE TRIGGER "erasures_begin" BEFORE INSERT ON "erasures" FOR EACH ROW EXECUTE FUNCTION "erasure_begins"();

CREATE FUNCTION "erasure_is_forever"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER "erasures_forever" BEFORE UPDATE OR DELETE ON "erasures" FOR EACH ROW EXECUTE FUNCTION "erasure_is_forever"();
CREATE TRIGGER "erasures_forever_all" BEFORE TRUNCATE ON "erasures" FOR EACH STATEMENT EXECUTE FUNCTION "erasure_is_forever"();

-- Looked at when the transaction ends: nothing of the shop is left but the seal that was its last.
CREATE FUNCTION "erasure_is_whole"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    each text;
    is_left boolean;
BEGIN
    IF EXISTS (SELECT FROM "shops" WHERE "id" = NEW."shop") THEN
        RAISE EXCEPTION 'an erasure leaves nothing of %: it is still known', NEW."shop" USING ERRCODE = 'restrict_violation';
    END IF;
    FOR each IN SELECT "tables_of_shops"() LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE "shop" = $1)', each) INTO is_left USING NEW."shop";
        IF is_left THEN
            RAISE EXCEPTION 'an erasure leaves nothing of %: there are rows of %', NEW."shop", each USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    IF (SELECT array_agg("number" || ' ' || encode("hash", 'hex')) FROM "seals" WHERE "shop" = NEW."shop") IS DISTINCT FROM
        (CASE WHEN NEW."seal" IS NOT NULL THEN ARRAY[NEW."seal" || ' ' || encode(NEW."hash", 'hex')] END) THEN
        RAISE EXCEPTION 'an erasure leaves the last seal of %, and no other', NEW."shop" USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER "erasures_are_whole" AFTER INSERT ON "erasures" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION "erasure_is_whole"();

-- The only deleter. False: nothing is left to erase.
CREATE FUNCTION "forget_shop"("for_shop" text) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    each text;
    is_there boolean := EXISTS (SELECT FROM "shops" WHERE "id" = "for_shop");
    last_seal bigint;
BEGIN
    FOR each IN SELECT "tables_of_shops"() LOOP
        EXIT WHEN is_there;
        EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE "shop" = $1)', each) INTO is_there USING "for_shop";
    END LOOP;
    IF NOT is_there THEN
        RETURN false;
    END IF;
    INSERT INTO "erasures" ("shop") VALUES ("for_shop") RETURNING "seal" INTO last_seal;
    FOR each IN SELECT "tables_of_shops"() LOOP
        EXECUTE format('DELETE FROM %I WHERE "shop" = $1', each) USING "for_shop";
    END LOOP;
    DELETE FROM "seals" WHERE "shop" = "for_shop" AND "number" <> last_seal;
    DELETE FROM "shops" WHERE "id" = "for_shop";
    RETURN true;
END;
$$;
REVOKE ALL ON FUNCTION "forget_shop"(text) FROM PUBLIC;

-- A temporary table comes before ours where no order is given: one called "erasures" would open the ledger.
DO $$
DECLARE
    each text;
BEGIN
    FOREACH each IN ARRAY ARRAY['row_is_forever()', 'erasure_begins()', 'erasure_is_forever()', 'erasure_is_whole()', 'tables_of_shops()', 'forget_shop(text)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', each, current_schema());
    END LOOP;
END;
$$;
