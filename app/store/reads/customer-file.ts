import type { ShopId } from "#app/engine/ids.ts";
import { findConcerned, objectsOf, type Concerned } from "../concerned.ts";
import { lettersAbout, type KeptLetter } from "../letters.ts";
import { findRequest } from "../requests.ts";
import { parseExactly, type Row } from "../rows.ts";
import type { Queries } from "./rows.ts";

/** All that is kept about a customer and the orders a request names, as the merchant hands it over. */
export type CustomerFile = {
  readonly shop: string;
  readonly request: { readonly id: string; readonly askedAt: Date; readonly customer: string | null; readonly orders: readonly string[] };
  readonly madeAt: Date;
  readonly summary: string;
  /** Rows as they are kept, by what they are; numbers are text, so that no digit is lost. */
  readonly kept: Readonly<Record<string, readonly Row[]>>;
  /** Messages from outside that speak of them, word for word. */
  readonly messages: readonly { readonly source: string; readonly topic: string; readonly receivedAt: Date; readonly result: string | null; readonly body: unknown }[];
};

/** Null: there is no such request. A customer nobody knows gets a file that says so. */
export async function customerFile(db: Queries, { shop, id, now }: { readonly shop: ShopId; readonly id: string; readonly now: Date }): Promise<CustomerFile | null> {
  const request = await findRequest(db, shop, id);
  if (request?.kind !== "data") return null;
  const found = await findConcerned(db, shop, request);
  const kept: Record<string, readonly Row[]> = {};
  for (const [name, section] of Object.entries(sections)) kept[name] = await rowsOf(db, shop, section(found));
  const letters = await lettersAbout(db, shop, { ...request, customers: found.customers, objects: objectsOf(found) }, null);
  const rows = Object.values(kept).reduce((sum, each) => sum + each.length, 0);
  const isKnown = rows + letters.filter(({ topic }) => topic !== "customers/data_request").length > 0;
  return {
    shop,
    request: { id, askedAt: request.askedAt, customer: request.customer, orders: request.orders },
    madeAt: now,
    summary: isKnown
      ? `${found.orders.length} orders, ${found.payments.length} payments and ${letters.length} messages are kept. Amounts are in the smallest unit of the asset named beside them.`
      : "Nothing is kept about this customer but the request itself.",
    kept,
    messages: letters.map(messageOf),
  };
}

type Section = { readonly table: string; readonly where: string; readonly ids: readonly string[]; readonly order: string };
const within = (table: string, column: string, ids: readonly string[], order: string): Section => ({ table, where: `"${column}" = ANY ($2)`, ids, order });

// Under the names the database has for them. An order's token is a key, not a fact about anybody.
const sections: Readonly<Record<string, (found: Concerned) => Section>> = {
  customers: ({ customers }) => within("customers", "id", customers, `"id"`),
  details: ({ customers }) => within("customer_details", "customer", customers, `"customer", "version"`),
  wallets_linked: ({ customers }) => within("links", "customer", customers, `"customer", "account"`),
  credit: (found) => within("accounts", "id", placesOf(found), `"id"`),
  orders: ({ orders }) => within("orders", "id", orders, `"placed_at", "id"`),
  checkouts: ({ orders }) => within("checkouts", "order", orders, `"token"`),
  quotes: ({ orders }) => within("quotes", "order", orders, `"at"`),
  claims: ({ orders }) => within("claims", "order", orders, `"at", "id"`),
  payments: ({ payments }) => within("payments", "id", payments, `"received_at", "id"`),
  reports: ({ payments }) => within("reports", "payment", payments, `"at", "wallet"`),
  refunds: ({ refunds }) => within("refunds", "id", refunds, `"at", "id"`),
  refunds_asked_for: ({ orders }) => within("refund_asks", "order", orders, `"asked_at", "number"`),
  texts: (found) => within("remarks", "object", objectsOf(found), `"at", "id"`),
  events: (found) => within("events", "object", objectsOf(found), `"at", "id"`),
  transfers: (found) => {
    const ids = [...placesOf(found).map((id) => `account/${id}`), ...found.orders.map((id) => `order/${id}`), ...found.refunds.map((id) => `refund/${id}`)];
    return { table: "transfers", where: `("from_place" = ANY ($2) OR "to_place" = ANY ($2))`, ids, order: `"at", "id"` };
  },
  told_to_the_shop: ({ orders }) => within("deliveries", "object", orders, `"id"`),
};

/** Their accounts, those of wallets linked to them included. */
const placesOf = ({ accounts, links }: Concerned): readonly string[] => [...new Set([...accounts, ...links.map(({ account }) => account)])];

async function rowsOf(db: Queries, shop: ShopId, { table, where, ids, order }: Section): Promise<readonly Row[]> {
  if (ids.length === 0) return [];
  const { rows } = await db.query<{ row: string }>(`SELECT (to_jsonb(x) - '{shop,hash}'::text[] - CASE WHEN '${table}' = 'orders' THEN 'token' ELSE '' END)::text AS "row" FROM "${table}" x WHERE "shop" = $1 AND ${where} ORDER BY ${order}`, [shop, ids]);
  return rows.map(({ row }) => parseExactly(row));
}

function messageOf({ source, topic, receivedAt, result, body }: KeptLetter): CustomerFile["messages"][number] {
  const text = body.toString("utf8");
  try {
    return { source, topic, receivedAt, result, body: parseExactly(text) };
  } catch {
    return { source, topic, receivedAt, result, body: text };
  }
}
