import type { Queries } from "./rows.ts";

/** How the whole server stands, for whoever watches it: counts and ages, over all installed shops. Ages are in seconds. */
export type Pulse = {
  readonly waiting: readonly { readonly target: string; readonly errands: number }[];
  /** How long the oldest errand that may go now has been due; 0: none is. */
  readonly oldestDue: number;
  readonly undecided: number;
  readonly oldestUndecided: number;
  readonly oldestUnsealed: number;
  readonly openOrders: number;
  readonly shops: number;
  readonly pausedShops: number;
  /** How many things of each kind need a merchant. Counting ends at `MOST`. */
  readonly attention: readonly { readonly kind: AttentionKind; readonly things: number }[];
  readonly wallets: readonly { readonly shop: string; readonly wallet: string; readonly silence: number }[];
  readonly rates: readonly { readonly shop: string; readonly currency: string; readonly age: number }[];
};

export const attentionKinds = ["at_risk", "changed_after_paid", "late_money", "contested", "unowned", "refused", "stuck", "failed_messages", "unpriced"] as const;
export type AttentionKind = (typeof attentionKinds)[number];

/** More series than this of one kind tell nobody anything, and cost the watcher. */
export const MOST_SERIES = 500;
const MOST = 1_000;

const age = (oldest: string) => `coalesce(greatest(0, extract(epoch FROM $1::timestamptz - (${oldest}))), 0)::float8`;
const upTo = (rows: string) => `(SELECT count(*)::int FROM (${rows} LIMIT ${MOST}) x)`;
const installed = (row: string) => `EXISTS (SELECT FROM "shops" s WHERE s."id" = ${row}."shop" AND s."uninstalled_at" IS NULL)`;

// Each part walks a partial index that holds only what is undone, open or troubled.
const ONE_ROW = `SELECT
  ${age(`SELECT min(o."due_at") FROM "shops" s CROSS JOIN LATERAL (SELECT d."due_at" FROM "deliveries" d WHERE d."shop" = s."id" AND d."done_at" IS NULL ORDER BY d."due_at" LIMIT 1) o WHERE s."uninstalled_at" IS NULL`)} AS "oldestDue",
  (SELECT count(*)::int FROM "inbox" i WHERE i."decided_at" IS NULL) AS "undecided",
  ${age(`SELECT min(i."received_at") FROM "inbox" i WHERE i."decided_at" IS NULL`)} AS "oldestUndecided",
  ${age(`SELECT min("at") FROM "unsealed"`)} AS "oldestUnsealed",
  (SELECT count(*)::int FROM "orders" WHERE "status" IN ('unclaimed', 'claimed')) AS "openOrders",
  (SELECT count(*)::int FROM "shops" WHERE "uninstalled_at" IS NULL) AS "shops",
  (SELECT count(DISTINCT s."id")::int FROM "shops" s JOIN "cursors" c ON c."shop" = s."id" WHERE c."name" LIKE 'paused/%' AND c."at" > $1) AS "pausedShops",
  ${upTo(`SELECT FROM "orders" WHERE "at_risk" <> '{}'`)} AS "at_risk",
  ${upTo(`SELECT FROM "orders" WHERE ("at_risk" <> '{}' OR "short_after_paid" OR "refund_suggested") AND "at_risk" = '{}'`)} AS "changed_after_paid",
  ${upTo(`SELECT FROM "events" e JOIN "payments" p ON p."shop" = e."shop" AND p."id" = e."object" AND p."status" = 'confirmed' JOIN "accounts" a ON a."shop" = p."shop" AND a."id" = p."account" AND a."held" > 0
    WHERE e."type" = 'payment.late' AND e."at" > $1::timestamptz - interval '30 days'`)} AS "late_money",
  ${upTo(`SELECT FROM "payments" WHERE "contested"`)} AS "contested",
  ${upTo(`SELECT FROM "accounts" a JOIN "payments" p ON p."shop" = a."shop" AND p."id" = a."owner" WHERE a."kind" = 'deposit' AND a."held" > 0`)} AS "unowned",
  ${upTo(`SELECT FROM "deliveries" d WHERE d."result" = 'refused' AND d."at" > $1::timestamptz - interval '30 days'`)} AS "refused",
  ${upTo(`SELECT FROM "deliveries" d WHERE d."done_at" IS NULL AND d."attempts" >= 3`)} AS "stuck",
  ${upTo(`SELECT FROM "inbox" i WHERE i."decided_at" IS NULL AND i."error" IS NOT NULL`)} AS "failed_messages",
  ${upTo(`SELECT FROM "orders" WHERE "status" IN ('unclaimed', 'claimed') AND "due" IS NULL`)} AS "unpriced"`;

const WAITING = `SELECT split_part("target", ':', 1) AS "target", count(*)::int AS "errands" FROM "deliveries" WHERE "done_at" IS NULL GROUP BY 1 ORDER BY 1`;

// A wallet that was never heard has been silent since it was added.
const WALLETS = `
  SELECT w."shop", w."id" AS "wallet", greatest(0, extract(epoch FROM $1::timestamptz - coalesce(w."last_heard_at", w."added_at")))::float8 AS "silence"
  FROM "wallets" w WHERE w."revoked_at" IS NULL AND ${installed("w")} ORDER BY w."added_at", w."id" LIMIT ${MOST_SERIES}`;

// From one currency to the next by the index: every rate there ever was is kept.
const RATES = `
  WITH RECURSIVE "newest" AS (
    (SELECT "shop", "currency", "as_of" FROM "rates" ORDER BY "shop", "currency", "number" DESC LIMIT 1)
    UNION ALL
    SELECT r."shop", r."currency", r."as_of" FROM "newest" n CROSS JOIN LATERAL (
      SELECT "shop", "currency", "as_of" FROM "rates" WHERE ("shop", "currency") > (n."shop", n."currency") ORDER BY "shop", "currency", "number" DESC LIMIT 1) r)
  SELECT r."shop", r."currency", greatest(0, extract(epoch FROM $1::timestamptz - r."as_of"))::float8 AS "age"
  FROM "newest" r WHERE ${installed("r")} LIMIT ${MOST_SERIES}`;

type OneRow = Omit<Pulse, "waiting" | "wallets" | "rates" | "attention"> & Record<AttentionKind, number>;

/** A few indexed looks, one after another on one connection: a watcher must not crowd out what it watches. */
export async function pulse(db: Queries, now: Date): Promise<Pulse> {
  const { rows: [one] } = await db.query<OneRow>({ name: "pulse", text: ONE_ROW, values: [now] });
  if (!one) throw new Error("a select without a table has one row");
  const { rows: waiting } = await db.query<Pulse["waiting"][number]>(WAITING);
  const { rows: wallets } = await db.query<Pulse["wallets"][number]>(WALLETS, [now]);
  const { rows: rates } = await db.query<Pulse["rates"][number]>(RATES, [now]);
  const attention = attentionKinds.map((kind) => ({ kind, things: one[kind] }));
  return { ...one, waiting, wallets, rates, attention };
}
