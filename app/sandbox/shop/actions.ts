import { lagBehind } from "../faults/search-index.ts";
import { strikes } from "../faults/strike.ts";
import { randomUuid, secondOf } from "../nature.ts";
import type { Job, Order } from "../world.ts";
import { printAmount, type Sum } from "./amount.ts";
import { bookOutstanding, canMarkAsPaid, cancelled, giveBack, netPayment, nothingReceived } from "./order.ts";
import { refundPayload } from "./payload.ts";
import { placeOrder, type Checkout } from "./placing.ts";
import { change, orderNews, record, tell, type By, type Shop } from "./shop.ts";

/** What may be done to an order, by the app through the Admin API or by the merchant in the admin. */

export type Refusal = { readonly field: string; readonly message: string; readonly code: string };
export type Done<T> = { readonly done: T } | { readonly refused: Refusal };

const refusal = (field: string, code: string, message: string): { readonly refused: Refusal } => ({ refused: { field, code, message } });

export function place(shop: Shop, checkout: Checkout): Order {
  const { state } = shop;
  const order = placeOrder(checkout, { currency: state.currency, number: state.nextNumber, nextId: shop.nextId, nature: shop.nature });
  state.nextNumber += 1;
  lagBehind(shop, order.id, null);
  state.orders.set(order.id, order);
  if (state.installed) tell(shop, [orderNews("orders/create", order, state)]);
  shop.changed();
  return order;
}

export function markPaid(shop: Shop, orderId: string, by: By, method?: string): Done<Order> {
  const order = shop.state.orders.get(orderId);
  if (!order) return refusal("id", "NOT_FOUND", "Order does not exist");
  if (!canMarkAsPaid(order)) {
    record(shop, orderId, { field: "orderMarkAsPaid", by, result: "refused", detail: "it cannot be marked as paid" });
    return refusal("id", "INVALID", "Order cannot be marked as paid.");
  }
  const gateway = method ?? order.gateways.find((name) => name !== "gift_card") ?? "manual";
  const paid = bookOutstanding(order, gateway, { id: shop.nextId(), at: secondOf(shop.nature.now()) });
  return {
    done: change(shop, paid, { field: "orderMarkAsPaid", by, detail: gateway, news: (now) => [orderNews("orders/paid", now, shop.state)] }),
  };
}

export type Cancel = Pick<Job, "orderId" | "reason" | "restock" | "refund" | "by">;

/** Only begins: Shopify cancels in a job of its own, and so do we. */
export function startCancel(shop: Shop, cancel: Cancel): Done<Job> {
  const { state, nature } = shop;
  const order = state.orders.get(cancel.orderId);
  if (!order) return refusal("orderId", "NOT_FOUND", "Order does not exist");
  const running = [...state.jobs.values()].some((job) => job.orderId === order.id && !job.done);
  if (order.cancelledAt !== null || running) {
    record(shop, order.id, { field: "orderCancel", by: cancel.by, result: "refused", detail: "already cancelled" });
    return refusal("orderId", "INVALID", "Order has already been cancelled.");
  }
  const late = strikes(shop, "cancelLate") ? state.faults.measures.cancelLateMs : 0;
  const job: Job = { ...cancel, id: randomUuid(nature), dueAt: nature.now().getTime() + state.switches.cancelDelayMs + late, done: false };
  state.jobs.set(job.id, job);
  record(shop, order.id, { field: "orderCancel", by: cancel.by, result: "started", detail: cancel.reason });
  shop.changed();
  return { done: job };
}

export function finishCancel(shop: Shop, job: Job): void {
  shop.state.jobs.set(job.id, { ...job, done: true });
  const order = shop.state.orders.get(job.orderId);
  if (!order || order.cancelledAt !== null) return;
  if (strikes(shop, "cancelFails")) {
    record(shop, order.id, { field: "orderCancel", by: job.by, result: "failed", detail: "the job ended, and the order is as it was" });
    return;
  }
  const at = secondOf(shop.nature.now());
  const ended = cancelled(order, { reason: job.reason, restock: job.restock, at });
  const returned = job.refund && !nothingReceived(order) ? giveBack(ended, refunding(shop, netPayment(order), null)) : ended;
  const detail = `${job.reason}, ${job.restock ? "restocked" : "not restocked"}`;
  change(shop, returned, { field: "orderCancel", by: job.by, detail, news: (now) => [orderNews("orders/cancelled", now, shop.state)] });
}

const refunding = (shop: Shop, amount: Sum, note: string | null) => ({
  refundId: shop.nextId(),
  transactionId: shop.nextId(),
  amount,
  note,
  at: secondOf(shop.nature.now()),
});

export type Refunding = { readonly orderId: string; readonly amount: Sum; readonly note: string | null; readonly by: By };

export function refund(shop: Shop, { orderId, amount, note, by }: Refunding): Done<{ readonly order: Order; readonly refundId: string }> {
  const order = shop.state.orders.get(orderId);
  if (!order) return refusal("orderId", "NOT_FOUND", "Order does not exist");
  if (amount.presentment <= 0n || amount.presentment > netPayment(order).presentment) {
    record(shop, orderId, { field: "refundCreate", by, result: "refused", detail: "more than was received" });
    return refusal("transactions", "INVALID", "Refund amount cannot be greater than the net payment received.");
  }
  const step = refunding(shop, amount, note);
  const done = change(shop, giveBack(order, step), {
    field: "refundCreate",
    by,
    detail: printAmount(amount.presentment, order.presentmentCurrency),
    news: (now) => [{ topic: "refunds/create", body: refundPayload(now, step.refundId), orderId }],
  });
  return { done: { order: done, refundId: step.refundId } };
}

/** Any other change of an order's own fields. */
export function edit(shop: Shop, orderId: string, what: { readonly field: string; readonly by: By; readonly detail?: string }, to: (order: Order) => Order): Done<Order> {
  const order = shop.state.orders.get(orderId);
  return order ? { done: change(shop, to(order), what) } : refusal("id", "NOT_FOUND", "Order does not exist");
}
