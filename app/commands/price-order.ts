import * as flow from "#app/engine/flow.ts";
import type { OrderId } from "#app/engine/ids.ts";
import { command } from "./command.ts";

/** A rate is known now: an order that needed one gets its due and its windows, and is tried. */
export const priceOrder = command<{ readonly order: OrderId }, null>({
  name: "price-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (_asked, { standing }, now) => ({ outcome: flow.priceAll(standing, now) }),
  answer: () => null,
});
