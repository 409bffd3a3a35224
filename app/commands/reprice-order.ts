import * as flow from "#app/engine/flow.ts";
import type { Order } from "#app/engine/order.ts";
import type { Price } from "#app/engine/quote.ts";
import { orderIn } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** The merchant changes what an open order costs; it is quoted anew, and tried. */
export const repriceOrder = command<OrderAct & { readonly price: Price }, Order>({
  name: "reprice-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.reprice({ order: act.order, price: act.price }, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
