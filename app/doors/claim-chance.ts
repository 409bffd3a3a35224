import { EngineError } from "#app/engine/error.ts";
import { orderId, type PayerKey } from "#app/engine/ids.ts";
import { isOpen } from "#app/engine/order.ts";
import type { Reference } from "#app/engine/reference.ts";
import { claimableOrders } from "#app/store/claimable.ts";
import type { Database } from "#app/store/database.ts";
import type { Shop } from "#app/store/shops.ts";

export type Claiming = { readonly payer: PayerKey; readonly text: string; readonly reference: Reference | null };

/**
 * Refuses a claim that no signature could save, and names what its attempts are counted by. A payer that claimed the
 * order before always has a chance: what was accepted once is answered again.
 */
export async function chanceOf({ pool }: Pick<Database, "pool">, shop: Shop, { payer, text, reference }: Claiming): Promise<string> {
  if (reference && reference.shop !== shop.id) throw new EngineError("reference_wrong", { order: reference.orderId });
  const asked = reference ? { id: orderId(reference.orderId), name: null, payer } : { id: orderId(text), name: shop.policy.strict === "on" ? null : text, payer };
  const orders = await claimableOrders(pool, shop.id, asked);
  const [order] = reference ? orders.filter(({ token }) => token === reference.token) : orders;
  if (!order) throw reference ? new EngineError("reference_wrong", { order: reference.orderId }) : new EngineError("order_unknown", { order: text });
  if (!orders.some(({ claimedBefore }) => claimedBefore)) {
    const [open = order] = orders.filter(isOpen);
    if (!isOpen(open)) throw new EngineError("order_not_open", { order: open.id, status: open.status });
    if (!reference && shop.policy.plainClaims === "off") throw new EngineError("plain_claims_off", { order: open.id });
  }
  // Who only guesses an order's id must not use up what is meant for those who were shown its reference.
  return `${shop.id}/${order.id}/${reference ? "bound" : "plain"}`;
}
