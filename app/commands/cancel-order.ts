import * as flow from "#app/engine/flow.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** The merchant cancels an open order; the storefront is told. */
export const cancelOrder = command<OrderAct, Order>({
  name: "cancel-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.cancel(act.order, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
