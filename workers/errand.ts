import { closeOrderThere } from "#app/commands/close-order-there.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import { orderId, type ShopId } from "#app/engine/ids.ts";
import { isOpen, type Order } from "#app/engine/order.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Price } from "#app/engine/quote.ts";
import { findOrder } from "#app/store/orders.ts";
import type { Delivery } from "#app/store/outbox.ts";
import { findShop } from "#app/store/shops.ts";
import type { ErrandEnd } from "#app/storefront/errand.ts";
import { cancelOrder, markPaid, tagOrder, untagOrder } from "#app/storefront/errands.ts";
import type { CancelTerms } from "#app/storefront/requests.ts";

/** What shows the merchant, in Shopify's own list, that money for a paid order was taken back. */
export const AT_RISK_TAG = "Payment at risk";

/** `void`: by now there is nothing to do, and why. */
export type End = ErrandEnd | { readonly void: string };

type OwnedOrder = { readonly order: Order; readonly storefrontId: string; readonly shop: ShopId; readonly policy: Policy };

/** Does one errand, as far as it still holds: our order as it stands now decides, not the event that owed it. */
export async function carryOut(context: Context, { shop, target, object }: Delivery): Promise<End> {
  const order = await findOrder(context.db.pool, shop, orderId(object.slice("ord_".length)));
  const owner = await findShop(context.db.pool, shop);
  if (!order || !owner) return { void: "There is no such order any more." };
  if (order.storefrontId === null) return { void: "Shopify does not know this order." };
  const owned = { order, storefrontId: order.storefrontId, shop, policy: owner.policy };
  switch (target) {
    case "storefront.mark-paid":
      return markedPaid(context, owned);
    case "storefront.cancel":
      return cancelled(context, owned);
    case "storefront.tag":
      return tagged(context, owned);
    default:
      return { refused: `Nothing here carries out ${target}.` };
  }
}

async function markedPaid({ storefront }: Context, { order, storefrontId, shop, policy }: OwnedOrder): Promise<End> {
  if (order.status !== "paid") return { void: `The order is ${order.status}.` };
  return markPaid(storefront(shop), { storefrontId, upTo: paidPrice(order, policy) });
}

/** What was paid here in the shop's money. A shop that asks for a part of the price takes that part for the whole. */
function paidPrice({ quote, total }: Order, { asks }: Policy): Price | null {
  return asks === "outstanding" || asks === "total" ? (quote?.price ?? null) : total;
}

async function cancelled(context: Context, { order, storefrontId, shop, policy }: OwnedOrder): Promise<End> {
  if (isOpen(order) || order.status === "paid") return { void: `The order is ${order.status} by now.` };
  const end = await cancelOrder(context.storefront(shop), { storefrontId, terms: termsOf(order, policy), polling: { everyMs: 500, times: 20, wait: context.wait } });
  // Before the errand is done: who is stopped in between finds the order cancelled, and says so then.
  if ("done" in end) await run(context, closeOrderThere, { shop, input: { order: order.id } });
  return end;
}

function termsOf({ status }: Order, { restock, notifyCustomer }: Policy): CancelTerms {
  return { reason: "OTHER", restock, notifyCustomer, staffNote: status === "expired" ? "Not paid in time." : "Cancelled by the merchant in Tallystick." };
}

async function tagged({ storefront }: Context, { order, storefrontId, shop }: OwnedOrder): Promise<End> {
  const errand = { storefrontId, tag: AT_RISK_TAG };
  return order.atRisk.length > 0 ? tagOrder(storefront(shop), errand) : untagOrder(storefront(shop), errand);
}
