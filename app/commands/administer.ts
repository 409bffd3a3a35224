import * as flow from "#app/engine/flow.ts";
import { accountId, type AccountId, type CustomerId, type OrderId, type PaymentId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import type { Papers } from "#app/store/save.ts";
import { command } from "./command.ts";
import { newCreditNoteId, paymentIdOf, remarkIdOf } from "./ids.ts";

/** A merchant's act: who did it and why is kept with it. `key` makes a repeat the same act. */
export type Act = { readonly by: string; readonly reason: string; readonly key: string };
export type OrderAct = Act & { readonly order: OrderId };

function because(object: string, { by, reason, key }: Act): Papers {
  return { remarks: [{ id: remarkIdOf(object, "reason", reason, key), object, kind: "reason", text: reason, by }] };
}

/** "It arrived": what is missing is booked as a manual payment, and the order is paid. */
export const markPaid = command<OrderAct, Order>({
  name: "mark-paid",
  seeds: ({ order, key }) => ({ orders: [order], payments: [manualPayment(order, key)] }),
  decide: (act, { standing }, now) => ({ outcome: flow.markPaid({ order: act.order, payment: manualPayment(act.order, act.key) }, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});

function manualPayment(order: OrderId, key: string): PaymentId {
  return paymentIdOf({ provider: "manual", network: "merchant", transaction: `${order}/${key}`, output: "0" });
}

export const cancelOrder = command<OrderAct, Order>({
  name: "cancel-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.cancel(act.order, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});

/** `byHand`: the merchant fulfils although the storefront closed the order. */
export const reopenOrder = command<OrderAct & { readonly byHand: "yes" | "no" }, Order>({
  name: "reopen-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.reopen({ order: act.order, byHand: act.byHand }, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});

/** A credit note for an order's customer; units may be negative. */
export const issueCredit = command<Act & { readonly customer: CustomerId; readonly money: Money }, { readonly held: bigint }>({
  name: "issue-credit",
  seeds: ({ customer, money }) => ({ customers: [customer], accounts: [customerAccount(money, customer)] }),
  decide: (act, { standing }, now) => {
    const id = newCreditNoteId(act.key);
    return { outcome: flow.credit({ id, customer: act.customer, money: act.money }, standing, now), papers: because(id, act) };
  },
  answer: ({ after }, { customer, money }) => ({ held: after.accounts.get(customerAccount(money, customer))?.held ?? 0n }),
});

function customerAccount({ asset }: Money, customer: CustomerId): AccountId {
  return accountId(asset, { kind: "customer", customer });
}

/** The customer's credit and linked payers pay this customer's open orders, on the merchant's word. */
export const settleCustomer = command<Act & { readonly customer: CustomerId }, { readonly paid: number }>({
  name: "settle-customer",
  seeds: ({ customer }) => ({ customers: [customer], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.settleCustomer(act.customer, standing, now), papers: because(act.customer, act) }),
  answer: (outcome) => ({ paid: outcome.events.filter(({ type }) => type === "order.paid").length }),
});

/** The merchant agrees to a payment that waits for depth, a second wallet, or anyone at all. */
export const agreePayment = command<Act & { readonly payment: PaymentId }, null>({
  name: "agree-payment",
  seeds: ({ payment }) => ({ payments: [payment] }),
  decide: (act, { standing }, now) => ({ outcome: flow.agree(act.payment, standing, now), papers: because(act.payment, act) }),
  answer: () => null,
});

/** The merchant says whose payer this is. */
export const linkPayer = command<OrderAct & { readonly account: AccountId }, null>({
  name: "link-payer",
  seeds: ({ order, account }) => ({ orders: [order], accounts: [account], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.link({ order: act.order, account: act.account }, standing, now), papers: because(act.order, act) }),
  answer: () => null,
});

export const unlinkPayer = command<Act & { readonly customer: CustomerId; readonly account: AccountId }, null>({
  name: "unlink-payer",
  seeds: ({ customer, account }) => ({ customers: [customer], accounts: [account], wide: true }),
  decide: (act, { standing }, now) => ({ outcome: flow.unlink({ customer: act.customer, account: act.account }, standing, now), papers: because(act.customer, act) }),
  answer: () => null,
});

