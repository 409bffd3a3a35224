-- When a shop's own page first showed our block, since the app was installed there: nobody but the block itself tells us.
ALTER TABLE "shops" ADD COLUMN "block_seen_at" TIMESTAMPTZ(3);
