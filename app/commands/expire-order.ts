import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import type { Status } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { command } from "./command.ts";

/** The order's deadline passed, or seems to have: what is true is looked at again under its locks. */
export const expireOrder = command<{ readonly order: OrderId }, Status>({
  name: "expire-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: ({ order }, { standing }, now) => ({ outcome: flow.expire(order, standing, now) }),
  answer: ({ after }, { order }) => orderIn(after, order).status,
});
