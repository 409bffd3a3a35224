import * as flow from "#app/engine/flow.ts";
import type { CustomerId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** The merchant moves an order to another customer, or to none: its claim stays, no link is made. */
export const reassignOrder = command<OrderAct & { readonly customer: CustomerId | null }, Order>({
  name: "reassign-order",
  seeds: ({ order, customer }) => ({ orders: [order], customers: customer ? [customer] : [] }),
  decide: (act, { standing }, now) => ({ outcome: flow.reassign({ order: act.order, customer: act.customer }, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
