import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import { command } from "./command.ts";

/** A policy changed: an order that is within the new reach is paid. */
export const retryOrder = command<{ readonly order: OrderId }, null>({
  name: "retry-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (_asked, { standing }, now) => ({ outcome: flow.retry(standing, now) }),
  answer: () => null,
});
