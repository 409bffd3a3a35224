import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import { orderIn } from "#app/engine/standing.ts";
import type { Status } from "#app/engine/order.ts";
import { command } from "./command.ts";

/** The order's deadline passed, or seems to have: what is true is looked at again under its locks. */
export const expireOrder = command<{ readonly order: OrderId }, Status>({
  name: "expire-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: ({ order }, { standing }, now) => ({ outcome: flow.expire(order, standing, now) }),
  answer: ({ after }, { order }) => orderIn(after, order).status,
});

/** The storefront closed the order: it deleted it, or carried out our cancel. */
export const closeOrderThere = command<{ readonly order: OrderId }, null>({
  name: "close-order-there",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: ({ order }, { standing }, now) => ({ outcome: flow.closeThere(order, standing, now) }),
  answer: () => null,
});

/** A rate is known now: an order that needed one gets its due. */
export const priceOrder = command<{ readonly order: OrderId }, null>({
  name: "price-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (_asked, { standing }, now) => ({ outcome: flow.priceAll(standing, now) }),
  answer: () => null,
});
