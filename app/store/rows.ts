import { invariant } from "#app/engine/error.ts";
import type { AccountId, OrderId, PayerKey, WalletId } from "#app/engine/ids.ts";
import type { Transfer } from "#app/engine/ledger.ts";
import { parseDecimal, type Asset, type Decimal } from "#app/engine/money.ts";
import type { Order } from "#app/engine/order.ts";
import type { Identity, Naming, Payment, Report } from "#app/engine/payment.ts";
import type { Price, Quote, Rate } from "#app/engine/quote.ts";
import type { Refund } from "#app/engine/refund.ts";

/** A table's row as read: numbers are the text they were printed as. */
export type Row = Readonly<Record<string, unknown>>;

/** Numbers stay the text they were printed as, so that no unit and no digit of an id is lost. */
export function parseExactly(text: string): Row {
  const keepDigits = (_key: string, value: unknown, context?: { readonly source?: string }) => (typeof value === "number" ? context?.source : value);
  return JSON.parse(text, keepDigits) as Row;
}

const text = (row: Row, name: string) => row[name] as string;
const textOrNull = (row: Row, name: string) => row[name] as string | null;
const units = (row: Row, name: string) => BigInt(text(row, name));
const date = (row: Row, name: string) => new Date(text(row, name));
const dateOrNull = (row: Row, name: string) => (row[name] === null ? null : date(row, name));

function decimal(row: Row, name: string): Decimal {
  const value = parseDecimal(text(row, name));
  invariant(value !== null, `a stored decimal is exact: ${name}`);
  return value;
}

const price = (row: Row, currency: string, amount: string): Price => ({ currency: text(row, currency), amount: decimal(row, amount) });

const priceOrNull = (row: Row, currency: string, amount: string): Price | null => (textOrNull(row, amount) ? price(row, currency, amount) : null);

export function rateOf(row: Row): Rate {
  return { currency: text(row, "currency"), perUnit: decimal(row, "per_unit"), source: text(row, "source"), asOf: date(row, "as_of") };
}

export function orderOf(row: Row): Order {
  return {
    id: text(row, "id") as OrderId,
    storefrontId: textOrNull(row, "storefront_id"),
    name: textOrNull(row, "name"),
    token: text(row, "token"),
    status: text(row, "status") as Order["status"],
    customer: row["customer"] as Order["customer"],
    price: price(row, "currency", "amount"),
    total: priceOrNull(row, "total_currency", "total_amount"),
    totalSince: priceOrNull(row, "total_since_currency", "total_since_amount"),
    quote: row["due"] === null ? null : quoteOf(row),
    claimer: row["claimer"] === null ? null : { account: text(row, "claimer") as AccountId, by: text(row, "claimed_by") as NonNullable<Order["claimer"]>["by"] },
    placedAt: date(row, "placed_at"),
    claimBy: dateOrNull(row, "claim_by"),
    payBy: dateOrNull(row, "pay_by"),
    heldUntil: dateOrNull(row, "held_until"),
    closedAt: dateOrNull(row, "closed_at"),
    cancelledBy: row["cancelled_by"] as Order["cancelledBy"],
    factsAt: dateOrNull(row, "facts_at"),
    closedThere: row["closed_there"] as boolean,
    creditGranted: row["credit_granted"] as boolean,
    atRisk: row["at_risk"] as readonly AccountId[],
    refunded: units(row, "refunded"),
    shortAfterPaid: row["short_after_paid"] as boolean,
    refundSuggested: row["refund_suggested"] as boolean,
    note: row["note"] as Order["note"],
    version: Number(row["version"]),
  };
}

function quoteOf(row: Row): Quote {
  return {
    price: price(row, "quoted_currency", "quoted_amount"),
    due: { asset: text(row, "asset") as Asset, units: units(row, "due") },
    rate: { currency: text(row, "quoted_currency"), perUnit: decimal(row, "rate"), source: text(row, "rate_source"), asOf: date(row, "rate_as_of") },
    at: date(row, "quoted_at"),
  };
}

export function paymentOf(row: Row): Payment {
  return {
    id: text(row, "id") as Payment["id"],
    provider: text(row, "provider"),
    network: text(row, "network"),
    transaction: text(row, "transaction"),
    output: text(row, "output"),
    money: { asset: text(row, "asset") as Asset, units: units(row, "units") },
    sender: textOrNull(row, "sender") as PayerKey | null,
    account: text(row, "account") as AccountId,
    naming: namingOf(row),
    names: textOrNull(row, "names") as OrderId | null,
    status: text(row, "status") as Payment["status"],
    occurrence: Number(row["occurrence"]),
    reports: ((row["reports"] as readonly Row[] | null) ?? []).map(reportOf),
    contested: row["contested"] as boolean,
    confirmedBy: row["confirmed_by"] as readonly WalletId[],
    confirmations: Number(row["confirmations"]),
    receivedAt: date(row, "received_at"),
    version: Number(row["version"]),
  };
}

function namingOf(row: Row): Naming | null {
  const by = textOrNull(row, "naming_by");
  if (by === null) return null;
  const identity: Identity = row["naming_order"] === null ? { by: "name", name: text(row, "naming_name") } : { by: "id", order: text(row, "naming_order") as OrderId };
  return { by: by as Naming["by"], identity };
}

/** An absent wallet or sender is an empty text in the key of `reports`. */
function reportOf(row: Row): Report {
  const filled = (name: string) => text(row, name) || null;
  return { wallet: filled("wallet") as WalletId | null, sender: filled("sender") as PayerKey | null, money: { asset: text(row, "asset") as Asset, units: units(row, "units") } };
}

export function refundOf(row: Row): Refund {
  return {
    id: text(row, "id") as Refund["id"],
    order: textOrNull(row, "order") as OrderId | null,
    from: text(row, "from_place") as Refund["from"],
    money: { asset: text(row, "asset") as Asset, units: units(row, "units") },
    status: text(row, "status") as Refund["status"],
    provider: text(row, "provider"),
    transaction: textOrNull(row, "transaction"),
    version: Number(row["version"]),
  };
}

export function transferOf(row: Row): Transfer {
  return {
    id: text(row, "id") as Transfer["id"],
    from: text(row, "from_place") as Transfer["from"],
    to: text(row, "to_place") as Transfer["to"],
    money: { asset: text(row, "asset") as Asset, units: units(row, "units") },
    at: date(row, "at"),
    cause: text(row, "cause"),
    via: textOrNull(row, "via") as Transfer["via"],
  };
}
