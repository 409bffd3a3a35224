import * as flow from "#app/engine/flow.ts";
import type { Order } from "#app/engine/order.ts";
import { orderIn } from "#app/engine/standing.ts";
import { because, type OrderAct } from "./act.ts";
import { command } from "./command.ts";

/** A closed order is open again. `byHand`: the merchant fulfils although the storefront closed it. */
export const reopenOrder = command<OrderAct & { readonly byHand: "yes" | "no" }, Order>({
  name: "reopen-order",
  seeds: ({ order }) => ({ orders: [order] }),
  decide: (act, { standing }, now) => ({ outcome: flow.reopen({ order: act.order, byHand: act.byHand }, standing, now), papers: because(act.order, act) }),
  answer: ({ after }, { order }) => orderIn(after, order),
});
