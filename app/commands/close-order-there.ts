import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import { command } from "./command.ts";

/** The storefront closed the order: it deleted it, or carried out our cancel. */
export const closeOrderThere = command<{ readonly order: OrderId }, null>({
  name: "close-order-there",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: ({ order }, { standing }, now) => ({ outcome: flow.closeThere(order, standing, now) }),
  answer: () => null,
});
