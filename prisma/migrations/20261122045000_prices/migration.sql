-- Prices in the shop: what its theme was told, how far its variants are given their prices, and which products changed since.

-- CreateTable
CREATE TABLE "price_boards" (
    "shop" TEXT NOT NULL,
    "wanted" BIGINT NOT NULL DEFAULT 1,
    "told" BIGINT NOT NULL DEFAULT 0,
    "told_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "leased_until" TIMESTAMPTZ(3),
    "turn" INTEGER NOT NULL DEFAULT 0,
    "tries" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "run" TEXT,
    "run_after" TEXT NOT NULL DEFAULT '0',
    "run_total" INTEGER,
    "run_seen" INTEGER NOT NULL DEFAULT 0,
    "run_written" INTEGER NOT NULL DEFAULT 0,
    "run_refused" INTEGER NOT NULL DEFAULT 0,
    "run_began_at" TIMESTAMPTZ(3),
    "run_ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "price_boards_pkey" PRIMARY KEY ("shop")
);

-- CreateTable
CREATE TABLE "heard_products" (
    "shop" TEXT NOT NULL,
    "product" TEXT NOT NULL,
    "times" BIGINT NOT NULL DEFAULT 1,

    CONSTRAINT "heard_products_pkey" PRIMARY KEY ("shop","product")
);

-- CreateIndex
CREATE INDEX "price_boards_due_at_idx" ON "price_boards"("due_at");

ALTER TABLE "price_boards"
    ADD CONSTRAINT "price_boards_told" CHECK ("told" <= "wanted"),
    ADD CONSTRAINT "price_boards_run" CHECK ("run_seen" >= 0 AND "run_written" + "run_refused" <= "run_seen");
CREATE TRIGGER "price_boards_stay_in_their_shop" BEFORE UPDATE ON "price_boards" FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();
CREATE TRIGGER "heard_products_stay_in_their_shop" BEFORE UPDATE ON "heard_products" FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();

-- Shops that are here already are told too.
INSERT INTO "price_boards" ("shop", "due_at") SELECT "id", now() FROM "shops" WHERE "uninstalled_at" IS NULL;
