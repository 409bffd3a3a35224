-- What the tokens of an order's pay page are made with (sealed). The shop's order-confirmation e-mail makes the same ones.
ALTER TABLE "shops"
    ADD COLUMN "pay_key" TEXT;
