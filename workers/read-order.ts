import { closeOrderThere } from "#app/commands/close-order-there.ts";
import { hearOrder } from "#app/commands/hear-order.ts";
import type { Letter } from "#app/commands/command.ts";
import { run } from "#app/commands/transact.ts";
import type { Context } from "#app/context.server.ts";
import { orderId, type OrderId } from "#app/engine/ids.ts";
import type { Shop } from "#app/store/shops.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { withoutPerson } from "#app/storefront/forgetful.ts";
import { fetchOrder } from "#app/storefront/fetch-order.ts";
import { heardOrder } from "#app/storefront/heard.ts";
import type { StorefrontOrder } from "#app/storefront/order.ts";

/** Decides what the storefront told of one of its orders; of a forgotten customer's, without who they are. */
export async function decideOrder(context: Context, shop: Shop, order: StorefrontOrder, letter: Letter): Promise<void> {
  const isForgotten = await context.forgotten.has(shop.id, { customer: order.buyer?.customer ?? null, objects: [orderId(order.storefrontId)] });
  const told = isForgotten ? { order: withoutPerson(order), letter: bare(letter) } : { order, letter };
  const token = await context.payKeys.tokenOf(shop.id, order.storefrontId);
  await run(context, hearOrder, { shop: shop.id, input: { ...heardOrder(told.order), token }, letter: told.letter });
}

const bare = (letter: Letter): Letter => ({ ...letter, body: new Uint8Array() });

/** Reads the order as it is at the storefront now and decides that; a deleted one is closed there. */
export async function fetchAndDecide(context: Context, shop: Shop, storefrontId: string, letter: Letter): Promise<{ readonly failure: Failure } | { readonly decided: "heard" | "gone" }> {
  const answer = await fetchOrder(context.storefront(shop.id), { storefrontId, asks: shop.policy.asks });
  if ("failure" in answer) return answer;
  if (answer.data) await decideOrder(context, shop, answer.data, letter);
  else await closeGone(context, shop, orderId(storefrontId), letter);
  return { decided: answer.data ? "heard" : "gone" };
}

async function closeGone(context: Context, shop: Shop, order: OrderId, letter: Letter): Promise<void> {
  const isForgotten = await context.forgotten.has(shop.id, { customer: null, objects: [order] });
  await run(context, closeOrderThere, { shop: shop.id, input: { order }, letter: isForgotten ? bare(letter) : letter });
}
