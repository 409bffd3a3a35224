import { EngineError } from "#app/engine/error.ts";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import type { RefundAsk } from "#app/engine/refund.ts";
import { closeAsk, fileAsk, holdsMoneyFor, lastAsk, lockOrder } from "#app/store/asks.ts";
import { inTransaction, type Transaction } from "#app/store/transaction.ts";
import type { Desk } from "./desk.ts";
import { remarkIdOf } from "./ids.ts";

/** After so many answers a shopper is told the last of them again. */
const MOST_ASKS = 5;

type OfOrder = { readonly shop: ShopId; readonly order: OrderId };

/**
 * The shopper, by their order's token, asks the merchant for money back. It moves none: the merchant sets a refund aside, or
 * answers. While one wish is not dealt with, another is the same.
 */
export async function askRefund(desk: Desk, { shop, order, text }: OfOrder & { readonly text: string }): Promise<RefundAsk> {
  const isForgotten = await desk.forgotten.has(shop, { customer: null, objects: [order] });
  const { ask, isNew } = await inTransaction(desk.db.pool, async (client) => {
    const last = await lockedAsk(client, { shop, order });
    if (last && (last.state === "open" || last.state === "set-aside" || last.number >= MOST_ASKS)) return { ask: last, isNew: false };
    if (!(await holdsMoneyFor(client, shop, order))) throw new EngineError("nothing_to_refund", { order });
    const number = (last?.number ?? 0) + 1;
    await fileAsk(client, number, { shop, order, remark: remarkIdOf(order, "ask", String(number)), text: isForgotten ? null : text, by: "shopper", at: desk.clock() });
    return { ask: await knownAsk(client, { shop, order }), isNew: true };
  });
  if (isNew) desk.log.info({ shop, object: order, number: ask.number }, "refund.asked");
  return ask;
}

/** The merchant says why nothing is sent: the shopper reads it. Null: nobody asked. A wish that is dealt with stays as it is. */
export async function answerAsk(desk: Desk, { shop, order, by, reason }: OfOrder & { readonly by: string; readonly reason: string }): Promise<RefundAsk | null> {
  const { ask, isNew } = await inTransaction(desk.db.pool, async (client) => {
    const last = await lockedAsk(client, { shop, order });
    if (last?.state !== "open") return { ask: last, isNew: false };
    await closeAsk(client, last.number, { shop, order, remark: remarkIdOf(order, "answer", String(last.number)), text: reason, by, at: desk.clock() });
    return { ask: await knownAsk(client, { shop, order }), isNew: true };
  });
  if (isNew) desk.log.info({ shop, object: order, number: ask?.number }, "refund.declined");
  return ask;
}

async function lockedAsk(client: Transaction, { shop, order }: OfOrder): Promise<RefundAsk | null> {
  await lockOrder(client, shop, order);
  return lastAsk(client, shop, order);
}

async function knownAsk(client: Transaction, { shop, order }: OfOrder): Promise<RefundAsk> {
  const ask = await lastAsk(client, shop, order);
  if (!ask) throw new Error(`what was filed is there: ${order}`);
  return ask;
}
