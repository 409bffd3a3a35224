CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "shop" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "isOnline" BOOLEAN NOT NULL DEFAULT false,
    "scope" TEXT,
    "expires" TIMESTAMPTZ(3),
    "accessToken" TEXT NOT NULL,
    "userId" BIGINT,
    "firstName" TEXT,
    "lastName" TEXT,
    "email" TEXT,
    "accountOwner" BOOLEAN NOT NULL DEFAULT false,
    "locale" TEXT,
    "collaborator" BOOLEAN DEFAULT false,
    "emailVerified" BOOLEAN DEFAULT false,
    "refreshToken" TEXT,
    "refreshTokenExpires" TIMESTAMPTZ(3),

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id"),
    -- The library blanks a token it found revoked, so empty is allowed; a clear token is not.
    CONSTRAINT "Session_accessToken_sealed" CHECK ("accessToken" = '' OR "accessToken" LIKE 'sealed.%'),
    CONSTRAINT "Session_refreshToken_sealed" CHECK ("refreshToken" IS NULL OR "refreshToken" LIKE 'sealed.%')
);

CREATE INDEX "Session_shop_idx" ON "Session"("shop");

-- Every table is keyed by shop; a row that changed its shop would hand one merchant's truth to another.
CREATE FUNCTION "row_stays_in_its_shop"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW."shop" IS DISTINCT FROM OLD."shop" THEN
        RAISE EXCEPTION 'a row of % cannot move to another shop', TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER "Session_stays_in_its_shop" BEFORE UPDATE ON "Session"
    FOR EACH ROW EXECUTE FUNCTION "row_stays_in_its_shop"();
