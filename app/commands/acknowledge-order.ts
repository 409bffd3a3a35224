import * as flow from "#app/engine/flow.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** The merchant has seen what changed at the storefront after an order was paid, and dealt with it or let it be. */
export const acknowledgeOrder = command<OrderAct, Order>({
  name: "acknowledge-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.acknowledge(act.order, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
