import type { EventFields, EventType } from "#app/engine/event.ts";
import type { AccountId, OrderId, RefundId, ShopId } from "#app/engine/ids.ts";
import { symbolOf, type Money } from "#app/engine/money.ts";
import type { Order } from "#app/engine/order.ts";
import type { PaymentStatus } from "#app/engine/payment.ts";
import type { RefundAsk, RefundStatus } from "#app/engine/refund.ts";
import { lastAsk } from "../asks.ts";
import { findOrder } from "../orders.ts";
import { moneyOf, type Queries } from "./rows.ts";

export type StoryEvent = { readonly type: EventType; readonly object: string; readonly version: number; readonly at: Date; readonly cause: string; readonly fields: EventFields };
export type StoryQuote = { readonly at: Date; readonly price: string; readonly perUnit: string; readonly currency: string; readonly source: string; readonly asOf: Date; readonly due: Money };
export type StoryClaim = { readonly id: string; readonly account: AccountId; readonly kind: "bound" | "note" | "plain"; readonly at: Date; readonly standing: "counts" | "displaced"; readonly address: string | null };
export type StoryPayment = {
  readonly id: string; readonly provider: string; readonly transaction: string; readonly money: Money; readonly sender: string | null; readonly status: PaymentStatus;
  readonly names: string | null; readonly namingBy: string | null; readonly contested: boolean; readonly receivedAt: Date; readonly memo: string | null;
};
export type StoryTransfer = { readonly id: string; readonly from: string; readonly to: string; readonly money: Money; readonly at: Date; readonly cause: string; readonly via: string | null };
export type StoryDelivery = {
  readonly id: string; readonly target: string; readonly at: Date; readonly dueAt: Date; readonly attempts: number; readonly error: string | null;
  readonly doneAt: Date | null; readonly result: string | null; readonly said: string | null;
};
export type StoryRefund = { readonly id: RefundId; readonly money: Money; readonly status: RefundStatus; readonly transaction: string | null };
export type StoryRemark = { readonly kind: string; readonly text: string | null; readonly by: string; readonly at: Date };
export type StoryLetter = { readonly source: string; readonly topic: string; readonly at: Date; readonly result: string | null; readonly error: string | null };

/** All that is known of one order, each part in the order of its time. */
export type Story = {
  readonly order: Order;
  readonly customer: { readonly name: string | null; readonly email: string | null } | null;
  readonly events: readonly StoryEvent[];
  readonly quotes: readonly StoryQuote[];
  readonly claims: readonly StoryClaim[];
  readonly payments: readonly StoryPayment[];
  readonly transfers: readonly StoryTransfer[];
  readonly deliveries: readonly StoryDelivery[];
  readonly remarks: readonly StoryRemark[];
  readonly letters: readonly StoryLetter[];
  /** Credit notes of its customer since it was placed, and what of its own money became that customer's credit. */
  readonly credits: readonly StoryCredit[];
  readonly refunds: readonly StoryRefund[];
  /** The shopper's newest wish to have money back. */
  readonly ask: RefundAsk | null;
  /** What its customer holds now; null: no customer, or nothing ever given. */
  readonly credit: Money | null;
};

/** given: by the merchant, `units` < 0: taken back. kept: what the order did not need, or came too late for it. */
export type StoryCredit = { readonly kind: "given" | "kept"; readonly money: Money; readonly at: Date; readonly reason: string | null; readonly by: string | null };

// A page shows this much of each kind; an order with more is no order but an attack, and its newest rows say enough.
const MOST = 200;

export async function orderStory(db: Queries, shop: ShopId, id: OrderId): Promise<Story | null> {
  const order = await findOrder(db, shop, id);
  if (!order) return null;
  const rows = async <Row extends object>(sql: string, ...values: readonly unknown[]): Promise<readonly Row[]> => (await db.query<Row>(`${sql} LIMIT ${MOST}`, [shop, ...values])).rows;
  const [customers, quotes, claims, transfers, deliveries, remarks, letters, refunds, ask] = await Promise.all([
    rows<NonNullable<Story["customer"]>>(`SELECT "name", "email" FROM "customer_details" WHERE "shop" = $1 AND "customer" = $2 ORDER BY "version" DESC`, order.customer),
    rows<QuoteRow>(`SELECT "at", "currency", "amount"::text, "rate"::text, "source", "as_of", "asset", "due"::text AS "units" FROM "quotes" WHERE "shop" = $1 AND "order" = $2 ORDER BY "at"`, id),
    rows<StoryClaim>(`SELECT "id", "account", "kind", "at", "standing", "address" FROM "claims" WHERE "shop" = $1 AND "order" = $2 ORDER BY "at", "id"`, id),
    rows<TransferRow>(
      `SELECT "id", "from_place", "to_place", "asset", "units"::text AS "units", "at", "cause", "via" FROM "transfers"
       WHERE "shop" = $1 AND ("to_place" = 'order/' || $2 OR "from_place" = 'order/' || $2) ORDER BY "at", "id"`,
      id,
    ),
    rows<DeliveryRow>(
      `SELECT "id"::text, "target", "at", "due_at", "attempts", "last_error", "done_at", "result", "said" FROM "deliveries" WHERE "shop" = $1 AND "object" = $2 ORDER BY "version", "id"`,
      id,
    ),
    rows<StoryRemark>(
      `SELECT "kind", "text", "by", "at" FROM "remarks" WHERE "shop" = $1 AND ("object" = $2 OR "object" = ANY (ARRAY(SELECT "id" FROM "refunds" WHERE "shop" = $1 AND "order" = $2))) ORDER BY "at", "id"`,
      id,
    ),
    rows<StoryLetter>(`SELECT "source", "topic", "received_at" AS "at", "result", "error" FROM "inbox" WHERE "shop" = $1 AND "object" = $2 ORDER BY "received_at"`, id),
    rows<RefundRow>(`SELECT "id", "asset", "units"::text AS "units", "status", "transaction" FROM "refunds" WHERE "shop" = $1 AND "order" = $2 ORDER BY "at", "id"`, id),
    lastAsk(db, shop, id),
  ]);
  const [payments, credits, held] = await Promise.all([paymentsFor(rows, order, claims), creditsOf(rows, order), creditHeld(rows, order)]);
  const events = await rows<StoryEvent>(`SELECT "type", "object", "version", "at", "cause", "fields" FROM "events" WHERE "shop" = $1 AND "object" = ANY ($2) ORDER BY "at", "object", "version"`, [id, ...payments.map((payment) => payment.id), ...refunds.map((refund) => refund.id)]);
  return {
    order, customer: customers[0] ?? null, events, claims, payments, remarks, letters, credits, credit: held, ask,
    refunds: refunds.map((row) => ({ id: row.id, money: moneyOf(row), status: row.status, transaction: row.transaction })),
    quotes: quotes.map(quoteOf),
    transfers: transfers.map((row) => ({ id: row.id, from: row.from_place, to: row.to_place, money: moneyOf(row), at: row.at, cause: row.cause, via: row.via })),
    deliveries: deliveries.map((row) => ({ id: row.id, target: row.target, at: row.at, dueAt: row.due_at, attempts: row.attempts, error: row.last_error, doneAt: row.done_at, result: row.result, said: row.said })),
  };
}

type Rows = <Row extends object>(sql: string, ...values: readonly unknown[]) => Promise<readonly Row[]>;

/** Money that names this order or was sent for it alone; and, naming nothing, what its claimers sent while it was open. */
async function paymentsFor(rows: Rows, order: Order, claims: readonly StoryClaim[]): Promise<readonly StoryPayment[]> {
  const deposit = `acc_${order.id}.${order.quote ? symbolOf(order.quote.due.asset) : ""}`;
  const found = await rows<PaymentRow>(
    `SELECT p."id", p."provider", p."transaction", p."asset", p."units"::text AS "units", p."sender", p."status", p."names", p."naming_by", p."contested", p."received_at", r."text" AS "memo"
     FROM "payments" p LEFT JOIN "remarks" r ON r."shop" = p."shop" AND r."id" = p."memo"
     WHERE p."shop" = $1 AND (p."names" = $2 OR p."account" = $3
       OR p."account" = ANY ($4) AND p."names" IS NULL AND p."received_at" >= $5 AND ($6::timestamptz IS NULL OR p."received_at" <= $6::timestamptz + interval '7 days'))
     ORDER BY p."received_at", p."id"`,
    order.id, deposit, claims.map(({ account }) => account), order.placedAt, order.closedAt,
  );
  return found.map((row) => ({
    id: row.id, provider: row.provider, transaction: row.transaction, money: moneyOf(row), sender: row.sender, status: row.status,
    names: row.names, namingBy: row.naming_by, contested: row.contested, receivedAt: row.received_at, memo: row.memo,
  }));
}

async function creditsOf(rows: Rows, { id, customer, placedAt }: Order): Promise<readonly StoryCredit[]> {
  if (customer === null) return [];
  const found = await rows<{ kind: StoryCredit["kind"]; asset: string; units: string; at: Date; text: string | null; by: string | null }>(
    `SELECT CASE WHEN t."from_place" = 'account/' || o."id" THEN 'kept' ELSE 'given' END AS "kind", t."asset", (CASE WHEN t."to_place" = 'shop/credit' THEN -t."units" ELSE t."units" END)::text AS "units", t."at", r."text", r."by"
     FROM "accounts" a
     LEFT JOIN LATERAL (SELECT d."id" FROM "accounts" d WHERE d."shop" = a."shop" AND d."asset" = a."asset" AND d."kind" = 'deposit' AND d."owner" = $4) o ON true
     JOIN "transfers" t ON t."shop" = a."shop" AND (t."to_place" = 'account/' || a."id" AND t."from_place" IN ('shop/credit', 'account/' || o."id") OR t."from_place" = 'account/' || a."id" AND t."to_place" = 'shop/credit')
     LEFT JOIN LATERAL (SELECT "text", "by" FROM "remarks" r WHERE r."shop" = t."shop" AND r."object" = split_part(t."cause", '.', 1) LIMIT 1) r ON true
     WHERE a."shop" = $1 AND a."kind" = 'customer' AND a."owner" = $2 AND t."at" >= $3 ORDER BY t."at"`,
    customer, placedAt, id,
  );
  return found.map((row) => ({ kind: row.kind, money: moneyOf(row), at: row.at, reason: row.text, by: row.by }));
}

async function creditHeld(rows: Rows, { customer }: Order): Promise<Money | null> {
  if (customer === null) return null;
  const [row] = await rows<{ asset: string; units: string }>(`SELECT "asset", "held"::text AS "units" FROM "accounts" WHERE "shop" = $1 AND "kind" = 'customer' AND "owner" = $2`, customer);
  return row ? moneyOf(row) : null;
}

type QuoteRow = { at: Date; currency: string; amount: string; rate: string; source: string; as_of: Date; asset: string; units: string };
type TransferRow = { id: string; from_place: string; to_place: string; asset: string; units: string; at: Date; cause: string; via: string | null };
type RefundRow = { id: RefundId; asset: string; units: string; status: RefundStatus; transaction: string | null };
type DeliveryRow = { id: string; target: string; at: Date; due_at: Date; attempts: number; last_error: string | null; done_at: Date | null; result: string | null; said: string | null };
type PaymentRow = {
  id: string; provider: string; transaction: string; asset: string; units: string; sender: string | null; status: PaymentStatus;
  names: string | null; naming_by: string | null; contested: boolean; received_at: Date; memo: string | null;
};

const quoteOf = (row: QuoteRow): StoryQuote => ({ at: row.at, price: `${row.amount} ${row.currency}`, perUnit: row.rate, currency: row.currency, source: row.source, asOf: row.as_of, due: moneyOf(row) });
