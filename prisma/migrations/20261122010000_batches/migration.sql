-- Messages that arrive together are locked, read and saved together: `stand` takes the seeds of several at once and tells
-- for each message whether it is known and for each wallet that speaks how it stands; `save` writes several outcomes.

DROP FUNCTION "save"(text, jsonb);

-- What an account's lock is: that of the order, the payment or the customer it belongs to, else its own.
CREATE FUNCTION "lock_of_account"("account" text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE substr("account", 1, 8)
        WHEN 'acc_ord_' THEN 'order:' || substr("account", 5, length("account") - 4 - strpos(reverse("account"), '.'))
        WHEN 'acc_pay_' THEN 'payment:' || substr("account", 5, length("account") - 4 - strpos(reverse("account"), '.'))
        WHEN 'acc_cus_' THEN 'customer:' || substr("account", 5, length("account") - 4 - strpos(reverse("account"), '.'))
        ELSE 'account:' || "account" END
$$;

-- The last rate of each currency, however many came before: one look into the index for each.
CREATE FUNCTION "rates_now"("for_shop" text) RETURNS TABLE ("currency" text, "per_unit" numeric, "source" text, "as_of" timestamptz) LANGUAGE sql STABLE AS $$
    WITH RECURSIVE "each" AS (
        SELECT min(r."currency") AS "name" FROM "rates" r WHERE r."shop" = "for_shop"
        UNION ALL SELECT (SELECT min(r."currency") FROM "rates" r WHERE r."shop" = "for_shop" AND r."currency" > e."name") FROM "each" e WHERE e."name" IS NOT NULL)
    SELECT last.* FROM "each" e CROSS JOIN LATERAL
        (SELECT r."currency", r."per_unit", r."source", r."as_of" FROM "rates" r WHERE r."shop" = "for_shop" AND r."currency" = e."name" ORDER BY r."number" DESC LIMIT 1) last
$$;

CREATE OR REPLACE FUNCTION "stand"("for_shop" text, "keys" text[], "seeds" jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    the_shop "shops";
    symbol text;
    is_wide boolean;
    s_orders text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'orders'));
    s_names text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'names'));
    s_customers text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'storefrontCustomers'));
    s_transfers text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'transfers'));
    s_refunds text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'refunds'));
    s_payments text[];
    s_accounts text[];
    pay text[];
    acc text[];
    cus text[];
    ord text[];
    held text[] := coalesce("keys", '{}');
    needs text[];
    missing text[];
    who text[];
    tied text[];
    around text[];
    plain text[];
BEGIN
    -- OFFSET 0 keeps the order: one for all transactions, so that no two ever wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended("for_shop" || '/' || k, 0)) FROM (SELECT k FROM unnest("keys") WITH ORDINALITY AS u(k, n) ORDER BY n OFFSET 0) in_turn;

    SELECT * INTO the_shop FROM "shops" WHERE "id" = "for_shop";
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    symbol := split_part(the_shop."asset", '/', 1);
    is_wide := coalesce(("seeds" ->> 'wide')::boolean, false) OR the_shop."policy" ->> 'namedSurplus' = 'sameCustomer' OR the_shop."policy" ->> 'creditPays' = 'automatic';

    s_payments := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'payments'));
    s_accounts := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'accounts'));
    -- What will most likely be concerned, at a glance: locked now, it need not be read twice.
    IF "keys" IS NOT NULL THEN
        missing := ARRAY(
            SELECT 'customer:' || "id" FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers)
            UNION SELECT 'customer:' || "customer" FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (s_orders) AND "customer" IS NOT NULL
            UNION SELECT "lock_of_account"("account") FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (s_payments)
            UNION SELECT unnest(ARRAY['order:' || o."id", 'customer:' || o."customer", "lock_of_account"(o."claimer")]) FROM "payments" p
                JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names" WHERE p."shop" = "for_shop" AND p."id" = ANY (s_payments)
            UNION SELECT "lock_of_account"("account") FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (s_orders)
            EXCEPT SELECT unnest(held));
        held := held || ARRAY(SELECT k FROM unnest(missing) k WHERE k IS NOT NULL AND pg_try_advisory_xact_lock(hashtextextended("for_shop" || '/' || k, 0)));
    END IF;

    -- Open is written as "closed_at" IS NULL: by their status, the planner takes the index of all that is open for the way
    -- to the few that are meant.
    LOOP
        pay := s_payments;
        acc := s_accounts;
        cus := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'customers'));
        -- Orders that are meant, by identity, by payment, by refund.
        ord := ARRAY(
            SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (s_orders)
            UNION SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "name" = ANY (s_names)
            UNION SELECT "names" FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (pay) AND "names" IS NOT NULL
            UNION SELECT "order" FROM "refunds" WHERE "shop" = "for_shop" AND "id" = ANY (s_refunds) AND "order" IS NOT NULL);
        acc := ARRAY(
            SELECT unnest(acc)
            UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (pay)
            UNION SELECT substr("from_place", 9) FROM "refunds" WHERE "shop" = "for_shop" AND "id" = ANY (s_refunds) AND "from_place" LIKE 'account/%');
        -- Customers whose open orders an account's new credit may pay.
        cus := ARRAY(
            SELECT unnest(cus)
            UNION SELECT "id" FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers) AND is_wide
            UNION SELECT "customer" FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (acc)
            UNION SELECT "owner" FROM "accounts" WHERE "shop" = "for_shop" AND "id" = ANY (acc) AND "kind" = 'customer'
            UNION SELECT "customer" FROM "orders" WHERE is_wide AND "shop" = "for_shop" AND "id" = ANY (ord) AND "customer" IS NOT NULL);
        IF cardinality(acc) + cardinality(cus) > 0 THEN
            ord := ARRAY(
                SELECT unnest(ord)
                UNION SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                    WHERE c."shop" = "for_shop" AND c."account" = ANY (acc) AND c."standing" = 'counts' AND o."closed_at" IS NULL
                UNION (SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                    WHERE c."shop" = "for_shop" AND c."account" = ANY (acc) AND c."standing" = 'counts' AND o."closed_at" IS NOT NULL AND o."status" <> 'paid' ORDER BY o."closed_at" DESC LIMIT 5)
                UNION SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "customer" = ANY (cus) AND "closed_at" IS NULL
                UNION SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "at_risk" && acc AND "at_risk" <> '{}'
                UNION SELECT o."id" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                    WHERE p."shop" = "for_shop" AND p."account" = ANY (acc) AND p."status" = 'confirmed' AND o."closed_at" IS NULL
                UNION (SELECT substr("to_place", 7) FROM "transfers" WHERE "seeds" ->> 'reach' = 'history' AND "shop" = "for_shop"
                    AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND "to_place" LIKE 'order/%' ORDER BY "at" DESC LIMIT 500)
                UNION SELECT p."names" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                    WHERE the_shop."policy" ->> 'namedSurplus' = 'sameCustomer' AND p."shop" = "for_shop" AND o."customer" = ANY (cus));
        END IF;
        -- What plain claimers may pay once one of these orders lets go of them.
        tied := ARRAY(
            SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" <> 'plain'
            UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "names" = ANY (ord));
        IF cardinality(tied) > 0 THEN
            ord := ARRAY(
                SELECT unnest(ord)
                UNION SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                    WHERE c."shop" = "for_shop" AND c."account" = ANY (tied) AND c."kind" = 'plain' AND c."standing" = 'counts' AND o."closed_at" IS NULL);
        END IF;
        -- Money that named one of these identities before the order was known.
        pay := ARRAY(
            SELECT unnest(pay)
            UNION SELECT "id" FROM "payments" WHERE "shop" = "for_shop" AND "names" IS NULL AND "naming_order" = ANY (s_orders)
            UNION SELECT "id" FROM "payments" WHERE "shop" = "for_shop" AND "names" IS NULL AND "naming_name" = ANY (s_names)
            UNION SELECT "id" FROM "payments" WHERE "shop" = "for_shop" AND "names" = ANY (ord) AND "status" IN ('received', 'confirmed'));
        who := ARRAY(
            SELECT unnest(cus)
            UNION SELECT "id" FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers)
            UNION SELECT "customer" FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (ord) AND "customer" IS NOT NULL);
        -- Every account within the reach of these orders.
        around := ARRAY(
            SELECT unnest(acc)
            UNION SELECT 'acc_' || o || '.' || symbol FROM unnest(ord || s_orders) o
            UNION SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord)
            UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (pay)
            UNION SELECT 'acc_' || c || '.' || symbol FROM unnest(who) c
            UNION SELECT unnest("at_risk") FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (ord)
            -- A refund gives credit back to the account that paid it.
            UNION SELECT substr("from_place", 9) FROM "transfers" WHERE cardinality(s_refunds) > 0 AND "shop" = "for_shop" AND "via" = 'credit'
                AND "to_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(s_orders) o))
            UNION SELECT "account" FROM "links" WHERE "shop" = "for_shop" AND "customer" = ANY (who)
            UNION SELECT substr(t."to_place", 9) FROM "transfers" t WHERE "seeds" ->> 'reach' = 'history' AND t."shop" = "for_shop"
                AND t."from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND t."to_place" LIKE 'account/%');
        -- Money on its way to them; what names another open order is that order's, and nobody's here.
        pay := ARRAY(
            SELECT unnest(pay)
            UNION SELECT p."id" FROM "payments" p WHERE p."shop" = "for_shop" AND p."account" = ANY (around) AND p."status" = 'received'
                AND (p."names" IS NULL OR p."names" = ANY (ord)
                    OR NOT EXISTS (SELECT FROM "orders" o WHERE o."shop" = p."shop" AND o."id" = p."names" AND o."closed_at" IS NULL)));
        needs := ARRAY(
            SELECT 'customer:' || c FROM unnest(who) c UNION SELECT "lock_of_account"(a) FROM unnest(around) a
            UNION SELECT 'order:' || o FROM unnest(ord) o UNION SELECT 'payment:' || p FROM unnest(pay) p);
        missing := ARRAY(SELECT unnest(needs) EXCEPT SELECT unnest(held) ORDER BY 1);
        EXIT WHEN cardinality(missing) = 0 OR "keys" IS NULL; -- without keys it only looks
        IF NOT (SELECT coalesce(bool_and(pg_try_advisory_xact_lock(hashtextextended("for_shop" || '/' || m, 0))), true) FROM unnest(missing) m) THEN
            RETURN jsonb_build_object('missing', to_jsonb(needs))::text;
        END IF;
        held := held || missing;
    END LOOP;
    -- Whose ties matter: plain claimers, and whoever may be about to become one.
    plain := ARRAY(
        SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" = 'plain' AND "standing" = 'counts'
        UNION SELECT a FROM unnest(acc) a WHERE the_shop."policy" ->> 'plainClaims' = 'on');

    RETURN json_build_object(
        'shop', json_build_object('asset', the_shop."asset", 'policy', the_shop."policy", 'methodName', the_shop."method_name"),
        'rates', (SELECT json_agg(r) FROM "rates_now"("for_shop") r),
        'orders', (SELECT json_agg(o) FROM "orders" o WHERE "shop" = "for_shop" AND "id" = ANY (ord)),
        'accounts', (SELECT json_agg(a) FROM "accounts" a WHERE "shop" = "for_shop" AND "id" = ANY (around)),
        'claims', (SELECT json_agg(c) FROM (SELECT "id", "order", "payer", "account", "kind", "at", "standing", "barred" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) ORDER BY "at", "id") c),
        'links', (SELECT json_agg(l) FROM (SELECT * FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (around) UNION SELECT * FROM "links" WHERE "shop" = "for_shop" AND "customer" = ANY (who)) l),
        'payments', (SELECT json_agg(p) FROM (SELECT p.*,
            (SELECT json_agg(json_build_object('wallet', r."wallet", 'asset', r."asset", 'units', r."units", 'sender', r."sender") ORDER BY r."at", r."wallet") FROM "reports" r WHERE r."shop" = p."shop" AND r."payment" = p."id") AS "reports"
            FROM "payments" p WHERE "shop" = "for_shop" AND "id" = ANY (pay)) p),
        'refunds', (SELECT json_agg(r) FROM (SELECT * FROM "refunds" WHERE "shop" = "for_shop" AND "id" = ANY (s_refunds) UNION SELECT * FROM "refunds" WHERE "shop" = "for_shop" AND "order" = ANY (ord)) r),
        'transfers', (SELECT json_agg(t ORDER BY t."at", t."id") FROM (
            SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "to_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(around) a))
                AND "via" = ANY (ARRAY(SELECT 'naming/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "seeds" ->> 'reach' = 'history' AND "shop" = "for_shop"
                AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND "to_place" LIKE 'account/%'
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "id" = ANY (s_transfers)) t),
        'parked', (SELECT json_agg(p) FROM (SELECT "payment", "wallet", "confirmations" FROM "parked" WHERE "shop" = "for_shop" AND "payment" = ANY (pay)) p),
        'cancels', (SELECT json_agg(json_build_object('order', d."object", 'state', CASE WHEN d."done_at" IS NOT NULL THEN 'done' WHEN d."attempts" > 0 THEN 'leased' ELSE 'waiting' END))
            FROM "deliveries" d WHERE d."shop" = "for_shop" AND d."receiver" = 'storefront' AND d."object" = ANY (ord) AND d."target" = 'storefront.cancel'
            AND (d."result" IS NULL OR d."result" IN ('sent', 'already'))),
        'ties', (SELECT json_agg(t) FROM (
            SELECT "account", 'link' AS "by", NULL AS "order", "customer" FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (plain)
            UNION ALL (SELECT DISTINCT ON (x."from_place", o."customer") substr(x."from_place", 9), 'paid', o."id", o."customer" FROM "transfers" x
                JOIN "orders" o ON o."shop" = x."shop" AND o."id" = substr(x."to_place", 7)
                WHERE x."shop" = "for_shop" AND x."from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(plain) a)) AND x."via" IN ('claim', 'link'))
            UNION ALL SELECT c."account", 'claim', o."id", o."customer" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."account" = ANY (plain) AND c."kind" <> 'plain' AND c."standing" = 'counts' AND o."closed_at" IS NULL
            UNION ALL SELECT DISTINCT p."account", 'naming', o."id", o."customer" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                WHERE p."shop" = "for_shop" AND p."account" = ANY (plain) AND p."status" IN ('received', 'confirmed') AND o."closed_at" IS NULL) t),
        'customers', (SELECT json_agg(json_build_object('id', "id", 'storefrontId', "storefront_id")) FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers)),
        -- The messages themselves: which were decided before, and may their wallets speak? Revocations are read here, in the transaction.
        'known', (SELECT json_agg(json_build_array(i."source", i."topic", i."event_id")) FROM jsonb_to_recordset("seeds" -> 'messages') AS m("source" text, "topic" text, "eventId" text)
            JOIN "inbox" i ON i."shop" = "for_shop" AND i."source" = m."source" AND i."topic" = m."topic" AND i."event_id" = m."eventId" WHERE i."decided_at" IS NOT NULL),
        'usedNonces', (SELECT json_agg(json_build_array(n."wallet", n."nonce"::text)) FROM jsonb_to_recordset("seeds" -> 'speakers') AS s("wallet" text, "nonce" numeric)
            JOIN "wallet_nonces" n ON n."wallet" = s."wallet" AND n."nonce" = s."nonce"),
        'wallets', (SELECT json_agg(json_build_object('id', w."id", 'allowList', w."allow_list", 'initialNonce', w."initial_nonce", 'perPayment', w."per_payment", 'perDay', w."per_day",
                'used', (SELECT json_agg(n."nonce" ORDER BY n."nonce" DESC) FROM (SELECT "nonce" FROM "wallet_nonces" WHERE "wallet" = w."id" ORDER BY "nonce" DESC LIMIT 64) n),
                'confirmedToday', CASE WHEN w."per_day" IS NULL THEN 0 ELSE (SELECT coalesce(sum("units"), 0) FROM "payments" WHERE "shop" = "for_shop" AND "status" = 'confirmed'
                    AND w."id" = ANY ("confirmed_by") AND "confirmed_at" > now() - interval '1 day') END))
            FROM "wallets" w WHERE w."shop" = "for_shop" AND w."revoked_at" IS NULL AND w."id" IN (SELECT s ->> 'wallet' FROM jsonb_array_elements("seeds" -> 'speakers') s))
    )::text;
END;
$$;

-- Rows come as the tables have them, but for the bodies of messages: they come as they are, one after the other. What may never be written twice has a key that refuses it.
CREATE FUNCTION "save"("for_shop" text, "outcome" jsonb, "bodies" bytea) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    each record;
BEGIN
    IF "outcome" ? 'customers' THEN
        INSERT INTO "customers" SELECT * FROM jsonb_populate_recordset(NULL::"customers", "outcome" -> 'customers');
    END IF;
    IF "outcome" ? 'details' THEN
        INSERT INTO "customer_details" SELECT * FROM jsonb_populate_recordset(NULL::"customer_details", "outcome" -> 'details')
            ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'remarks' THEN
        INSERT INTO "remarks" SELECT * FROM jsonb_populate_recordset(NULL::"remarks", "outcome" -> 'remarks') ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'checkouts' THEN
        INSERT INTO "checkouts" SELECT * FROM jsonb_populate_recordset(NULL::"checkouts", "outcome" -> 'checkouts') ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'accounts' THEN
        INSERT INTO "accounts" SELECT * FROM jsonb_populate_recordset(NULL::"accounts", "outcome" -> 'accounts') ON CONFLICT ("shop", "id") DO NOTHING;
    END IF;
    IF "outcome" ? 'orders' THEN
        INSERT INTO "orders" SELECT * FROM jsonb_populate_recordset(NULL::"orders", "outcome" -> 'orders')
            ON CONFLICT ("shop", "id") DO UPDATE SET
                ("name", "status", "customer", "currency", "amount", "total_currency", "total_amount", "total_since_currency", "total_since_amount", "due", "asset", "quoted_currency", "quoted_amount", "rate", "rate_source", "rate_as_of", "quoted_at",
                 "claimer", "claimed_by", "claim_by", "pay_by", "held_until", "deadline", "closed_at", "cancelled_by", "facts_at", "closed_there", "credit_granted", "at_risk", "refunded", "short_after_paid", "refund_suggested", "note", "version")
              = (excluded."name", excluded."status", excluded."customer", excluded."currency", excluded."amount", excluded."total_currency", excluded."total_amount", excluded."total_since_currency", excluded."total_since_amount", excluded."due", excluded."asset", excluded."quoted_currency", excluded."quoted_amount", excluded."rate", excluded."rate_source", excluded."rate_as_of", excluded."quoted_at",
                 excluded."claimer", excluded."claimed_by", excluded."claim_by", excluded."pay_by", excluded."held_until", excluded."deadline", excluded."closed_at", excluded."cancelled_by", excluded."facts_at", excluded."closed_there", excluded."credit_granted", excluded."at_risk", excluded."refunded", excluded."short_after_paid", excluded."refund_suggested", excluded."note", excluded."version");
    END IF;
    IF "outcome" ? 'quotes' THEN
        INSERT INTO "quotes" SELECT * FROM jsonb_populate_recordset(NULL::"quotes", "outcome" -> 'quotes') ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'claims' THEN
        INSERT INTO "claims" SELECT * FROM jsonb_populate_recordset(NULL::"claims", "outcome" -> 'claims')
            ON CONFLICT ("shop", "id") DO UPDATE SET ("standing", "barred") = (excluded."standing", excluded."barred");
    END IF;
    IF "outcome" ? 'unlinked' THEN
        DELETE FROM "links" l USING jsonb_populate_recordset(NULL::"links", "outcome" -> 'unlinked') u
            WHERE l."shop" = "for_shop" AND l."customer" = u."customer" AND l."account" = u."account";
    END IF;
    IF "outcome" ? 'links' THEN
        INSERT INTO "links" SELECT * FROM jsonb_populate_recordset(NULL::"links", "outcome" -> 'links');
    END IF;
    IF "outcome" ? 'payments' THEN
        INSERT INTO "payments" SELECT * FROM jsonb_populate_recordset(NULL::"payments", "outcome" -> 'payments')
            ON CONFLICT ("shop", "id") DO UPDATE SET
                ("asset", "units", "sender", "account", "naming_by", "naming_order", "naming_name", "names", "status", "occurrence", "contested", "confirmed_by", "confirmations", "confirmed_at", "memo", "version")
              = (excluded."asset", excluded."units", excluded."sender", excluded."account", excluded."naming_by", excluded."naming_order", excluded."naming_name", excluded."names", excluded."status", excluded."occurrence", excluded."contested", excluded."confirmed_by", excluded."confirmations",
                 coalesce("payments"."confirmed_at", excluded."confirmed_at"), coalesce(excluded."memo", "payments"."memo"), excluded."version");
    END IF;
    IF "outcome" ? 'reports' THEN
        INSERT INTO "reports" SELECT * FROM jsonb_populate_recordset(NULL::"reports", "outcome" -> 'reports') ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'unparked' THEN
        DELETE FROM "parked" WHERE "shop" = "for_shop" AND "payment" IN (SELECT jsonb_array_elements_text("outcome" -> 'unparked'));
    END IF;
    IF "outcome" ? 'parked' THEN
        INSERT INTO "parked" SELECT * FROM jsonb_populate_recordset(NULL::"parked", "outcome" -> 'parked') ON CONFLICT DO NOTHING;
    END IF;
    IF "outcome" ? 'refunds' THEN
        INSERT INTO "refunds" SELECT * FROM jsonb_populate_recordset(NULL::"refunds", "outcome" -> 'refunds')
            ON CONFLICT ("shop", "id") DO UPDATE SET ("status", "transaction", "version") = (excluded."status", excluded."transaction", excluded."version");
    END IF;
    IF "outcome" ? 'events' THEN
        INSERT INTO "events" SELECT * FROM jsonb_populate_recordset(NULL::"events", "outcome" -> 'events');
    END IF;
    IF "outcome" ? 'transfers' THEN
        INSERT INTO "transfers" SELECT * FROM jsonb_populate_recordset(NULL::"transfers", "outcome" -> 'transfers');
    END IF;
    IF "outcome" ? 'nonces' THEN
        INSERT INTO "wallet_nonces" SELECT * FROM jsonb_populate_recordset(NULL::"wallet_nonces", "outcome" -> 'nonces');
    END IF;
    IF "outcome" ? 'inbox' THEN
        INSERT INTO "inbox" ("shop", "source", "topic", "event_id", "body", "received_at", "decided_at", "result", "object")
            SELECT "for_shop", i."source", i."topic", i."event_id", substring("bodies" FROM i."from" + 1 FOR i."length"), i."received_at", i."decided_at", i."result", i."object"
            FROM jsonb_to_recordset("outcome" -> 'inbox') AS i("source" text, "topic" text, "event_id" text, "from" int, "length" int, "received_at" timestamptz, "decided_at" timestamptz, "result" text, "object" text)
            ON CONFLICT ("shop", "source", "topic", "event_id") DO UPDATE
                SET ("decided_at", "result", "error", "object") = (excluded."decided_at", excluded."result", NULL, excluded."object")
                WHERE "inbox"."decided_at" IS NULL;
    END IF;
    -- Only a cancel that no worker has touched can be taken back.
    FOR each IN SELECT * FROM jsonb_to_recordset("outcome" -> 'withdrawn') AS w("order" text, "at" timestamptz) LOOP
        UPDATE "deliveries" SET ("done_at", "result", "said") = (each."at", 'withdrawn', 'the order was reopened first')
            WHERE "shop" = "for_shop" AND "object" = each."order" AND "target" = 'storefront.cancel' AND "done_at" IS NULL AND "attempts" = 0;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the cancel of % is on its way', each."order" USING ERRCODE = 'TS409';
        END IF;
    END LOOP;
    IF "outcome" ? 'deliveries' THEN
        INSERT INTO "deliveries" ("shop", "event", "target", "receiver", "object", "version", "at", "due_at")
            SELECT "shop", "event", "target", "receiver", "object", "version", "at", "due_at" FROM jsonb_populate_recordset(NULL::"deliveries", "outcome" -> 'deliveries');
    END IF;
END;
$$;

DROP FUNCTION "wants"(jsonb, text);

-- What the ledger's triggers did row by row, they do once per statement.
DROP TRIGGER "transfers_move_units" ON "transfers";
DROP FUNCTION "transfer_moves_units"();
DROP FUNCTION "place_gains"(text, text, numeric, boolean);
-- One unit leaves where another arrives, in the same statement as the rows that say so. What comes and goes at once
-- changes no sum; outside, refund and shop places keep none: they would be hot rows.
CREATE FUNCTION "transfers_move_units"() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    lost text;
    broke text;
    gains CONSTANT jsonb := (SELECT jsonb_agg(g) FROM (
        SELECT "shop", split_part("place", '/', 1) AS "kind", substr("place", strpos("place", '/') + 1) AS "id", sum("gain") AS "gain", bool_or("spends") AS "spends" FROM (
            -- Below zero only by money that was taken back: towards outside, or a credit note withdrawn.
            SELECT "shop", "from_place" AS "place", -"units" AS "gain", NOT ("to_place" LIKE 'outside/%' OR "to_place" = 'shop/credit') AS "spends" FROM "added"
            UNION ALL SELECT "shop", "to_place", "units", false FROM "added") m
        WHERE "place" LIKE 'account/%' OR "place" LIKE 'order/%' GROUP BY "shop", "place") g);
BEGIN
    UPDATE "accounts" a SET "held" = a."held" + g."gain" FROM jsonb_to_recordset(gains) AS g("shop" text, "kind" text, "id" text, "gain" numeric)
        WHERE g."kind" = 'account' AND g."gain" <> 0 AND a."shop" = g."shop" AND a."id" = g."id";
    UPDATE "orders" o SET "held" = o."held" + g."gain" FROM jsonb_to_recordset(gains) AS g("shop" text, "kind" text, "id" text, "gain" numeric)
        WHERE g."kind" = 'order' AND g."gain" <> 0 AND o."shop" = g."shop" AND o."id" = g."id";
    SELECT min(g."kind" || '/' || g."id") FILTER (WHERE coalesce(a."id", o."id") IS NULL), min(g."kind" || '/' || g."id") FILTER (WHERE g."spends" AND coalesce(a."held", o."held") < 0)
        INTO lost, broke FROM jsonb_to_recordset(gains) AS g("shop" text, "kind" text, "id" text, "spends" boolean)
        LEFT JOIN "accounts" a ON g."kind" = 'account' AND a."shop" = g."shop" AND a."id" = g."id"
        LEFT JOIN "orders" o ON g."kind" = 'order' AND o."shop" = g."shop" AND o."id" = g."id";
    IF lost IS NOT NULL THEN
        RAISE EXCEPTION 'a transfer needs its place: %', lost USING ERRCODE = 'foreign_key_violation';
    END IF;
    IF broke IS NOT NULL THEN
        RAISE EXCEPTION '% would fall below zero', broke USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER "transfers_move_units" AFTER INSERT ON "transfers" REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "transfers_move_units"();

DROP TRIGGER "events_wait_for_seal" ON "events";
DROP FUNCTION "event_waits_for_seal"();
CREATE FUNCTION "rows_wait_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "unsealed" ("shop", "row", "hash") SELECT "shop", TG_ARGV[0] || "id", "hash" FROM "added";
    RETURN NULL;
END;
$$;
CREATE TRIGGER "events_wait_for_seal" AFTER INSERT ON "events" REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "rows_wait_for_seal"('e:');
CREATE TRIGGER "transfers_wait_for_seal" AFTER INSERT ON "transfers" REFERENCING NEW TABLE AS "added" FOR EACH STATEMENT EXECUTE FUNCTION "rows_wait_for_seal"('t:');

-- Puts what was committed by now, at most "most" rows, under one seal; no row: nothing to seal, or another process is at
-- it. Within a millisecond an object's events go by their version, with which their names end: the longer, the later. Who
-- reads a feed sees the whole batch at once. Only the holder of the lock deletes here, so a row stays where it was found.
CREATE FUNCTION "seal"("for_shop" text, "now" timestamptz, "most" int) RETURNS TABLE ("number" bigint, "rows" int) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    last bigint;
    link bytea;
    fed bigint;
BEGIN
    IF NOT pg_try_advisory_xact_lock(hashtextextended("for_shop" || '/sealer', 0)) THEN
        RETURN;
    END IF;
    -- Statements of their own, so that they see what the sealer before us committed.
    SELECT s."number", s."hash" INTO last, link FROM "seals" s WHERE s."shop" = "for_shop" ORDER BY s."number" DESC LIMIT 1;
    SELECT s."number" INTO fed FROM "sealed" s WHERE s."shop" = "for_shop" ORDER BY s."number" DESC LIMIT 1;
    RETURN QUERY
        WITH "taken" AS (
            DELETE FROM "unsealed" WHERE ctid = ANY (ARRAY(SELECT w.ctid FROM "unsealed" w WHERE w."shop" = "for_shop" ORDER BY w."at", w."row" LIMIT "most"))
            RETURNING "row", "hash", "at"),
        "ordered" AS (
            SELECT t."row", t."hash", row_number() OVER (ORDER BY t."at", length(t."row"), t."row") AS "place" FROM "taken" t),
        "made" AS (
            INSERT INTO "seals" ("shop", "number", "hash", "at")
            SELECT "for_shop", coalesce(last, 0) + 1, sha256(coalesce(link, '') || string_agg(o."hash", '' ORDER BY o."place")), "now"
            FROM "ordered" o HAVING count(*) > 0 RETURNING "number"),
        "kept" AS (
            INSERT INTO "sealed" ("shop", "number", "row", "seal", "position")
            SELECT "for_shop", coalesce(fed, 0) + o."place", o."row", m."number", o."place" FROM "ordered" o, "made" m RETURNING 1)
        SELECT m."number", (SELECT count(*)::int FROM "kept") FROM "made" m;
END;
$$;

-- Nobody is asked whose row does not change what they guard.
CREATE OR REPLACE FUNCTION "held_is_the_ledgers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 THEN
        RAISE EXCEPTION 'held of % is written by transfers only', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
DROP TRIGGER "accounts_held" ON "accounts";
DROP TRIGGER "orders_held_by_ledger" ON "orders";
DO $$
DECLARE
    each text;
BEGIN
    FOREACH each IN ARRAY ARRAY['accounts', 'orders'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE INSERT ON %I FOR EACH ROW WHEN (NEW."held" <> 0) EXECUTE FUNCTION "held_is_the_ledgers"()', each || '_begin_empty', each);
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW WHEN (NEW."held" IS DISTINCT FROM OLD."held") EXECUTE FUNCTION "held_is_the_ledgers"()', each || '_held_by_ledger', each);
    END LOOP;
END;
$$;

-- Every way these two find a row is an index, by the few rows that are meant. A plan made while a table was nearly empty
-- must not read it whole, nor all of a shop's part of it, once it has grown: so one row out of a table costs next to
-- nothing to the planner. And no plan is worth making anew for each message.
ALTER FUNCTION "stand"(text, text[], jsonb) SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan SET jit = off;
ALTER FUNCTION "save"(text, jsonb, bytea) SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan SET jit = off;
ALTER FUNCTION "seal"(text, timestamptz, int) SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION "paid_is_settled"(text, text) SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan;

-- Room beside a row for its next version, so that a change which touches no index stays on its page.
ALTER TABLE "orders" SET (fillfactor = 75);
ALTER TABLE "accounts" SET (fillfactor = 75);
ALTER TABLE "payments" SET (fillfactor = 75);
ALTER TABLE "deliveries" SET (fillfactor = 75);
