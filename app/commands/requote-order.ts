import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { command } from "./command.ts";

/** A quote ran out: the order gets one at today's rate, unless money within the old one's life covers it. */
export const requoteOrder = command<{ readonly order: OrderId }, Order>({
  name: "requote-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: ({ order }, { standing }, now) => ({ outcome: flow.requote(order, standing, now) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
