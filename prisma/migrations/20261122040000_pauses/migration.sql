-- A receiver that does not answer is tried later each time, whichever errand tries it; and how much of a shop is in hand is
-- counted at every look, however long its backlog.

ALTER TABLE "cursors" ADD COLUMN "tries" INTEGER NOT NULL DEFAULT 0;

CREATE INDEX "deliveries_in_hand" ON "deliveries"("shop", "leased_until") WHERE "done_at" IS NULL AND "leased_until" IS NOT NULL;
