import * as flow from "#app/engine/flow.ts";
import type { CustomerId, OrderId } from "#app/engine/ids.ts";
import type { Standing } from "#app/engine/standing.ts";
import { command } from "./command.ts";

/** The customer, signed in at the storefront, lets this order use their credit. Answers what stands around it now. */
export const useCredit = command<{ readonly order: OrderId; readonly customer: CustomerId }, Standing>({
  name: "use-credit",
  seeds: ({ order, customer }) => ({ orders: [order], customers: [customer] }),
  decide: (asked, { standing }, now) => ({ outcome: flow.useCredit(asked, standing, now) }),
  answer: ({ after }) => after,
});
