import * as flow from "#app/engine/flow.ts";
import type { CustomerId, OrderId } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { command } from "./command.ts";

/** The customer, signed in at the storefront, lets this order use their credit. */
export const useCredit = command<{ readonly order: OrderId; readonly customer: CustomerId }, Order>({
  name: "use-credit",
  seeds: ({ order, customer }) => ({ orders: [order], customers: [customer] }),
  decide: (asked, { standing }, now) => ({ outcome: flow.useCredit(asked, standing, now) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
