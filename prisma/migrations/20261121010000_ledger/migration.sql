-- CreateTable
CREATE TABLE "shops" (
    "id" TEXT NOT NULL,
    "asset" TEXT NOT NULL DEFAULT 'XTR/6',
    "name" TEXT,
    "currency" TEXT,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "method_name" TEXT,
    "policy" JSONB NOT NULL DEFAULT '{}',
    "secret" TEXT,
    "serves_root" BOOLEAN NOT NULL DEFAULT false,
    "scopes" TEXT,
    "installed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "shops_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rates" (
    "shop" TEXT NOT NULL,
    "number" BIGSERIAL NOT NULL,
    "currency" TEXT NOT NULL,
    "per_unit" DECIMAL NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "set_by" TEXT NOT NULL,

    CONSTRAINT "rates_pkey" PRIMARY KEY ("shop","number")
);

-- CreateTable
CREATE TABLE "customers" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "storefront_id" TEXT,

    CONSTRAINT "customers_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "customer_details" (
    "shop" TEXT NOT NULL,
    "customer" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "name" TEXT,
    "email" TEXT,
    "phone" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "customer_details_pkey" PRIMARY KEY ("shop","customer","version")
);

-- CreateTable
CREATE TABLE "remarks" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT,
    "by" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "remarks_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "orders" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "storefront_id" TEXT,
    "name" TEXT,
    "token" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "customer" TEXT,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL NOT NULL,
    "total_currency" TEXT,
    "total_amount" DECIMAL,
    "total_since_currency" TEXT,
    "total_since_amount" DECIMAL,
    "due" DECIMAL(78,0),
    "asset" TEXT,
    "quoted_currency" TEXT,
    "quoted_amount" DECIMAL,
    "rate" DECIMAL,
    "rate_source" TEXT,
    "rate_as_of" TIMESTAMPTZ(3),
    "quoted_at" TIMESTAMPTZ(3),
    "claimer" TEXT,
    "claimed_by" TEXT,
    "placed_at" TIMESTAMPTZ(3) NOT NULL,
    "claim_by" TIMESTAMPTZ(3),
    "pay_by" TIMESTAMPTZ(3),
    "held_until" TIMESTAMPTZ(3),
    "deadline" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "cancelled_by" TEXT,
    "facts_at" TIMESTAMPTZ(3),
    "closed_there" BOOLEAN NOT NULL DEFAULT false,
    "credit_granted" BOOLEAN NOT NULL DEFAULT false,
    "at_risk" TEXT[],
    "refunded" DECIMAL(78,0) NOT NULL DEFAULT 0,
    "short_after_paid" BOOLEAN NOT NULL DEFAULT false,
    "refund_suggested" BOOLEAN NOT NULL DEFAULT false,
    "note" TEXT,
    "version" INTEGER NOT NULL,
    "held" DECIMAL(78,0) NOT NULL DEFAULT 0,

    CONSTRAINT "orders_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "checkouts" (
    "shop" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "order" TEXT NOT NULL,

    CONSTRAINT "checkouts_pkey" PRIMARY KEY ("shop","token")
);

-- CreateTable
CREATE TABLE "quotes" (
    "shop" TEXT NOT NULL,
    "order" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "currency" TEXT NOT NULL,
    "amount" DECIMAL NOT NULL,
    "rate" DECIMAL NOT NULL,
    "source" TEXT NOT NULL,
    "as_of" TIMESTAMPTZ(3) NOT NULL,
    "asset" TEXT NOT NULL,
    "due" DECIMAL(78,0) NOT NULL,

    CONSTRAINT "quotes_pkey" PRIMARY KEY ("shop","order","at")
);

-- CreateTable
CREATE TABLE "accounts" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "held" DECIMAL(78,0) NOT NULL DEFAULT 0,

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "claims" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "order" TEXT NOT NULL,
    "payer" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "standing" TEXT NOT NULL,
    "barred" BOOLEAN NOT NULL DEFAULT false,
    "address" TEXT,
    "signature" TEXT,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "links" (
    "shop" TEXT NOT NULL,
    "customer" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "claim" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "links_pkey" PRIMARY KEY ("shop","customer","account")
);

-- CreateTable
CREATE TABLE "payments" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "network" TEXT NOT NULL,
    "transaction" TEXT NOT NULL,
    "output" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "units" DECIMAL(78,0) NOT NULL,
    "sender" TEXT,
    "account" TEXT NOT NULL,
    "naming_by" TEXT,
    "naming_order" TEXT,
    "naming_name" TEXT,
    "names" TEXT,
    "status" TEXT NOT NULL,
    "occurrence" INTEGER NOT NULL DEFAULT 1,
    "contested" BOOLEAN NOT NULL DEFAULT false,
    "confirmed_by" TEXT[],
    "confirmations" INTEGER NOT NULL DEFAULT 0,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "confirmed_at" TIMESTAMPTZ(3),
    "memo" TEXT,
    "version" INTEGER NOT NULL,

    CONSTRAINT "payments_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "reports" (
    "shop" TEXT NOT NULL,
    "payment" TEXT NOT NULL,
    "wallet" TEXT NOT NULL DEFAULT '',
    "asset" TEXT NOT NULL,
    "units" DECIMAL(78,0) NOT NULL,
    "sender" TEXT NOT NULL DEFAULT '',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "reports_pkey" PRIMARY KEY ("shop","payment","wallet","asset","units","sender")
);

-- CreateTable
CREATE TABLE "parked" (
    "shop" TEXT NOT NULL,
    "payment" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "confirmations" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "parked_pkey" PRIMARY KEY ("shop","payment","wallet")
);

-- CreateTable
CREATE TABLE "refunds" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "order" TEXT,
    "from_place" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "units" DECIMAL(78,0) NOT NULL,
    "status" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "transaction" TEXT,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "refunds_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "transfers" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "from_place" TEXT NOT NULL,
    "to_place" TEXT NOT NULL,
    "asset" TEXT NOT NULL,
    "units" DECIMAL(78,0) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "via" TEXT,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "transfers_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "events" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cause" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "unsealed" (
    "shop" TEXT NOT NULL,
    "row" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "unsealed_pkey" PRIMARY KEY ("shop","row")
);

-- CreateTable
CREATE TABLE "sealed" (
    "shop" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "row" TEXT NOT NULL,
    "seal" BIGINT NOT NULL,
    "position" INTEGER NOT NULL,

    CONSTRAINT "sealed_pkey" PRIMARY KEY ("shop","number")
);

-- CreateTable
CREATE TABLE "seals" (
    "shop" TEXT NOT NULL,
    "number" BIGINT NOT NULL,
    "hash" BYTEA NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "seals_pkey" PRIMARY KEY ("shop","number")
);

-- CreateTable
CREATE TABLE "deliveries" (
    "shop" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "event" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "receiver" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "last_error" TEXT,
    "done_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "said" TEXT,

    CONSTRAINT "deliveries_pkey" PRIMARY KEY ("shop","id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "shop" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "topic" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "body" BYTEA,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "decided_at" TIMESTAMPTZ(3),
    "result" TEXT,
    "error" TEXT,
    "object" TEXT,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("shop","source","topic","event_id")
);

-- CreateTable
CREATE TABLE "wallets" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "payer" TEXT NOT NULL,
    "allow_list" TEXT[],
    "initial_nonce" DECIMAL(20,0) NOT NULL DEFAULT 0,
    "per_payment" DECIMAL(78,0),
    "per_day" DECIMAL(78,0),
    "added_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),
    "last_heard_at" TIMESTAMPTZ(3),

    CONSTRAINT "wallets_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "wallet_nonces" (
    "shop" TEXT NOT NULL,
    "wallet" TEXT NOT NULL,
    "nonce" DECIMAL(20,0) NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "wallet_nonces_pkey" PRIMARY KEY ("wallet","nonce")
);

-- CreateTable
CREATE TABLE "cursors" (
    "shop" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cursors_pkey" PRIMARY KEY ("shop","name")
);

-- CreateIndex
CREATE INDEX "rates_shop_currency_number_idx" ON "rates"("shop", "currency", "number" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "customers_shop_storefront_id_key" ON "customers"("shop", "storefront_id");

-- CreateIndex
CREATE INDEX "remarks_shop_object_idx" ON "remarks"("shop", "object");

-- CreateIndex
CREATE UNIQUE INDEX "orders_token_key" ON "orders"("token");

-- CreateIndex
CREATE INDEX "orders_shop_placed_at_id_idx" ON "orders"("shop", "placed_at" DESC, "id");

-- CreateIndex
CREATE INDEX "orders_shop_customer_idx" ON "orders"("shop", "customer");

-- CreateIndex
CREATE INDEX "orders_shop_name_idx" ON "orders"("shop", "name");

-- CreateIndex
CREATE INDEX "checkouts_shop_order_idx" ON "checkouts"("shop", "order");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_shop_asset_kind_owner_key" ON "accounts"("shop", "asset", "kind", "owner");

-- CreateIndex
CREATE INDEX "claims_shop_order_idx" ON "claims"("shop", "order");

-- CreateIndex
CREATE INDEX "claims_shop_account_idx" ON "claims"("shop", "account");

-- CreateIndex
CREATE INDEX "links_shop_account_idx" ON "links"("shop", "account");

-- CreateIndex
CREATE INDEX "payments_shop_names_idx" ON "payments"("shop", "names");

-- CreateIndex
CREATE INDEX "payments_shop_account_idx" ON "payments"("shop", "account");

-- CreateIndex
CREATE INDEX "payments_shop_received_at_id_idx" ON "payments"("shop", "received_at" DESC, "id");

-- CreateIndex
CREATE UNIQUE INDEX "payments_shop_provider_network_transaction_output_key" ON "payments"("shop", "provider", "network", "transaction", "output");

-- CreateIndex
CREATE INDEX "refunds_shop_order_idx" ON "refunds"("shop", "order");

-- CreateIndex
CREATE INDEX "transfers_shop_from_place_at_idx" ON "transfers"("shop", "from_place", "at");

-- CreateIndex
CREATE INDEX "transfers_shop_to_place_at_idx" ON "transfers"("shop", "to_place", "at");

-- CreateIndex
CREATE INDEX "events_shop_at_idx" ON "events"("shop", "at");

-- CreateIndex
CREATE UNIQUE INDEX "events_shop_object_version_key" ON "events"("shop", "object", "version");

-- CreateIndex
CREATE UNIQUE INDEX "sealed_shop_row_key" ON "sealed"("shop", "row");

-- CreateIndex
CREATE UNIQUE INDEX "sealed_shop_seal_position_key" ON "sealed"("shop", "seal", "position");

-- CreateIndex
CREATE INDEX "deliveries_shop_object_receiver_version_idx" ON "deliveries"("shop", "object", "receiver", "version");

-- CreateIndex
CREATE UNIQUE INDEX "deliveries_shop_event_target_key" ON "deliveries"("shop", "event", "target");

-- CreateIndex
CREATE INDEX "inbox_shop_object_idx" ON "inbox"("shop", "object");

-- CreateIndex
CREATE UNIQUE INDEX "wallets_payer_key" ON "wallets"("payer");

-- CreateIndex
CREATE INDEX "wallets_shop_idx" ON "wallets"("shop");

-- CreateIndex
CREATE INDEX "wallet_nonces_shop_idx" ON "wallet_nonces"("shop");


-- Below: the engine's invariants once more, where a bug or a hand at the prompt meets them.

ALTER TABLE "orders"
    ADD CONSTRAINT "orders_status" CHECK ("status" IN ('unclaimed', 'claimed', 'paid', 'expired', 'cancelled')),
    ADD CONSTRAINT "orders_claimed_by" CHECK ("claimed_by" IN ('proven', 'plain', 'naming')),
    ADD CONSTRAINT "orders_claimer_whole" CHECK (("claimer" IS NULL) = ("claimed_by" IS NULL)),
    ADD CONSTRAINT "orders_cancelled_by" CHECK ("cancelled_by" IN ('merchant', 'storefront', 'paid elsewhere')),
    ADD CONSTRAINT "orders_due" CHECK ("due" >= 0),
    ADD CONSTRAINT "orders_quote_whole" CHECK (num_nulls("due", "asset", "quoted_currency", "quoted_amount", "rate", "rate_source", "rate_as_of", "quoted_at") IN (0, 8)),
    ADD CONSTRAINT "orders_paid_is_priced" CHECK ("status" <> 'paid' OR "due" IS NOT NULL),
    ADD CONSTRAINT "orders_closed_at" CHECK (("closed_at" IS NULL) = ("status" IN ('unclaimed', 'claimed'))),
    ADD CONSTRAINT "orders_held" CHECK ("held" >= 0),
    ADD CONSTRAINT "orders_refunded" CHECK ("refunded" >= 0),
    ADD CONSTRAINT "orders_amount" CHECK ("amount" >= 0),
    ADD CONSTRAINT "orders_token" CHECK ("token" ~ '^[0-9a-f]{32}$');
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_kind" CHECK ("kind" IN ('payer', 'customer', 'deposit'));
ALTER TABLE "claims"
    ADD CONSTRAINT "claims_kind" CHECK ("kind" IN ('bound', 'note', 'plain')),
    ADD CONSTRAINT "claims_standing" CHECK ("standing" IN ('counts', 'displaced'));
ALTER TABLE "payments"
    ADD CONSTRAINT "payments_status" CHECK ("status" IN ('received', 'confirmed', 'dropped', 'reversed')),
    ADD CONSTRAINT "payments_units" CHECK ("units" > 0),
    ADD CONSTRAINT "payments_contested_is_no_money" CHECK (NOT ("contested" AND "status" = 'confirmed'));
ALTER TABLE "refunds"
    ADD CONSTRAINT "refunds_status" CHECK ("status" IN ('requested', 'sent', 'withdrawn')),
    ADD CONSTRAINT "refunds_units" CHECK ("units" > 0),
    ADD CONSTRAINT "refunds_sent_with_transaction" CHECK (("status" = 'sent') = ("transaction" IS NOT NULL));
ALTER TABLE "transfers"
    ADD CONSTRAINT "transfers_units" CHECK ("units" > 0),
    ADD CONSTRAINT "transfers_go_somewhere" CHECK ("from_place" <> "to_place"),
    ADD CONSTRAINT "transfers_places" CHECK (
        "from_place" ~ '^(outside/.+|account/.+|order/.+|refund/.+|shop/credit|shop/written-off)$'
        AND "to_place" ~ '^(outside/.+|account/.+|order/.+|refund/.+|shop/credit|shop/written-off)$'),
    ADD CONSTRAINT "transfers_via" CHECK ("via" IS NULL OR "via" ~ '^(deposit|claim|naming/.+|credit|link|write-off)$'),
    -- A `via` is how money reached an order, and says nothing about any other transfer.
    ADD CONSTRAINT "transfers_via_settles" CHECK ("via" IS NULL OR "to_place" LIKE 'order/%');
ALTER TABLE "rates" ADD CONSTRAINT "rates_positive" CHECK ("per_unit" > 0);
ALTER TABLE "wallets" ADD CONSTRAINT "wallets_nonce" CHECK ("initial_nonce" >= 0);
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_result" CHECK (
    "result" IN ('sent', 'already', 'void', 'withdrawn', 'refused') AND "done_at" IS NOT NULL OR "result" IS NULL AND "done_at" IS NULL);

-- Exactly one shop may answer at the root.
CREATE UNIQUE INDEX "shops_one_root" ON "shops"("serves_root") WHERE "serves_root";
-- Costs follow the number of open orders, not of all orders ever.
CREATE INDEX "orders_due_to_expire" ON "orders"("deadline") WHERE "status" IN ('unclaimed', 'claimed');
CREATE INDEX "orders_open_of_customer" ON "orders"("shop", "customer") WHERE "status" IN ('unclaimed', 'claimed');
CREATE INDEX "orders_unpriced" ON "orders"("shop", "placed_at") WHERE "status" IN ('unclaimed', 'claimed') AND "due" IS NULL;
CREATE INDEX "orders_at_risk" ON "orders" USING gin ("at_risk") WHERE "at_risk" <> '{}';
CREATE INDEX "payments_waiting_by_id" ON "payments"("shop", "naming_order") WHERE "names" IS NULL AND "naming_order" IS NOT NULL;
CREATE INDEX "payments_waiting_by_name" ON "payments"("shop", "naming_name") WHERE "names" IS NULL AND "naming_name" IS NOT NULL;
CREATE INDEX "payments_received" ON "payments"("shop", "account") WHERE "status" = 'received';
CREATE INDEX "deliveries_due" ON "deliveries"("due_at") WHERE "done_at" IS NULL;
CREATE INDEX "deliveries_undone" ON "deliveries"("shop", "receiver", "object", "version") WHERE "done_at" IS NULL;
CREATE INDEX "inbox_undecided" ON "inbox"("shop", "received_at") WHERE "decided_at" IS NULL;
CREATE INDEX "unsealed_by_age" ON "unsealed"("at");

-- Status changes follow the one table; what is paid keeps its due.
CREATE FUNCTION "order_moves_legally"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."status" <> OLD."status" AND NOT (
        OLD."status" = 'unclaimed' AND NEW."status" IN ('claimed', 'paid', 'expired', 'cancelled')
        OR OLD."status" = 'claimed' AND NEW."status" IN ('paid', 'expired', 'cancelled')
        OR OLD."status" IN ('expired', 'cancelled') AND NEW."status" IN ('claimed', 'unclaimed')
        -- One decision may reopen and pay, or be saved only after it did both.
        OR OLD."status" IN ('expired', 'cancelled') AND NEW."status" = 'paid' AND NEW."version" > OLD."version" + 1
    ) THEN
        RAISE EXCEPTION 'order % cannot move from % to %', OLD."id", OLD."status", NEW."status" USING ERRCODE = 'check_violation';
    END IF;
    IF OLD."status" = 'paid' AND NEW."due" IS DISTINCT FROM OLD."due" THEN
        RAISE EXCEPTION 'the due of paid order % is frozen', OLD."id" USING ERRCODE = 'check_violation';
    END IF;
    IF NEW."version" < OLD."version" THEN
        RAISE EXCEPTION 'order % cannot go back to version %', OLD."id", NEW."version" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER "orders_move_legally" BEFORE UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "order_moves_legally"();

-- `held` is the ledger's word: only the trigger of transfers writes it.
CREATE FUNCTION "held_is_the_ledgers"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF pg_trigger_depth() < 2 AND (TG_OP = 'INSERT' AND NEW."held" <> 0 OR TG_OP = 'UPDATE' AND NEW."held" IS DISTINCT FROM OLD."held") THEN
        RAISE EXCEPTION 'held of % is written by transfers only', NEW."id" USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER "accounts_held" BEFORE INSERT OR UPDATE ON "accounts" FOR EACH ROW EXECUTE FUNCTION "held_is_the_ledgers"();
CREATE TRIGGER "orders_held_by_ledger" BEFORE INSERT OR UPDATE ON "orders" FOR EACH ROW EXECUTE FUNCTION "held_is_the_ledgers"();

-- The hash of a row's own content. Times count in whole milliseconds, so that every reader prints them alike.
CREATE FUNCTION "transfer_hash"(t "transfers") RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array('transfer', t."shop", t."id", t."from_place", t."to_place", t."asset", t."units"::text,
        (extract(epoch FROM t."at") * 1000)::bigint, t."cause", t."via")::text, 'UTF8'))
$$;
CREATE FUNCTION "event_hash"(e "events") RETURNS bytea LANGUAGE sql IMMUTABLE AS $$
    SELECT sha256(convert_to(jsonb_build_array('event', e."shop", e."id", e."type", e."object", e."version",
        (extract(epoch FROM e."at") * 1000)::bigint, e."cause", e."fields")::text, 'UTF8'))
$$;

CREATE FUNCTION "transfer_is_hashed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."hash" := "transfer_hash"(NEW);
    RETURN NEW;
END;
$$;
CREATE FUNCTION "event_is_hashed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW."hash" := "event_hash"(NEW);
    RETURN NEW;
END;
$$;
CREATE TRIGGER "transfers_hashed" BEFORE INSERT ON "transfers" FOR EACH ROW EXECUTE FUNCTION "transfer_is_hashed"();
CREATE TRIGGER "events_hashed" BEFORE INSERT ON "events" FOR EACH ROW EXECUTE FUNCTION "event_is_hashed"();

-- One unit leaves where another arrives, in the same statement as the row that says so.
CREATE FUNCTION "place_gains"("for_shop" text, "place" text, "gain" numeric, "overdraws" boolean) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    now_held numeric;
    place_id text := substr("place", strpos("place", '/') + 1);
BEGIN
    IF "place" LIKE 'account/%' THEN
        UPDATE "accounts" SET "held" = "held" + "gain" WHERE "shop" = "for_shop" AND "id" = place_id RETURNING "held" INTO now_held;
    ELSIF "place" LIKE 'order/%' THEN
        UPDATE "orders" SET "held" = "held" + "gain" WHERE "shop" = "for_shop" AND "id" = place_id RETURNING "held" INTO now_held;
    ELSE
        RETURN; -- outside, refund and shop places keep no sum: they would be hot rows
    END IF;
    IF now_held IS NULL THEN
        RAISE EXCEPTION 'a transfer needs its place: %', "place" USING ERRCODE = 'foreign_key_violation';
    END IF;
    -- Below zero only by money that was taken back: towards outside, or a credit note withdrawn.
    IF now_held < 0 AND "gain" < 0 AND NOT "overdraws" THEN
        RAISE EXCEPTION '% would fall below zero', "place" USING ERRCODE = 'check_violation';
    END IF;
END;
$$;
CREATE FUNCTION "transfer_moves_units"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "place_gains"(NEW."shop", NEW."from_place", -NEW."units", NEW."to_place" LIKE 'outside/%' OR NEW."to_place" = 'shop/credit');
    PERFORM "place_gains"(NEW."shop", NEW."to_place", NEW."units", false);
    INSERT INTO "unsealed" ("shop", "row", "hash") VALUES (NEW."shop", 't:' || NEW."id", NEW."hash");
    RETURN NULL;
END;
$$;
CREATE TRIGGER "transfers_move_units" AFTER INSERT ON "transfers" FOR EACH ROW EXECUTE FUNCTION "transfer_moves_units"();
CREATE FUNCTION "event_waits_for_seal"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO "unsealed" ("shop", "row", "hash") VALUES (NEW."shop", 'e:' || NEW."id", NEW."hash");
    RETURN NULL;
END;
$$;
CREATE TRIGGER "events_wait_for_seal" AFTER INSERT ON "events" FOR EACH ROW EXECUTE FUNCTION "event_waits_for_seal"();

-- paid ⇔ what settled into the order's place, write-off included, is its frozen due. Looked at when the transaction ends.
CREATE FUNCTION "paid_is_settled"("for_shop" text, "for_order" text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    settled numeric;
    found record;
BEGIN
    SELECT "status", "due" INTO found FROM "orders" WHERE "shop" = "for_shop" AND "id" = "for_order";
    SELECT coalesce(sum("units"), 0) INTO settled FROM "transfers" WHERE "shop" = "for_shop" AND "to_place" = 'order/' || "for_order" AND "via" IS NOT NULL;
    IF found."status" = 'paid' AND settled <> found."due" OR found."status" <> 'paid' AND settled <> 0 THEN
        RAISE EXCEPTION 'order % is % with % of % settled', "for_order", found."status", settled, found."due" USING ERRCODE = 'check_violation';
    END IF;
END;
$$;
CREATE FUNCTION "order_paid_is_settled"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "paid_is_settled"(NEW."shop", NEW."id");
    RETURN NULL;
END;
$$;
CREATE FUNCTION "transfer_settles_paid"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM "paid_is_settled"(NEW."shop", substr(NEW."to_place", 7));
    RETURN NULL;
END;
$$;
CREATE CONSTRAINT TRIGGER "orders_paid_is_settled" AFTER INSERT OR UPDATE OF "status", "due" ON "orders" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW."status" = 'paid') EXECUTE FUNCTION "order_paid_is_settled"();
CREATE CONSTRAINT TRIGGER "transfers_settle_paid" AFTER INSERT ON "transfers" DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW."via" IS NOT NULL) EXECUTE FUNCTION "transfer_settles_paid"();

-- Transfers, events and seals are for ever: neither updated nor deleted nor truncated.
CREATE FUNCTION "row_is_forever"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END;
$$;
CREATE TRIGGER "transfers_forever" BEFORE UPDATE OR DELETE ON "transfers" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "transfers_forever_all" BEFORE TRUNCATE ON "transfers" FOR EACH STATEMENT EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "events_forever" BEFORE UPDATE OR DELETE ON "events" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "events_forever_all" BEFORE TRUNCATE ON "events" FOR EACH STATEMENT EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "sealed_forever" BEFORE UPDATE OR DELETE ON "sealed" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "sealed_forever_all" BEFORE TRUNCATE ON "sealed" FOR EACH STATEMENT EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "seals_forever" BEFORE UPDATE OR DELETE ON "seals" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "seals_forever_all" BEFORE TRUNCATE ON "seals" FOR EACH STATEMENT EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "quotes_forever" BEFORE UPDATE OR DELETE ON "quotes" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
CREATE TRIGGER "rates_forever" BEFORE UPDATE OR DELETE ON "rates" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();

-- Rows keep their shop.
DO $$
DECLARE
    each text;
BEGIN
    FOREACH each IN ARRAY ARRAY['customers', 'customer_details', 'remarks', 'orders', 'accounts', 'claims', 'links', 'payments', 'reports', 'parked', 'refunds', 'deliveries', 'inbox', 'wallets', 'wallet_nonces', 'cursors'] LOOP
        EXECUTE format('CREATE TRIGGER %I BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"()', each || '_stay_in_their_shop', each);
    END LOOP;
END;
$$;
