-- The two round trips of a command: `stand` locks what it was told to lock and reads what stands around the seeds;
-- `save` writes an outcome. Both are statements of one transaction that the application opens and ends.

CREATE INDEX "transfers_by_naming" ON "transfers"("shop", "from_place", "via") WHERE "via" LIKE 'naming/%';
CREATE INDEX "transfers_that_tie" ON "transfers"("shop", "from_place") WHERE "via" IN ('claim', 'link');

CREATE FUNCTION "wants"("seeds" jsonb, "name" text) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(value), '{}') FROM jsonb_array_elements_text(coalesce("seeds" -> "name", '[]'))
$$;

-- The locks a transaction waits for come sorted, so two never wait for each other; a key may name what does not exist yet.
-- What else it finds to be concerned is locked only if that needs no waiting; otherwise it is told as missing, and the
-- transaction begins anew with the larger set. Each statement below reads what was committed before it began, so what is
-- read after the last lock is what stands.
CREATE FUNCTION "stand"("for_shop" text, "keys" text[], "seeds" jsonb) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    each text;
    the_shop "shops";
    symbol text;
    is_wide boolean;
    s_orders text[] := "wants"("seeds", 'orders');
    s_names text[] := "wants"("seeds", 'names');
    s_customers text[] := "wants"("seeds", 'storefrontCustomers');
    s_refunds text[] := "wants"("seeds", 'refunds');
    pay text[];
    acc text[];
    cus text[];
    ord text[];
    held text[] := coalesce("keys", '{}');
    needs text[];
    missing text[];
    is_whole boolean;
    who text[];
    around text[];
    plain text[];
BEGIN
    FOREACH each IN ARRAY coalesce("keys", '{}') LOOP
        PERFORM pg_advisory_xact_lock(hashtextextended("for_shop" || '/' || each, 0));
    END LOOP;

    SELECT * INTO the_shop FROM "shops" WHERE "id" = "for_shop";
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    symbol := split_part(the_shop."asset", '/', 1);
    is_wide := coalesce(("seeds" ->> 'wide')::boolean, false) OR the_shop."policy" ->> 'namedSurplus' = 'sameCustomer' OR the_shop."policy" ->> 'creditPays' = 'automatic';

    LOOP
        pay := "wants"("seeds", 'payments');
        acc := "wants"("seeds", 'accounts');
        cus := "wants"("seeds", 'customers');
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
        ord := ARRAY(
            SELECT unnest(ord)
            UNION SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."account" = ANY (acc) AND c."standing" = 'counts' AND o."status" IN ('unclaimed', 'claimed')
            UNION (SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."account" = ANY (acc) AND c."standing" = 'counts' AND o."status" IN ('expired', 'cancelled') ORDER BY o."closed_at" DESC LIMIT 5)
            UNION SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "customer" = ANY (cus) AND "status" IN ('unclaimed', 'claimed')
            UNION SELECT "id" FROM "orders" WHERE "shop" = "for_shop" AND "at_risk" && acc AND "at_risk" <> '{}'
            UNION SELECT o."id" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                WHERE p."shop" = "for_shop" AND p."account" = ANY (acc) AND p."status" = 'confirmed' AND o."status" IN ('unclaimed', 'claimed')
            UNION (SELECT substr("to_place", 7) FROM "transfers" WHERE "seeds" ->> 'reach' = 'history' AND "shop" = "for_shop"
                AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND "to_place" LIKE 'order/%' ORDER BY "at" DESC LIMIT 500)
            UNION SELECT p."names" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                WHERE the_shop."policy" ->> 'namedSurplus' = 'sameCustomer' AND p."shop" = "for_shop" AND o."customer" = ANY (cus));
        -- What plain claimers may pay once one of these orders lets go of them.
        ord := ARRAY(
            SELECT unnest(ord)
            UNION SELECT o."id" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."kind" = 'plain' AND c."standing" = 'counts' AND o."status" IN ('unclaimed', 'claimed')
                AND c."account" IN (SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" <> 'plain'
                    UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "names" = ANY (ord)));
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
                    OR NOT EXISTS (SELECT FROM "orders" o WHERE o."shop" = p."shop" AND o."id" = p."names" AND o."status" IN ('unclaimed', 'claimed'))));
        -- Whose ties matter: plain claimers, and whoever may be about to become one.

        needs := ARRAY(
            SELECT 'customer:' || c FROM unnest(who) c UNION SELECT 'account:' || a FROM unnest(around) a
            UNION SELECT 'order:' || o FROM unnest(ord) o UNION SELECT 'payment:' || p FROM unnest(pay) p);
        missing := ARRAY(SELECT n FROM unnest(needs) n WHERE n <> ALL (held) ORDER BY 1);
        EXIT WHEN cardinality(missing) = 0 OR "keys" IS NULL; -- without keys it only looks
        is_whole := true;
        FOREACH each IN ARRAY missing LOOP
            is_whole := pg_try_advisory_xact_lock(hashtextextended("for_shop" || '/' || each, 0));
            EXIT WHEN NOT is_whole;
            held := held || each;
        END LOOP;
        IF NOT is_whole THEN
            RETURN jsonb_build_object('missing', to_jsonb(needs))::text;
        END IF;
    END LOOP;
    plain := ARRAY(
        SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" = 'plain' AND "standing" = 'counts'
        UNION SELECT a FROM unnest(acc) a WHERE the_shop."policy" ->> 'plainClaims' = 'on');

    RETURN jsonb_build_object(
        'shop', jsonb_build_object('asset', the_shop."asset", 'policy', the_shop."policy", 'methodName', the_shop."method_name"),
        'rates', (SELECT jsonb_agg(r) FROM (SELECT DISTINCT ON ("currency") "currency", "per_unit", "source", "as_of" FROM "rates" WHERE "shop" = "for_shop" ORDER BY "currency", "number" DESC) r),
        'orders', (SELECT jsonb_agg(o) FROM "orders" o WHERE "shop" = "for_shop" AND "id" = ANY (ord)),
        'accounts', (SELECT jsonb_agg(a) FROM "accounts" a WHERE "shop" = "for_shop" AND "id" = ANY (around)),
        'claims', (SELECT jsonb_agg(c) FROM (SELECT "id", "order", "payer", "account", "kind", "at", "standing", "barred" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) ORDER BY "at", "id") c),
        'links', (SELECT jsonb_agg(l) FROM "links" l WHERE "shop" = "for_shop" AND ("account" = ANY (around) OR "customer" = ANY (who))),
        'payments', (SELECT jsonb_agg(to_jsonb(p) || jsonb_build_object('reports',
            (SELECT jsonb_agg(jsonb_build_object('wallet', r."wallet", 'asset', r."asset", 'units', r."units", 'sender', r."sender") ORDER BY r."at", r."wallet") FROM "reports" r WHERE r."shop" = p."shop" AND r."payment" = p."id")))
            FROM "payments" p WHERE "shop" = "for_shop" AND "id" = ANY (pay)),
        'refunds', (SELECT jsonb_agg(r) FROM "refunds" r WHERE "shop" = "for_shop" AND ("id" = ANY (s_refunds) OR "order" = ANY (ord))),
        'transfers', (SELECT jsonb_agg(t ORDER BY t."at", t."id") FROM (
            SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "to_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(around) a))
                AND "via" = ANY (ARRAY(SELECT 'naming/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "seeds" ->> 'reach' = 'history' AND "shop" = "for_shop"
                AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND "to_place" LIKE 'account/%'
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "id" = ANY ("wants"("seeds", 'transfers'))) t),
        'parked', (SELECT jsonb_agg(p) FROM (SELECT "payment", "wallet", "confirmations" FROM "parked" WHERE "shop" = "for_shop" AND "payment" = ANY (pay)) p),
        'cancels', (SELECT jsonb_agg(jsonb_build_object('order', d."object", 'state', CASE WHEN d."done_at" IS NOT NULL THEN 'done' WHEN d."attempts" > 0 THEN 'leased' ELSE 'waiting' END))
            FROM "deliveries" d WHERE d."shop" = "for_shop" AND d."receiver" = 'storefront' AND d."object" = ANY (ord) AND d."target" = 'storefront.cancel'
            AND (d."result" IS NULL OR d."result" IN ('sent', 'already'))),
        'ties', (SELECT jsonb_agg(t) FROM (
            SELECT "account", 'link' AS "by", NULL AS "order", "customer" FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (plain)
            UNION ALL (SELECT DISTINCT ON (x."from_place", o."customer") substr(x."from_place", 9), 'paid', o."id", o."customer" FROM "transfers" x
                JOIN "orders" o ON o."shop" = x."shop" AND o."id" = substr(x."to_place", 7)
                WHERE x."shop" = "for_shop" AND x."from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(plain) a)) AND x."via" IN ('claim', 'link'))
            UNION ALL SELECT c."account", 'claim', o."id", o."customer" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."account" = ANY (plain) AND c."kind" <> 'plain' AND c."standing" = 'counts' AND o."status" IN ('unclaimed', 'claimed')
            UNION ALL SELECT DISTINCT p."account", 'naming', o."id", o."customer" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                WHERE p."shop" = "for_shop" AND p."account" = ANY (plain) AND p."status" IN ('received', 'confirmed') AND o."status" IN ('unclaimed', 'claimed')) t),
        'customers', (SELECT jsonb_agg(jsonb_build_object('id', "id", 'storefrontId', "storefront_id")) FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers)),
        -- The message itself: was it decided before, and may its wallet speak? Revocations are read here, in the transaction.
        'known', EXISTS (SELECT FROM "inbox" WHERE "shop" = "for_shop" AND "source" = "seeds" #>> '{message,source}' AND "topic" = "seeds" #>> '{message,topic}'
            AND "event_id" = "seeds" #>> '{message,eventId}' AND "decided_at" IS NOT NULL),
        'wallet', (SELECT jsonb_build_object('id', w."id", 'allowList', w."allow_list", 'initialNonce', w."initial_nonce", 'perPayment', w."per_payment", 'perDay', w."per_day",
                'used', (SELECT jsonb_agg(n."nonce" ORDER BY n."nonce" DESC) FROM (SELECT "nonce" FROM "wallet_nonces" WHERE "wallet" = w."id" ORDER BY "nonce" DESC LIMIT 64) n),
                'isUsed', EXISTS (SELECT FROM "wallet_nonces" WHERE "wallet" = w."id" AND "nonce" = ("seeds" #>> '{speaker,nonce}')::numeric),
                'confirmedToday', CASE WHEN w."per_day" IS NULL THEN 0 ELSE (SELECT coalesce(sum("units"), 0) FROM "payments" WHERE "shop" = "for_shop" AND "status" = 'confirmed'
                    AND w."id" = ANY ("confirmed_by") AND "confirmed_at" > now() - interval '1 day') END)
            FROM "wallets" w WHERE w."shop" = "for_shop" AND w."id" = "seeds" #>> '{speaker,wallet}' AND w."revoked_at" IS NULL)
    )::text;
END;
$$;

-- Rows come as the tables have them. What may never be written twice has a key that refuses it.
CREATE FUNCTION "save"("for_shop" text, "outcome" jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    each text;
BEGIN
    INSERT INTO "customers" SELECT * FROM jsonb_populate_recordset(NULL::"customers", "outcome" -> 'customers');
    INSERT INTO "customer_details" SELECT * FROM jsonb_populate_recordset(NULL::"customer_details", "outcome" -> 'details')
        ON CONFLICT DO NOTHING;
    INSERT INTO "remarks" SELECT * FROM jsonb_populate_recordset(NULL::"remarks", "outcome" -> 'remarks') ON CONFLICT DO NOTHING;
    INSERT INTO "checkouts" SELECT * FROM jsonb_populate_recordset(NULL::"checkouts", "outcome" -> 'checkouts') ON CONFLICT DO NOTHING;
    INSERT INTO "accounts" SELECT * FROM jsonb_populate_recordset(NULL::"accounts", "outcome" -> 'accounts') ON CONFLICT ("shop", "id") DO NOTHING;
    INSERT INTO "orders" SELECT * FROM jsonb_populate_recordset(NULL::"orders", "outcome" -> 'orders')
        ON CONFLICT ("shop", "id") DO UPDATE SET
            ("name", "status", "customer", "currency", "amount", "total_currency", "total_amount", "total_since_currency", "total_since_amount", "due", "asset", "quoted_currency", "quoted_amount", "rate", "rate_source", "rate_as_of", "quoted_at",
             "claimer", "claimed_by", "claim_by", "pay_by", "held_until", "deadline", "closed_at", "cancelled_by", "facts_at", "closed_there", "credit_granted", "at_risk", "refunded", "short_after_paid", "refund_suggested", "note", "version")
          = (excluded."name", excluded."status", excluded."customer", excluded."currency", excluded."amount", excluded."total_currency", excluded."total_amount", excluded."total_since_currency", excluded."total_since_amount", excluded."due", excluded."asset", excluded."quoted_currency", excluded."quoted_amount", excluded."rate", excluded."rate_source", excluded."rate_as_of", excluded."quoted_at",
             excluded."claimer", excluded."claimed_by", excluded."claim_by", excluded."pay_by", excluded."held_until", excluded."deadline", excluded."closed_at", excluded."cancelled_by", excluded."facts_at", excluded."closed_there", excluded."credit_granted", excluded."at_risk", excluded."refunded", excluded."short_after_paid", excluded."refund_suggested", excluded."note", excluded."version");
    INSERT INTO "quotes" SELECT * FROM jsonb_populate_recordset(NULL::"quotes", "outcome" -> 'quotes') ON CONFLICT DO NOTHING;
    INSERT INTO "claims" SELECT * FROM jsonb_populate_recordset(NULL::"claims", "outcome" -> 'claims')
        ON CONFLICT ("shop", "id") DO UPDATE SET ("standing", "barred") = (excluded."standing", excluded."barred");
    DELETE FROM "links" l USING jsonb_populate_recordset(NULL::"links", "outcome" -> 'unlinked') u
        WHERE l."shop" = "for_shop" AND l."customer" = u."customer" AND l."account" = u."account";
    INSERT INTO "links" SELECT * FROM jsonb_populate_recordset(NULL::"links", "outcome" -> 'links');
    INSERT INTO "payments" SELECT * FROM jsonb_populate_recordset(NULL::"payments", "outcome" -> 'payments')
        ON CONFLICT ("shop", "id") DO UPDATE SET
            ("asset", "units", "sender", "account", "naming_by", "naming_order", "naming_name", "names", "status", "occurrence", "contested", "confirmed_by", "confirmations", "confirmed_at", "memo", "version")
          = (excluded."asset", excluded."units", excluded."sender", excluded."account", excluded."naming_by", excluded."naming_order", excluded."naming_name", excluded."names", excluded."status", excluded."occurrence", excluded."contested", excluded."confirmed_by", excluded."confirmations",
             coalesce("payments"."confirmed_at", excluded."confirmed_at"), coalesce(excluded."memo", "payments"."memo"), excluded."version");
    INSERT INTO "reports" SELECT * FROM jsonb_populate_recordset(NULL::"reports", "outcome" -> 'reports') ON CONFLICT DO NOTHING;
    DELETE FROM "parked" WHERE "shop" = "for_shop" AND "payment" = ANY ("wants"("outcome", 'unparked'));
    INSERT INTO "parked" SELECT * FROM jsonb_populate_recordset(NULL::"parked", "outcome" -> 'parked') ON CONFLICT DO NOTHING;
    INSERT INTO "refunds" SELECT * FROM jsonb_populate_recordset(NULL::"refunds", "outcome" -> 'refunds')
        ON CONFLICT ("shop", "id") DO UPDATE SET ("status", "transaction", "version") = (excluded."status", excluded."transaction", excluded."version");
    INSERT INTO "events" SELECT * FROM jsonb_populate_recordset(NULL::"events", "outcome" -> 'events');
    INSERT INTO "transfers" SELECT * FROM jsonb_populate_recordset(NULL::"transfers", "outcome" -> 'transfers');
    INSERT INTO "wallet_nonces" SELECT * FROM jsonb_populate_recordset(NULL::"wallet_nonces", "outcome" -> 'nonces');
    INSERT INTO "inbox" SELECT * FROM jsonb_populate_recordset(NULL::"inbox", "outcome" -> 'inbox')
        ON CONFLICT ("shop", "source", "topic", "event_id") DO UPDATE
            SET ("decided_at", "result", "error", "object") = (excluded."decided_at", excluded."result", NULL, excluded."object")
            WHERE "inbox"."decided_at" IS NULL;
    -- Only a cancel that no worker has touched can be taken back.
    FOREACH each IN ARRAY "wants"("outcome", 'withdrawn') LOOP
        UPDATE "deliveries" SET ("done_at", "result", "said") = (("outcome" ->> 'at')::timestamptz, 'withdrawn', 'the order was reopened first')
            WHERE "shop" = "for_shop" AND "object" = each AND "target" = 'storefront.cancel' AND "done_at" IS NULL AND "attempts" = 0;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'the cancel of % is on its way', each USING ERRCODE = 'TS409';
        END IF;
    END LOOP;
    INSERT INTO "deliveries" ("shop", "event", "target", "receiver", "object", "version", "at", "due_at")
        SELECT "shop", "event", "target", "receiver", "object", "version", "at", "due_at" FROM jsonb_populate_recordset(NULL::"deliveries", "outcome" -> 'deliveries');
END;
$$;
