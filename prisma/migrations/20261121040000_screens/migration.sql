-- The merchant's screens: each list pages along an index of its own, so that a page costs the same at ten orders and at a million.

CREATE INDEX "orders_open_page" ON "orders"("shop", "placed_at" DESC, "id") WHERE "status" IN ('unclaimed', 'claimed');
CREATE INDEX "orders_closed_page" ON "orders"("shop", "status", "placed_at" DESC, "id") WHERE "status" IN ('paid', 'expired', 'cancelled');
CREATE INDEX "orders_flagged" ON "orders"("shop", "placed_at" DESC) WHERE "at_risk" <> '{}' OR "short_after_paid" OR "refund_suggested";

-- What needs somebody is rare, so it is found without looking at the rest.
CREATE INDEX "payments_contested" ON "payments"("shop", "received_at" DESC) WHERE "contested";
CREATE INDEX "payments_by_confirmation" ON "payments"("shop", "confirmed_at") WHERE "confirmed_at" IS NOT NULL;
CREATE INDEX "payments_by_transaction" ON "payments"("shop", "transaction");
CREATE INDEX "accounts_unowned" ON "accounts"("shop", "owner") WHERE "kind" = 'deposit' AND "held" > 0;
CREATE INDEX "events_late" ON "events"("shop", "at" DESC) WHERE "type" = 'payment.late';
CREATE INDEX "deliveries_refused" ON "deliveries"("shop", "at" DESC) WHERE "result" = 'refused';
CREATE INDEX "deliveries_in_trouble" ON "deliveries"("shop", "at" DESC) WHERE "done_at" IS NULL AND "attempts" >= 3;
CREATE INDEX "reports_by_wallet" ON "reports"("shop", "wallet", "at" DESC);
CREATE INDEX "inbox_recent" ON "inbox"("shop", "received_at" DESC);

-- Search. A name is found by how it begins; a person by how any of their words begins.
CREATE INDEX "orders_by_name" ON "orders"("shop", lower("name") text_pattern_ops);
CREATE FUNCTION "words_of"("name" text, "email" text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- Cut, because a lexeme has a greatest length and whatever a storefront says must be storable.
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(lower(left(coalesce("name", ''), 200) || ' ' || left(coalesce("email", ''), 200)), '\s+'), ''))
$$;
CREATE INDEX "customer_details_words" ON "customer_details" USING gin ("words_of"("name", "email"));
