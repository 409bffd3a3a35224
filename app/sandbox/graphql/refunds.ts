import { getDirectiveValues, GraphQLError, type GraphQLResolveInfo } from "graphql";
import { z } from "zod";
import { refund } from "../shop/actions.ts";
import { parseAmount } from "../shop/amount.ts";
import { netPayment } from "../shop/order.ts";
import type { Shop } from "../shop/shop.ts";
import { idIn, type Resolve, type View } from "./ask.ts";
import { orderView, refundView } from "./order-view.ts";

const input = z.object({
  orderId: z.string(),
  note: z.string().nullish(),
  transactions: z.array(z.object({ amount: z.string(), gateway: z.string(), kind: z.string(), parentId: z.string().nullish() })).nullish(),
});

function keyIn(info: GraphQLResolveInfo): string {
  const directive = info.schema.getDirective("idempotent");
  const node = info.fieldNodes[0];
  const key: unknown = directive && node ? getDirectiveValues(directive, node, info.variableValues)?.["key"] : undefined;
  if (typeof key === "string") return key;
  throw new GraphQLError("The @idempotent directive is required for this mutation but was not provided.", { extensions: { code: "BAD_REQUEST" } });
}

function present(shop: Shop, orderId: string, refundId: string): View {
  const order = shop.state.orders.get(orderId);
  const made = order?.refunds.find((one) => one.id === refundId);
  return { order: order ? orderView(order) : null, refund: order && made ? refundView(order, made) : null, userErrors: [] };
}

/** Records a refund once per idempotency key; manual methods move no money. */
export const refundCreate: Resolve = (args, { shop }, info) => {
  const key = keyIn(info);
  const asked = input.parse(args["input"]);
  const print = JSON.stringify(asked);
  const orderId = idIn("Order", asked.orderId) ?? "";
  const before = shop.state.idempotent.get(key);
  if (before && before.input !== print) {
    throw new GraphQLError("The same idempotency key was used with other parameters.", { extensions: { code: "IDEMPOTENCY_KEY_PARAMETER_MISMATCH" } });
  }
  if (before) return present(shop, orderId, before.refundId);

  const order = shop.state.orders.get(orderId);
  const parts = (asked.transactions ?? []).map((one) => parseAmount(one.amount, order?.presentmentCurrency ?? "USD"));
  if (parts.some((part) => part === null)) return { order: null, refund: null, userErrors: [{ field: ["transactions"], message: "Amount is invalid" }] };
  const presentment = parts.reduce<bigint>((sum, part) => sum + (part ?? 0n), 0n);
  const done = refund(shop, { orderId, note: asked.note ?? null, by: "app", amount: { presentment, shop: inShopCurrency(shop, orderId, presentment) } });
  if ("refused" in done) return { order: null, refund: null, userErrors: [{ field: [done.refused.field], message: done.refused.message }] };
  shop.state.idempotent.set(key, { input: print, refundId: done.done.refundId });
  return present(shop, orderId, done.done.refundId);
};

/** At the order's own rate: what was received in one currency against the other. Rounded down. */
function inShopCurrency(shop: Shop, orderId: string, presentment: bigint): bigint {
  const order = shop.state.orders.get(orderId);
  const net = order ? netPayment(order) : null;
  return net && net.presentment > 0n ? (presentment * net.shop) / net.presentment : presentment;
}
