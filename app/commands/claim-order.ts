import { EngineError } from "#app/engine/error.ts";
import * as flow from "#app/engine/flow.ts";
import { accountId, orderId, type OrderId, type PayerKey } from "#app/engine/ids.ts";
import type { Order } from "#app/engine/order.ts";
import { parseReference } from "#app/engine/reference.ts";
import { orderCalled, orderIn, type Standing } from "#app/engine/standing.ts";
import { XTR } from "#app/providers/tari/provider.ts";
import { command } from "./command.ts";
import { claimIdOf } from "./ids.ts";

/** A claim whose signature holds: `text` is an order's reference, its id, or its name. */
export type VerifiedClaim = { readonly payer: PayerKey; readonly address: string; readonly text: string; readonly signature: string };

export type Claimed = { readonly order: Order; readonly shop: string };

/** A wallet promises that its owner pays an order. */
export const claimOrder = command<VerifiedClaim, Claimed>({
  name: "claim-order",
  seeds: ({ text, payer }) => {
    const reference = parseReference(text);
    return { orders: [orderId(reference?.orderId ?? text)], names: reference ? [] : [text], accounts: [accountId(XTR, { kind: "payer", payer })] };
  },
  decide: (claim, { standing }, now) => {
    const meant = orderMeant(claim.text, standing);
    const id = claimIdOf(claim.payer, claim.text, claim.signature);
    const signed = { id, payer: claim.payer, kind: meant.kind };
    const outcome = flow.claim({ claim: signed, order: meant.order }, standing, now);
    return { outcome, papers: { evidence: [{ claim: id, address: claim.address, signature: claim.signature }] } };
  },
  answer: ({ after }, { text }) => ({ shop: after.shop, order: orderIn(after, orderMeant(text, after).order) }),
});

/** A reference is believed only whole: this shop, this order, this order's token. */
export function orderMeant(text: string, standing: Standing): { readonly order: OrderId; readonly kind: "bound" | "plain" } {
  const reference = parseReference(text);
  if (!reference) {
    const order = orderCalled(standing, text);
    if (!order) throw new EngineError("order_unknown", { order: text });
    return { order: order.id, kind: "plain" };
  }
  const order = standing.orders.get(orderId(reference.orderId));
  if (reference.shop !== standing.shop || order?.token !== reference.token) throw new EngineError("reference_wrong", { order: reference.orderId });
  return { order: order.id, kind: "bound" };
}
