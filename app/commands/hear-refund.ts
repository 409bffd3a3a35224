import { orderId } from "#app/engine/ids.ts";
import { nothing } from "#app/engine/outcome.ts";
import { command } from "./command.ts";
import { remarkIdOf } from "./ids.ts";

/** A refund the merchant made at the storefront. `says` is shown in the order's timeline. */
export type HeardRefund = { readonly storefrontId: string; readonly refundId: string; readonly says: string };

/** It moves no money of ours: it is recorded beside the order, and shown. */
export const hearRefund = command<HeardRefund, { readonly result: string }>({
  name: "hear-refund",
  seeds: ({ storefrontId }) => ({ orders: [orderId(storefrontId)] }),
  decide: (heard, { standing }, now) => {
    const order = standing.orders.get(orderId(heard.storefrontId));
    if (!order) return { outcome: nothing(standing, now), result: "a refund of another payment method's order" };
    const remark = { id: remarkIdOf(order.id, "trace", heard.says, heard.refundId), object: order.id, kind: "trace" as const, text: heard.says, by: "storefront" };
    return { outcome: nothing(standing, now), papers: { remarks: [remark] }, result: `noted: ${heard.says}` };
  },
  answer: (outcome, { storefrontId }) => ({ result: outcome.after.orders.has(orderId(storefrontId)) ? "noted" : "another payment method" }),
});
