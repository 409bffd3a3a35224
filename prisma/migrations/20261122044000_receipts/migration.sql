-- The keys a shop signs its receipts with.

-- CreateTable
CREATE TABLE "receipt_keys" (
    "shop" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "public" TEXT NOT NULL,
    "private_key" TEXT NOT NULL,
    "made_at" TIMESTAMPTZ(3) NOT NULL,
    "withdrawn_at" TIMESTAMPTZ(3),

    CONSTRAINT "receipt_keys_pkey" PRIMARY KEY ("shop","id")
);

ALTER TABLE "receipt_keys" ADD CONSTRAINT "receipt_keys_sealed" CHECK ("private_key" LIKE 'sealed.%');

-- Receipts of long ago are checked against the key of then: what was published stays.
CREATE TRIGGER "receipt_keys_stay" BEFORE DELETE OR UPDATE OF "shop", "id", "public", "made_at" ON "receipt_keys" FOR EACH ROW EXECUTE FUNCTION "row_is_forever"();
