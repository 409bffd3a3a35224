import type { Order, Refund, Transaction } from "../world.ts";
import { minus, notBelowZero, total, type Sum, zero } from "./amount.ts";

/** How an order stands, as Shopify answers it. All of it follows from its transactions. */

const successful = (order: Order, kind: Transaction["kind"]): Sum =>
  total(order.transactions.filter((t) => t.kind === kind && t.status === "SUCCESS").map((t) => t.amount));

export const received = (order: Order): Sum => successful(order, "SALE");
export const refunded = (order: Order): Sum => successful(order, "REFUND");
export const netPayment = (order: Order): Sum => minus(received(order), refunded(order));
export const outstanding = (order: Order): Sum => notBelowZero(minus(order.currentTotal, netPayment(order)));

export const isPaidInFull = (order: Order): boolean => outstanding(order).presentment === 0n && order.cancelledAt === null;

export type FinancialStatus = "PENDING" | "PARTIALLY_PAID" | "PAID" | "PARTIALLY_REFUNDED" | "REFUNDED" | "VOIDED";

export function financialStatus(order: Order): FinancialStatus {
  const [taken, given] = [received(order).presentment, refunded(order).presentment];
  if (given > 0n) return given >= taken ? "REFUNDED" : "PARTIALLY_REFUNDED";
  if (order.cancelledAt !== null && taken < order.total.presentment) return taken === 0n ? "VOIDED" : "PARTIALLY_PAID";
  if (outstanding(order).presentment === 0n) return "PAID";
  return taken > 0n ? "PARTIALLY_PAID" : "PENDING";
}

export const canMarkAsPaid = (order: Order): boolean =>
  order.cancelledAt === null && outstanding(order).presentment > 0n && financialStatus(order) !== "REFUNDED";

/** The manual method's sale that waits since checkout, if there is one. */
export const pendingSale = (order: Order): Transaction | undefined => order.transactions.find((t) => t.kind === "SALE" && t.status === "PENDING");

type Stamp = { readonly id: string; readonly at: string };

/** Books the whole outstanding amount. Shopify knows no smaller step on ordinary plans. */
export function bookOutstanding(order: Order, gateway: string, stamp: Stamp): Order {
  const sale: Transaction = {
    ...stamp,
    kind: "SALE",
    status: "SUCCESS",
    gateway,
    manual: true,
    amount: outstanding(order),
    parentId: pendingSale(order)?.id ?? null,
  };
  const gateways = order.gateways.includes(gateway) ? order.gateways : [...order.gateways, gateway];
  return { ...order, gateways, transactions: [...order.transactions, sale] };
}

export type Refunding = { readonly refundId: string; readonly transactionId: string; readonly amount: Sum; readonly note: string | null; readonly at: string };

/** Records money given back; what the order costs shrinks with it, so nothing becomes outstanding again. */
export function giveBack(order: Order, refunding: Refunding): Order {
  const { refundId, transactionId, amount, note, at } = refunding;
  const sale = order.transactions.find((t) => t.kind === "SALE" && t.status === "SUCCESS");
  const back: Transaction = {
    id: transactionId,
    kind: "REFUND",
    status: "SUCCESS",
    gateway: sale?.gateway ?? order.gateways[0] ?? "manual",
    manual: true,
    amount,
    parentId: sale?.id ?? null,
    at,
  };
  const refund: Refund = { id: refundId, note, amount, transactionIds: [transactionId], at };
  const currentTotal = notBelowZero(minus(order.currentTotal, amount));
  return { ...order, currentTotal, transactions: [...order.transactions, back], refunds: [...order.refunds, refund] };
}

export type Cancelling = { readonly reason: string; readonly restock: boolean; readonly at: string };

/** Cancelling takes every line off the order: it costs nothing any more, and nothing is outstanding. */
export const cancelled = (order: Order, { reason, restock, at }: Cancelling): Order => ({
  ...order,
  cancelledAt: at,
  currentTotal: zero,
  cancelReason: reason.toLowerCase(),
  restocked: restock,
});

export const nothingReceived = (order: Order): boolean => received(order).presentment === zero.presentment;
