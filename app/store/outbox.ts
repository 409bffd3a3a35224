import type { PoolClient } from "pg";
import type { Event, Target } from "#app/engine/event.ts";
import type { ShopId } from "#app/engine/ids.ts";

type Queries = Pick<PoolClient, "query">;

/** An errand as the outbox knows it; ids count per server. */
export type DeliveryKey = { readonly shop: ShopId; readonly id: string };

/** An errand that waits for whoever takes it in hand first; `attempts` says how often it was taken before. */
export type Offer = DeliveryKey & { readonly attempts: number };

export type Delivery = DeliveryKey & {
  readonly target: Target;
  readonly receiver: string;
  readonly object: Event["object"];
  readonly version: number;
  /** How often it was taken in hand, this time included. It tells this holder from any other. */
  readonly attempts: number;
  readonly owedAt: Date;
  /** How often in a row its receiver was tried in vain; 0: it answers. */
  readonly pauses: number;
};

export type Receiver = Pick<Delivery, "shop" | "receiver">;

/** How an errand ended. refused: for good, with what was said. */
export type Result = "sent" | "already" | "void" | "refused";

export type Lease = {
  readonly now: Date;
  readonly limit: number;
  /** At most so many of one shop are leased at a time, so that a shop that is down delays no other. */
  readonly perShop: number;
  /** For shops of which it is known what they can take. */
  readonly slots?: ReadonlyMap<string, number>;
  readonly leaseSeconds: number;
};

// A lower version that is not done blocks, leased or not. A paused receiver is left alone until its pause ends; then one
// errand goes ahead of all others of its shop, and when it got an answer there is no pause any more. What blocks is looked
// up by the errand's object (hence OFFSET 0, and no IS NULL): as a join, or by an index of what waits, each errand reads
// all that waits whenever the statistics are of a time when little did.
const LEASE = `
WITH offered AS (
    SELECT d."shop", d."id" FROM "shops" s CROSS JOIN LATERAL (
        SELECT max(substr(c."name", 8)) AS "probed" FROM "cursors" c WHERE c."shop" = s."id" AND c."name" LIKE 'paused/%' AND c."at" <= $1) p
    CROSS JOIN LATERAL (
        SELECT d."shop", d."id" FROM "deliveries" d
        WHERE d."shop" = s."id" AND d."done_at" IS NULL AND d."due_at" <= $1 AND (d."leased_until" IS NULL OR d."leased_until" <= $1)
            AND NOT EXISTS (SELECT FROM "deliveries" e WHERE e."shop" = d."shop" AND e."receiver" = d."receiver" AND e."object" = d."object"
                AND coalesce(e."done_at", 'infinity') = 'infinity' AND (e."version", e."id") < (d."version", d."id") OFFSET 0)
            AND NOT EXISTS (SELECT FROM "cursors" c WHERE c."shop" = d."shop" AND c."name" = 'paused/' || d."receiver" AND c."at" > $1)
        ORDER BY d."due_at", d."id"
        LIMIT greatest(0, CASE WHEN p."probed" IS NULL THEN coalesce(($5::jsonb ->> s."id")::int, $3) ELSE 1 END
            - (SELECT count(*) FROM "deliveries" b WHERE b."shop" = s."id" AND b."done_at" IS NULL AND b."leased_until" > $1 AND (p."probed" IS NULL OR b."receiver" = p."probed")))
        FOR UPDATE SKIP LOCKED) d
    WHERE s."uninstalled_at" IS NULL
    LIMIT $2)
UPDATE "deliveries" d SET "leased_until" = $1::timestamptz + make_interval(secs => $4)
FROM offered o WHERE d."shop" = o."shop" AND d."id" = o."id"
RETURNING d."shop", d."id", d."attempts"`;

/** Leases errands that are due. One that nobody takes in hand before its lease lapses is offered again. */
export async function leaseDue(pool: Queries, { now, limit, perShop, slots = new Map(), leaseSeconds }: Lease): Promise<readonly Offer[]> {
  const { rows } = await pool.query<{ shop: string; id: string; attempts: number }>({ name: "lease-due", text: LEASE, values: [now, limit, perShop, leaseSeconds, JSON.stringify(Object.fromEntries(slots))] });
  return rows.map(({ shop, id, attempts }) => ({ shop: shop as ShopId, id, attempts }));
}

// In one order, so that two who were told of the same errands never wait for each other in a ring.
const TAKE_UP = `
WITH mine AS (
    SELECT d."shop", d."id" FROM "deliveries" d JOIN unnest($1::text[], $2::bigint[], $3::int[]) o("shop", "id", "attempts") ON o."shop" = d."shop" AND o."id" = d."id"
    WHERE d."attempts" = o."attempts" AND d."done_at" IS NULL AND d."leased_until" IS NOT NULL
        AND EXISTS (SELECT FROM "shops" s WHERE s."id" = d."shop" AND s."uninstalled_at" IS NULL)
    ORDER BY d."shop", d."id"
    FOR NO KEY UPDATE OF d)
UPDATE "deliveries" d SET "leased_until" = $4::timestamptz + make_interval(secs => $5), "attempts" = d."attempts" + 1
FROM mine m WHERE d."shop" = m."shop" AND d."id" = m."id" AND set_config('synchronous_commit', 'off', true) = 'off'
RETURNING d."shop", d."id", d."target", d."receiver", d."object", d."version", d."attempts", d."at" AS "owedAt",
    coalesce((SELECT c."tries" FROM "cursors" c WHERE c."shop" = d."shop" AND c."name" = 'paused/' || d."receiver"), 0) AS "pauses"`;

/**
 * Takes offered errands in hand: their leases count anew. Missing in the answer is what is done, or somebody else has or
 * had, or whose shop removed the app since. A queue may say one reminder to two workers; only the first of them gets the
 * errand. A database that fails may forget it, as if it had never been taken up: whoever takes it up then looks first
 * what was done outside.
 */
export async function takeUp(pool: Queries, offers: readonly Offer[], { now, leaseSeconds }: Pick<Lease, "now" | "leaseSeconds">): Promise<readonly Delivery[]> {
  const values = [offers.map(({ shop }) => shop), offers.map(({ id }) => id), offers.map(({ attempts }) => attempts), now, leaseSeconds];
  const { rows } = await pool.query<Delivery>({ name: "take-up", text: TAKE_UP, values });
  return rows;
}

/** Goes on with an errand in hand: its lease counts anew. Nothing happens where somebody else has it by now. */
export async function holdOn(pool: Queries, { shop, id, attempts }: Offer, lease: Pick<Lease, "now" | "leaseSeconds">): Promise<void> {
  await pool.query(
    `UPDATE "deliveries" SET "leased_until" = $4::timestamptz + make_interval(secs => $5) WHERE "shop" = $1 AND "id" = $2 AND "attempts" = $3 AND "done_at" IS NULL`,
    [shop, id, attempts, lease.now, lease.leaseSeconds],
  );
}

/** The errand is done, whatever its lease says by now: what was done outside is done. The first word stays. It need not be
 * on the disk when we go on: an errand that is done and does not say so is offered again, and found done. */
export async function finish(pool: Queries, { shop, id }: DeliveryKey, end: { readonly result: Result; readonly said: string; readonly now: Date }): Promise<void> {
  await pool.query({
    name: "finish",
    text: `UPDATE "deliveries" SET ("done_at", "result", "said", "leased_until", "last_error") = ROW($3, $4, $5, NULL, NULL)
      WHERE "shop" = $1 AND "id" = $2 AND "done_at" IS NULL AND set_config('synchronous_commit', 'off', true) = 'off'`,
    values: [shop, id, end.now, end.result, end.said],
  });
}

/** Not now. Ignored where somebody else has taken it in hand since. */
export async function postpone(pool: Queries, { shop, id, attempts }: Offer, until: { readonly error: string; readonly dueAt: Date }): Promise<void> {
  await pool.query(
    `UPDATE "deliveries" SET ("due_at", "last_error", "leased_until") = ROW($4, $5, NULL) WHERE "shop" = $1 AND "id" = $2 AND "done_at" IS NULL AND "attempts" = $3`,
    [shop, id, attempts, until.dueAt, until.error],
  );
}

const PAUSE_LONGER = `
UPDATE "cursors" c SET "value" = $3, "at" = greatest(c."at", $4), "tries" = greatest(c."tries", $5)
FROM (SELECT "value" AS "before" FROM "cursors" WHERE "shop" = $1 AND "name" = $2 FOR UPDATE) b
WHERE c."shop" = $1 AND c."name" = $2
RETURNING b."before"`;

export type Pause = { readonly why: string; readonly until: Date; readonly tries: number };

/** The receiver as a whole is in trouble: none of the shop's errands there is offered before `until`. Answers why it was paused before; null: it was not. */
export async function pauseReceiver(pool: Queries, { shop, receiver }: Receiver, pause: Pause): Promise<string | null> {
  const values = [shop, `paused/${receiver}`, pause.why, pause.until, pause.tries];
  // Of several errands that fail together, one is the first: the others see what it wrote.
  for (;;) {
    const { rows: [paused] } = await pool.query<{ before: string }>(PAUSE_LONGER, values);
    if (paused) return paused.before;
    const { rowCount } = await pool.query(`INSERT INTO "cursors" ("shop", "name", "value", "at", "tries") VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, values);
    if (rowCount === 1) return null;
  }
}

/** It answers again. A time that it asked us to wait is waited all the same: who was on the way before it asked does not end it. */
export async function resumeReceiver(pool: Queries, { shop, receiver }: Receiver, now: Date): Promise<void> {
  await pool.query(`DELETE FROM "cursors" WHERE "shop" = $1 AND "name" = $2 AND ("at" <= $3 OR "value" NOT LIKE 'throttled%')`, [shop, `paused/${receiver}`, now]);
}

/** The merchant signed in again: nothing waits for that any more. False: nothing did. */
export async function resumeSignedIn(pool: Queries, shop: string): Promise<boolean> {
  const { rowCount } = await pool.query(`DELETE FROM "cursors" WHERE "shop" = $1 AND "name" = 'paused/storefront' AND "value" LIKE 'unauthorized%'`, [shop]);
  return rowCount === 1;
}

/** A refused errand is offered once more, because a person asks for it. False: there is none. */
export async function offerAgain(pool: Queries, { shop, id }: DeliveryKey, now: Date): Promise<boolean> {
  const { rowCount } = await pool.query(
    `UPDATE "deliveries" SET ("done_at", "result", "said", "due_at", "leased_until") = ROW(NULL, NULL, NULL, $3, NULL) WHERE "shop" = $1 AND "id" = $2 AND "result" = 'refused'`,
    [shop, id, now],
  );
  return rowCount === 1;
}
