-- What the workers look for: the errands a shop still owes, by when they are due; and messages that are to be tried again.

ALTER TABLE "inbox"
    ADD COLUMN "attempts" INTEGER,
    ADD COLUMN "due_at" TIMESTAMPTZ(3);

CREATE INDEX "deliveries_waiting" ON "deliveries"("shop", "due_at", "id") WHERE "done_at" IS NULL;
