import type { Pool, PoolClient } from "pg";

const CHUNK = 50_000;

/** A shop's past: orders placed and paid over the last year, with all that such an order leaves behind but the bodies of
 * its messages. Written without the triggers, so the rows carry what those would have given them. */
export async function writeOldOrders(pool: Pool, shop: string, count: number): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`SET session_replication_role = replica; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
    const indexes = await dropIndexes(client);
    for (let from = 0; from < count; from += CHUNK) await writeChunk(client, { shop, from, to: Math.min(from + CHUNK, count) - 1, count });
    for (const definition of indexes) await client.query(definition);
  } finally {
    client.release(true);
  }
  await settleDown(pool);
}

/** As after a night's rest: analysed, vacuumed, written to disk. */
export async function settleDown(pool: Pool): Promise<void> {
  await pool.query("VACUUM ANALYZE");
  await pool.query("CHECKPOINT");
}

// Made anew afterwards, in one go: keeping them up row by row takes twice as long.
async function dropIndexes(client: PoolClient): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `SELECT "indexname" AS "name", "indexdef" AS "definition" FROM pg_indexes i WHERE "schemaname" = 'public' AND "tablename" = ANY ($1)
       AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c."conname" = i."indexname")`,
    [Object.keys(rowsOf)],
  );
  for (const { name } of rows) await client.query(`DROP INDEX "${name}"`);
  return rows.map(({ definition }) => definition);
}

type Chunk = { readonly shop: string; readonly from: number; readonly to: number; readonly count: number };

async function writeChunk(client: PoolClient, { shop, from, to, count }: Chunk): Promise<void> {
  await client.query("BEGIN");
  await client.query(`CREATE TEMP TABLE "old" ("shop" text, "n" int, "at" timestamptz, "buyer" int) ON COMMIT DROP`);
  // Four orders are of one customer, who pays from one wallet.
  await client.query(`INSERT INTO "old" SELECT $1, n, now() - interval '1 day' - interval '364 days' * (1 - n / $4::float8), n / 4 FROM generate_series($2::int, $3::int) n`, [shop, from, to, count]);
  for (const [table, { columns, select }] of Object.entries(rowsOf)) await client.query(`INSERT INTO "${table}" (${columns}) SELECT ${select}`);
  await client.query("COMMIT");
}

const ORDER = `'ord_1000000' || n`;
const PAYMENT = `'pay_old_' || n`;
const KEY = `'tari:esmeralda:' || encode(sha256(buyer::text::bytea), 'hex')`;
const ACCOUNT = `'acc_' || ${KEY} || '.XTR'`;
const HASH = (kind: string) => `sha256(('${kind}' || n)::bytea)`;
const FIRSTS = `"old" WHERE n % 4 = 0`;

/** By table: what an old order left there. */
const rowsOf: Readonly<Record<string, { readonly columns: string; readonly select: string }>> = {
  customers: { columns: `"shop", "id", "storefront_id"`, select: `shop, 'cus_old_' || buyer, '2000000' || buyer FROM ${FIRSTS}` },
  customer_details: {
    columns: `"shop", "customer", "version", "name", "email", "at"`,
    select: `shop, 'cus_old_' || buyer, 1, 'Old Customer' || buyer, 'old-' || buyer || '@example.com', at FROM ${FIRSTS}`,
  },
  accounts: { columns: `"shop", "id", "asset", "kind", "owner"`, select: `shop, ${ACCOUNT}, 'XTR/6', 'payer', ${KEY} FROM ${FIRSTS}` },
  orders: {
    columns: `"shop", "id", "storefront_id", "name", "token", "status", "customer", "currency", "amount", "total_currency", "total_amount", "due", "asset", "quoted_currency", "quoted_amount",
      "rate", "rate_source", "rate_as_of", "quoted_at", "claimer", "claimed_by", "placed_at", "claim_by", "pay_by", "deadline", "closed_at", "facts_at", "at_risk", "version", "held"`,
    select: `shop, ${ORDER}, '1000000' || n, '#' || n, md5('token' || n), 'paid', 'cus_old_' || buyer, 'USD', 404.95, 'USD', 404.95, 12148500000, 'XTR/6', 'USD', 404.95,
      30, 'sandbox', at, at, ${ACCOUNT}, 'proven', at, at + interval '2 hours', at + interval '48 hours', NULL, at + interval '1 hour', at, '{}', 3, 12148500000 FROM "old"`,
  },
  checkouts: { columns: `"shop", "token", "order"`, select: `shop, 'old-' || n, ${ORDER} FROM "old"` },
  quotes: {
    columns: `"shop", "order", "at", "currency", "amount", "rate", "source", "as_of", "asset", "due"`,
    select: `shop, ${ORDER}, at, 'USD', 404.95, 30, 'sandbox', at, 'XTR/6', 12148500000 FROM "old"`,
  },
  claims: {
    columns: `"shop", "id", "order", "payer", "account", "kind", "at", "standing", "address", "signature"`,
    select: `shop, 'clm_old_' || n, ${ORDER}, ${KEY}, ${ACCOUNT}, 'bound', at + interval '1 minute', 'counts', repeat('a', 91), repeat('0', 128) FROM "old"`,
  },
  payments: {
    columns: `"shop", "id", "provider", "network", "transaction", "output", "asset", "units", "sender", "account", "naming_by", "naming_order", "names", "status", "confirmed_by",
      "received_at", "confirmed_at", "version"`,
    select: `shop, ${PAYMENT}, 'tari', 'esmeralda', 'old-' || n, '', 'XTR/6', 12148500000, ${KEY}, ${ACCOUNT}, 'reference', ${ORDER}, ${ORDER}, 'confirmed', ARRAY['wal_old'],
      at + interval '30 minutes', at + interval '1 hour', 2 FROM "old"`,
  },
  reports: {
    columns: `"shop", "payment", "wallet", "asset", "units", "sender", "at"`,
    select: `shop, ${PAYMENT}, 'wal_old', 'XTR/6', 12148500000, ${KEY}, at + interval '30 minutes' FROM "old"`,
  },
  transfers: {
    columns: `"shop", "id", "from_place", "to_place", "asset", "units", "at", "cause", "via", "hash"`,
    select: `shop, ${PAYMENT} || '.confirmed', 'outside/tari', 'account/' || ${ACCOUNT}, 'XTR/6', 12148500000, at + interval '1 hour', ${PAYMENT}, NULL, ${HASH("in")} FROM "old"
      UNION ALL SELECT shop, ${ORDER} || '.settled.' || ${ACCOUNT}, 'account/' || ${ACCOUNT}, 'order/' || ${ORDER}, 'XTR/6', 12148500000, at + interval '1 hour', ${ORDER}, 'claim', ${HASH("out")} FROM "old"`,
  },
  events: {
    columns: `"shop", "id", "type", "object", "version", "at", "cause", "fields", "hash"`,
    select: `shop, id || '.' || version, type, id, version, at, 'bench', '{"status": "paid", "due": "12148500000", "asset": "XTR/6"}', sha256((id || version)::bytea)
      FROM "old", LATERAL (VALUES ('order.placed', ${ORDER}, 1), ('order.claimed', ${ORDER}, 2), ('order.paid', ${ORDER}, 3), ('payment.received', ${PAYMENT}, 1), ('payment.confirmed', ${PAYMENT}, 2)) e (type, id, version)`,
  },
  deliveries: {
    columns: `"shop", "event", "target", "receiver", "object", "version", "at", "due_at", "attempts", "done_at", "result"`,
    select: `shop, ${ORDER} || '.3', 'storefront.mark-paid', 'storefront', ${ORDER}, 3, at + interval '1 hour', at + interval '1 hour', 1, at + interval '1 hour', 'sent' FROM "old"`,
  },
  inbox: {
    columns: `"shop", "source", "topic", "event_id", "received_at", "decided_at", "result", "object"`,
    select: `shop, source, topic, topic || n, at, at, 'order.placed', ${ORDER}
      FROM "old", LATERAL (VALUES ('shopify', 'orders/create'), ('tari', 'incoming_payment'), ('tari', 'tx_confirmation')) m (source, topic)`,
  },
};
