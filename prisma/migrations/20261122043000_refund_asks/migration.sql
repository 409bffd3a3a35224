-- A shopper asks for money back, with the token of their order. What they say, and what they are answered, are remarks.

-- CreateTable
CREATE TABLE "refund_asks" (
    "shop" TEXT NOT NULL,
    "order" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "said" TEXT NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "refund" TEXT,
    "answer" TEXT,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_asks_pkey" PRIMARY KEY ("shop","order","number")
);

-- An order has at most one that waits.
CREATE UNIQUE INDEX "refund_asks_open" ON "refund_asks"("shop", "order") WHERE "refund" IS NULL AND "answer" IS NULL;
CREATE INDEX "refund_asks_waiting" ON "refund_asks"("shop", "asked_at") WHERE "refund" IS NULL AND "answer" IS NULL;
ALTER TABLE "refund_asks"
    ADD CONSTRAINT "refund_asks_number" CHECK ("number" > 0),
    ADD CONSTRAINT "refund_asks_answered" CHECK (("answer" IS NULL) = ("answered_at" IS NULL)),
    ADD CONSTRAINT "refund_asks_end" CHECK (num_nonnulls("refund", "answer") < 2);
CREATE TRIGGER "refund_asks_stay_in_their_shop" BEFORE UPDATE ON "refund_asks" FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();

-- Whatever refund an order gets answers who asked for one, by whichever act it is made; withdrawn, it answers nobody.
CREATE FUNCTION "refund_answers_ask"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        UPDATE "refund_asks" SET "refund" = NEW."id"
            WHERE "shop" = NEW."shop" AND "order" = NEW."order" AND "refund" IS NULL AND "answer" IS NULL;
    ELSE
        UPDATE "refund_asks" a SET "refund" = NULL
            WHERE a."shop" = NEW."shop" AND a."order" = NEW."order" AND a."refund" = NEW."id" AND NOT EXISTS (
                SELECT FROM "refund_asks" o WHERE o."shop" = a."shop" AND o."order" = a."order" AND o."refund" IS NULL AND o."answer" IS NULL);
    END IF;
    RETURN NULL;
END;
$$;
CREATE TRIGGER "refunds_answer_asks" AFTER INSERT ON "refunds" FOR EACH ROW
    WHEN (NEW."order" IS NOT NULL) EXECUTE FUNCTION "refund_answers_ask"();
CREATE TRIGGER "refunds_withdrawn_answer_nobody" AFTER UPDATE ON "refunds" FOR EACH ROW
    WHEN (NEW."order" IS NOT NULL AND NEW."status" = 'withdrawn' AND OLD."status" <> 'withdrawn') EXECUTE FUNCTION "refund_answers_ask"();
