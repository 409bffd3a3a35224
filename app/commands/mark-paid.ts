import * as flow from "#app/engine/flow.ts";
import type { OrderId, PaymentId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { manual, manualSeat } from "#app/providers/manual/provider.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";
import { paymentIdOf } from "./ids.ts";

/** "It arrived": what is missing is booked as a manual payment, and the order is paid. */
export const markPaid = command<OrderAct, Order>({
  name: "mark-paid",
  seeds: ({ order, key }) => ({ orders: [order], payments: [manualPayment(order, key)] }),
  decide: (act, { standing }, now) => ({
    outcome: flow.markPaid({ order: act.order, payment: manualPayment(act.order, act.key) }, standing, now),
    papers: because(act.order, act),
  }),
  answer: ({ after }, { order }) => orderIn(after, order),
});

function manualPayment(order: OrderId, key: string): PaymentId {
  return paymentIdOf({ provider: manual.name, ...manualSeat(order, key) });
}
