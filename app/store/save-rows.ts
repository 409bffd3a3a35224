import type { Account } from "#app/engine/account.ts";
import type { Claim } from "#app/engine/claim.ts";
import { invariant } from "#app/engine/error.ts";
import type { Errand, Event } from "#app/engine/event.ts";
import { ownerText, type ShopId } from "#app/engine/ids.ts";
import type { Transfer } from "#app/engine/ledger.ts";
import { printDecimal } from "#app/engine/money.ts";
import { deadlineOf, type Order } from "#app/engine/order.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Payment } from "#app/engine/payment.ts";
import type { Refund } from "#app/engine/refund.ts";
import type { Row } from "./rows.ts";
import type { Papers } from "./save.ts";

/** Rows to write, table by table, in the words the SQL function `save` takes. */
export type Rows = Readonly<Record<string, readonly unknown[]>>;

export function outcomeRows(outcome: Outcome, papers: Papers): Rows {
  const { after, touched, at } = outcome;
  const shop = after.shop;
  const orders = [...touched.orders].map((id) => found(after.orders, id));
  const payments = [...touched.payments].map((id) => found(after.payments, id));
  const claims = after.claims.filter((claim) => touched.claims.has(claim.id));
  return {
    orders: orders.map((order) => orderRow(shop, order)),
    quotes: orders.flatMap((order) => (order.quote?.at.getTime() === at.getTime() ? [quoteRow(shop, order)] : [])),
    accounts: [...touched.accounts].map((id) => accountRow(shop, found(after.accounts, id))),
    claims: claims.map((claim) => claimRow(shop, claim, papers)),
    links: touched.links.map((link) => ({ shop, ...link, at })),
    unlinked: outcome.unlinked.map((link) => ({ shop, ...link })),
    payments: payments.map((payment) => paymentRow(shop, payment, at, papers)),
    reports: payments.flatMap((payment) => payment.reports.map((report) => ({ shop, payment: payment.id, wallet: report.wallet ?? "", asset: report.money.asset, units: report.money.units.toString(), sender: report.sender ?? "", at }))),
    refunds: [...touched.refunds].map((id) => refundRow(shop, found(after.refunds, id), at)),
    parked: outcome.parked.map((parked) => ({ shop, ...parked, at })),
    unparked: outcome.unparked,
    events: outcome.events.map((event) => eventRow(shop, event)),
    transfers: outcome.transfers.map((transfer) => transferRow(shop, transfer)),
    deliveries: outcome.errands.map((errand) => deliveryRow(shop, errand)),
    withdrawn: outcome.withdrawn.map((order) => ({ order, at })),
  };
}

function found<K, V>(map: ReadonlyMap<K, V>, id: K): V {
  const value = map.get(id);
  invariant(value !== undefined, `what changed is known: ${String(id)}`);
  return value;
}

export function paperRows(shop: ShopId, at: Date, papers: Papers): Rows {
  return {
    customers: (papers.customers ?? []).map(({ id, storefrontId }) => ({ shop, id, storefront_id: storefrontId })),
    details: (papers.details ?? []).map((each) => ({ shop, ...each, at })),
    remarks: (papers.remarks ?? []).map((each) => ({ shop, ...each, at })),
    checkouts: (papers.checkouts ?? []).map((each) => ({ shop, ...each })),
    nonces: (papers.nonces ?? []).map(({ wallet, nonce }) => ({ shop, wallet, nonce: nonce.toString(), used_at: at })),
  };
}

function orderRow(shop: ShopId, order: Order): Row {
  const { quote } = order;
  return {
    shop,
    id: order.id,
    storefront_id: order.storefrontId,
    name: order.name,
    token: order.token,
    status: order.status,
    customer: order.customer,
    currency: order.price.currency,
    amount: printDecimal(order.price.amount),
    total_currency: order.total?.currency ?? null,
    total_amount: order.total ? printDecimal(order.total.amount) : null,
    total_since_currency: order.totalSince?.currency ?? null,
    total_since_amount: order.totalSince ? printDecimal(order.totalSince.amount) : null,
    due: quote?.due.units.toString() ?? null,
    asset: quote?.due.asset ?? null,
    quoted_currency: quote?.price.currency ?? null,
    quoted_amount: quote ? printDecimal(quote.price.amount) : null,
    rate: quote ? printDecimal(quote.rate.perUnit) : null,
    rate_source: quote?.rate.source ?? null,
    rate_as_of: quote?.rate.asOf ?? null,
    quoted_at: quote?.at ?? null,
    claimer: order.claimer?.account ?? null,
    claimed_by: order.claimer?.by ?? null,
    placed_at: order.placedAt,
    claim_by: order.claimBy,
    pay_by: order.payBy,
    held_until: order.heldUntil,
    deadline: deadlineOf(order),
    closed_at: order.closedAt,
    cancelled_by: order.cancelledBy,
    facts_at: order.factsAt,
    closed_there: order.closedThere,
    credit_granted: order.creditGranted,
    at_risk: order.atRisk,
    refunded: order.refunded.toString(),
    short_after_paid: order.shortAfterPaid,
    refund_suggested: order.refundSuggested,
    note: order.note,
    version: order.version,
    held: 0,
  };
}

function quoteRow(shop: ShopId, order: Order): Row {
  const { quote } = order;
  invariant(quote !== null, "a quote is kept with its order");
  return {
    shop, order: order.id, at: quote.at, currency: quote.price.currency, amount: printDecimal(quote.price.amount), rate: printDecimal(quote.rate.perUnit),
    source: quote.rate.source, as_of: quote.rate.asOf, asset: quote.due.asset, due: quote.due.units.toString(),
  };
}

const accountRow = (shop: ShopId, account: Account): Row => ({ shop, id: account.id, asset: account.asset, kind: account.owner.kind, owner: ownerText(account.owner), held: 0 });

function claimRow(shop: ShopId, claim: Claim, { evidence = [] }: Papers): Row {
  const proof = evidence.find((each) => each.claim === claim.id);
  return { shop, ...claim, address: proof?.address ?? null, signature: proof?.signature ?? null };
}

function paymentRow(shop: ShopId, payment: Payment, at: Date, { memos = [] }: Papers): Row {
  const identity = payment.naming?.identity;
  return {
    shop,
    id: payment.id,
    provider: payment.provider,
    network: payment.network,
    transaction: payment.transaction,
    output: payment.output,
    asset: payment.money.asset,
    units: payment.money.units.toString(),
    sender: payment.sender,
    account: payment.account,
    naming_by: payment.naming?.by ?? null,
    naming_order: identity?.by === "id" ? identity.order : null,
    naming_name: identity?.by === "name" ? identity.name : null,
    names: payment.names,
    status: payment.status,
    occurrence: payment.occurrence,
    contested: payment.contested,
    confirmed_by: payment.confirmedBy,
    confirmations: payment.confirmations,
    received_at: payment.receivedAt,
    confirmed_at: payment.status === "confirmed" ? at : null,
    memo: memos.find((each) => each.payment === payment.id)?.remark ?? null,
    version: payment.version,
  };
}

const refundRow = (shop: ShopId, refund: Refund, at: Date): Row => ({
  shop, id: refund.id, order: refund.order, from_place: refund.from, asset: refund.money.asset, units: refund.money.units.toString(),
  status: refund.status, provider: refund.provider, transaction: refund.transaction, version: refund.version, at,
});

const eventRow = (shop: ShopId, event: Event): Row => ({ shop, ...event });

const transferRow = (shop: ShopId, transfer: Transfer): Row => ({
  shop, id: transfer.id, from_place: transfer.from, to_place: transfer.to, asset: transfer.money.asset, units: transfer.money.units.toString(), at: transfer.at, cause: transfer.cause, via: transfer.via,
});

/** All errands at the storefront have one receiver, so that they go in the order of their object's versions. */
const deliveryRow = (shop: ShopId, errand: Errand): Row => ({
  shop, event: errand.event, target: errand.target, receiver: errand.target.startsWith("storefront.") ? "storefront" : errand.target, object: errand.object, version: errand.version, at: errand.at, due_at: errand.at,
});
