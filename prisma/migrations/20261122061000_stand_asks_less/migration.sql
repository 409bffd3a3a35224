-- `stand` begins only queries that may find something. To begin one costs more than to find that it has no rows, and most of what
-- a message could concern, most messages do not: of a new order, nothing stands anywhere.

-- What stands around these orders, accounts, payments and customers. STABLE: all of it is read as of one moment.
CREATE FUNCTION "standing_of"("for_shop" text, "seeds" jsonb, ord text[], around text[], pay text[], acc text[], who text[]) RETURNS text LANGUAGE plpgsql STABLE SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    the_shop "shops";
    is_history boolean := coalesce("seeds" ->> 'reach' = 'history', false);
    s_customers text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'storefrontCustomers'));
    s_transfers text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'transfers'));
    s_refunds text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'refunds'));
    plain text[] := '{}';
    t_orders json;
    t_accounts json;
    t_claims json;
    t_links json;
    t_payments json;
    t_refunds json;
    t_transfers json;
    t_parked json;
    t_cancels json;
    t_ties json;
    t_customers json;
    t_known json;
    t_nonces json;
    t_wallets json;
BEGIN
    SELECT * INTO the_shop FROM "shops" WHERE "id" = "for_shop";
    IF cardinality(ord) > 0 THEN
        t_orders := (SELECT json_agg(o) FROM "orders" o WHERE "shop" = "for_shop" AND "id" = ANY (ord));
        t_claims := (SELECT json_agg(c) FROM (SELECT "id", "order", "payer", "account", "kind", "at", "standing", "barred" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) ORDER BY "at", "id") c);
        t_cancels := (SELECT json_agg(json_build_object('order', d."object", 'state', CASE WHEN d."done_at" IS NOT NULL THEN 'done' WHEN d."attempts" > 0 THEN 'leased' ELSE 'waiting' END))
            FROM "deliveries" d WHERE d."shop" = "for_shop" AND d."receiver" = 'storefront' AND d."object" = ANY (ord) AND d."target" = 'storefront.cancel'
            AND (d."result" IS NULL OR d."result" IN ('sent', 'already')));
    END IF;
    IF cardinality(around) > 0 THEN
        t_accounts := (SELECT json_agg(a) FROM "accounts" a WHERE "shop" = "for_shop" AND "id" = ANY (around));
    END IF;
    IF cardinality(around) + cardinality(who) > 0 THEN
        t_links := (SELECT json_agg(l) FROM (SELECT * FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (around) UNION SELECT * FROM "links" WHERE "shop" = "for_shop" AND "customer" = ANY (who)) l);
    END IF;
    IF cardinality(pay) > 0 THEN
        t_payments := (SELECT json_agg(p) FROM (SELECT p.*,
            (SELECT json_agg(json_build_object('wallet', r."wallet", 'asset', r."asset", 'units', r."units", 'sender', r."sender") ORDER BY r."at", r."wallet") FROM "reports" r WHERE r."shop" = p."shop" AND r."payment" = p."id") AS "reports"
            FROM "payments" p WHERE "shop" = "for_shop" AND "id" = ANY (pay)) p);
        t_parked := (SELECT json_agg(p) FROM (SELECT "payment", "wallet", "confirmations" FROM "parked" WHERE "shop" = "for_shop" AND "payment" = ANY (pay)) p);
    END IF;
    IF cardinality(ord) + cardinality(s_refunds) > 0 THEN
        t_refunds := (SELECT json_agg(r) FROM (SELECT * FROM "refunds" WHERE "shop" = "for_shop" AND "id" = ANY (s_refunds) UNION SELECT * FROM "refunds" WHERE "shop" = "for_shop" AND "order" = ANY (ord)) r);
    END IF;
    IF cardinality(ord) + cardinality(s_transfers) > 0 OR is_history THEN
        t_transfers := (SELECT json_agg(t ORDER BY t."at", t."id") FROM (
            SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "to_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(around) a))
                AND "via" = ANY (ARRAY(SELECT 'naming/' || o FROM unnest(ord) o))
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE is_history AND "shop" = "for_shop"
                AND "from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND "to_place" LIKE 'account/%'
            UNION SELECT "id", "from_place", "to_place", "asset", "units", "at", "cause", "via" FROM "transfers" WHERE "shop" = "for_shop" AND "id" = ANY (s_transfers)) t);
    END IF;
    -- Whose ties matter: plain claimers, and whoever may be about to become one.
    IF cardinality(ord) + cardinality(acc) > 0 THEN
        plain := ARRAY(
            SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" = 'plain' AND "standing" = 'counts'
            UNION SELECT a FROM unnest(acc) a WHERE the_shop."policy" ->> 'plainClaims' = 'on');
    END IF;
    IF cardinality(plain) > 0 THEN
        t_ties := (SELECT json_agg(t) FROM (
            SELECT "account", 'link' AS "by", NULL AS "order", "customer" FROM "links" WHERE "shop" = "for_shop" AND "account" = ANY (plain)
            UNION ALL (SELECT DISTINCT ON (x."from_place", o."customer") substr(x."from_place", 9), 'paid', o."id", o."customer" FROM "transfers" x
                JOIN "orders" o ON o."shop" = x."shop" AND o."id" = substr(x."to_place", 7)
                WHERE x."shop" = "for_shop" AND x."from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(plain) a)) AND x."via" IN ('claim', 'link'))
            UNION ALL SELECT c."account", 'claim', o."id", o."customer" FROM "claims" c JOIN "orders" o ON o."shop" = c."shop" AND o."id" = c."order"
                WHERE c."shop" = "for_shop" AND c."account" = ANY (plain) AND c."kind" <> 'plain' AND c."standing" = 'counts' AND o."closed_at" IS NULL
            UNION ALL SELECT DISTINCT p."account", 'naming', o."id", o."customer" FROM "payments" p JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names"
                WHERE p."shop" = "for_shop" AND p."account" = ANY (plain) AND p."status" IN ('received', 'confirmed') AND o."closed_at" IS NULL) t);
    END IF;
    IF cardinality(s_customers) > 0 THEN
        t_customers := (SELECT json_agg(json_build_object('id', "id", 'storefrontId', "storefront_id")) FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers));
    END IF;
    IF jsonb_array_length("seeds" -> 'messages') > 0 THEN
        -- The messages themselves: which were decided before, and may their wallets speak? Revocations are read here, in the transaction.
        t_known := (SELECT json_agg(json_build_array(i."source", i."topic", i."event_id")) FROM jsonb_to_recordset("seeds" -> 'messages') AS m("source" text, "topic" text, "eventId" text)
            JOIN "inbox" i ON i."shop" = "for_shop" AND i."source" = m."source" AND i."topic" = m."topic" AND i."event_id" = m."eventId" WHERE i."decided_at" IS NOT NULL);
    END IF;
    IF jsonb_array_length("seeds" -> 'speakers') > 0 THEN
        t_nonces := (SELECT json_agg(json_build_array(n."wallet", n."nonce"::text)) FROM jsonb_to_recordset("seeds" -> 'speakers') AS s("wallet" text, "nonce" numeric)
            JOIN "wallet_nonces" n ON n."wallet" = s."wallet" AND n."nonce" = s."nonce");
        t_wallets := (SELECT json_agg(json_build_object('id', w."id", 'allowList', w."allow_list", 'initialNonce', w."initial_nonce", 'perPayment', w."per_payment", 'perDay', w."per_day",
                'used', (SELECT json_agg(n."nonce" ORDER BY n."nonce" DESC) FROM (SELECT "nonce" FROM "wallet_nonces" WHERE "wallet" = w."id" ORDER BY "nonce" DESC LIMIT 64) n),
                'confirmedToday', CASE WHEN w."per_day" IS NULL THEN 0 ELSE (SELECT coalesce(sum("units"), 0) FROM "payments" WHERE "shop" = "for_shop" AND "status" = 'confirmed'
                    AND w."id" = ANY ("confirmed_by") AND "confirmed_at" > now() - interval '1 day') END))
            FROM "wallets" w WHERE w."shop" = "for_shop" AND w."revoked_at" IS NULL AND w."id" IN (SELECT s ->> 'wallet' FROM jsonb_array_elements("seeds" -> 'speakers') s));
    END IF;
    RETURN json_build_object(
        'shop', json_build_object('asset', the_shop."asset", 'policy', the_shop."policy", 'methodName', the_shop."method_name"),
        'rates', (SELECT json_agg(r) FROM "rates_now"("for_shop") r),
        'orders', t_orders, 'accounts', t_accounts, 'claims', t_claims, 'links', t_links, 'payments', t_payments, 'refunds', t_refunds, 'transfers', t_transfers, 'parked', t_parked,
        'cancels', t_cancels, 'ties', t_ties, 'customers', t_customers, 'known', t_known, 'usedNonces', t_nonces, 'wallets', t_wallets)::text;
END;
$$;

CREATE OR REPLACE FUNCTION "stand"("for_shop" text, "keys" text[], "seeds" jsonb) RETURNS text LANGUAGE plpgsql SET enable_seqscan = off SET random_page_cost = 0.02 SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    the_shop "shops";
    symbol text;
    is_wide boolean;
    s_orders text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'orders'));
    s_names text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'names'));
    s_customers text[] := ARRAY(SELECT jsonb_array_elements_text("seeds" -> 'storefrontCustomers'));
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
        missing := '{}';
        IF cardinality(s_orders) + cardinality(s_customers) > 0 THEN
            missing := ARRAY(
                SELECT 'customer:' || "id" FROM "customers" WHERE "shop" = "for_shop" AND "storefront_id" = ANY (s_customers)
                UNION SELECT 'customer:' || "customer" FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (s_orders) AND "customer" IS NOT NULL
                UNION SELECT "lock_of_account"("account") FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (s_orders)
                EXCEPT SELECT unnest(held));
        END IF;
        IF cardinality(s_payments) > 0 THEN
            missing := missing || ARRAY(
                SELECT "lock_of_account"("account") FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (s_payments)
                UNION SELECT unnest(ARRAY['order:' || o."id", 'customer:' || o."customer", "lock_of_account"(o."claimer")]) FROM "payments" p
                    JOIN "orders" o ON o."shop" = p."shop" AND o."id" = p."names" WHERE p."shop" = "for_shop" AND p."id" = ANY (s_payments)
                EXCEPT SELECT unnest(held || missing));
        END IF;
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
        tied := '{}';
        IF cardinality(ord) > 0 THEN
            tied := ARRAY(
                SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord) AND "kind" <> 'plain'
                UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "names" = ANY (ord));
        END IF;
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
            UNION SELECT 'acc_' || c || '.' || symbol FROM unnest(who) c);
        IF cardinality(ord) + cardinality(pay) + cardinality(who) > 0 THEN
            around := ARRAY(
                SELECT unnest(around)
                UNION SELECT "account" FROM "claims" WHERE "shop" = "for_shop" AND "order" = ANY (ord)
                UNION SELECT "account" FROM "payments" WHERE "shop" = "for_shop" AND "id" = ANY (pay)
                UNION SELECT unnest("at_risk") FROM "orders" WHERE "shop" = "for_shop" AND "id" = ANY (ord)
                UNION SELECT "account" FROM "links" WHERE "shop" = "for_shop" AND "customer" = ANY (who));
        END IF;
        IF cardinality(s_refunds) > 0 OR "seeds" ->> 'reach' = 'history' THEN
            around := ARRAY(
                SELECT unnest(around)
                -- A refund gives credit back to the account that paid it.
                UNION SELECT substr("from_place", 9) FROM "transfers" WHERE cardinality(s_refunds) > 0 AND "shop" = "for_shop" AND "via" = 'credit'
                    AND "to_place" = ANY (ARRAY(SELECT 'order/' || o FROM unnest(s_orders) o))
                UNION SELECT substr(t."to_place", 9) FROM "transfers" t WHERE "seeds" ->> 'reach' = 'history' AND t."shop" = "for_shop"
                    AND t."from_place" = ANY (ARRAY(SELECT 'account/' || a FROM unnest(acc) a)) AND t."to_place" LIKE 'account/%');
        END IF;
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
    RETURN "standing_of"("for_shop", "seeds", ord, around, pay, acc, who);
END;
$$;
