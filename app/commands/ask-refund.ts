import { EngineError } from "#app/engine/error.ts";
import * as flow from "#app/engine/flow.ts";
import type { OrderId, ShopId } from "#app/engine/ids.ts";
import type { RefundAsk, WishStep } from "#app/engine/refund.ts";
import { closeAsk, fileAsk, holdsMoneyFor, lastAsk } from "#app/store/asks.ts";
import { save } from "#app/store/save.ts";
import type { Transaction } from "#app/store/transaction.ts";
import { inWorld } from "./alone.ts";
import type { Desk } from "./desk.ts";
import { remarkIdOf } from "./ids.ts";
import { keysOf } from "./keys.ts";
import { logDecision } from "./story.ts";

/** After so many answers a shopper is told the last of them again. */
const MOST_ASKS = 5;

type OfOrder = { readonly shop: ShopId; readonly order: OrderId };

/**
 * The shopper, by their order's token, asks the merchant for money back. It moves none: the merchant sets a refund aside, or
 * answers. While one wish is not dealt with, another is the same.
 */
export async function askRefund(desk: Desk, { shop, order, text }: OfOrder & { readonly text: string }): Promise<RefundAsk> {
  const isForgotten = await desk.forgotten.has(shop, { customer: null, objects: [order] });
  const ask = await filed(desk, { shop, order, step: "asked" }, async (client, last, at) => {
    if (last && (last.state === "open" || last.state === "set-aside" || last.number >= MOST_ASKS)) return null;
    if (!(await holdsMoneyFor(client, shop, order))) throw new EngineError("nothing_to_refund", { order });
    const number = (last?.number ?? 0) + 1;
    await fileAsk(client, number, { shop, order, remark: remarkIdOf(order, "ask", String(number)), text: isForgotten ? null : text, by: "shopper", at });
    return number;
  });
  if (!ask) throw new Error(`what was filed is there: ${order}`);
  return ask;
}

/** The merchant says why nothing is sent: the shopper reads it. Null: nobody asked. A wish that is dealt with stays as it is. */
export function answerAsk(desk: Desk, { shop, order, by, reason }: OfOrder & { readonly by: string; readonly reason: string }): Promise<RefundAsk | null> {
  return filed(desk, { shop, order, step: "answered" }, async (client, last, at) => {
    if (last?.state !== "open") return null;
    await closeAsk(client, last.number, { shop, order, remark: remarkIdOf(order, "answer", String(last.number)), text: reason, by, at });
    return last.number;
  });
}

/** Answers the number of the wish it filed something of; null: nothing. */
type File = (client: Transaction, last: RefundAsk | null, at: Date) => Promise<number | null>;

/** Files a step of a wish together with its event, while nobody else decides about the order. Answers the newest wish. */
async function filed(desk: Desk, { shop, order, step }: OfOrder & { readonly step: WishStep }, file: File): Promise<RefundAsk | null> {
  const name = `refund-${step}`;
  const seeds = { orders: [order] };
  const { ask, outcome } = await inWorld(desk, { name, shop, seeds, keys: keysOf(seeds) }, async (client, { standing }) => {
    const now = desk.clock();
    const last = await lastAsk(client, shop, order);
    const number = await file(client, last, now);
    if (number === null) return { ask: last, outcome: null };
    const told = flow.tellWish({ order, step, number }, standing, now);
    await save(client, told, {});
    return { ask: await lastAsk(client, shop, order), outcome: told };
  });
  if (outcome) {
    logDecision(desk.log, { command: name, asked: { shop, input: null }, outcome, result: null });
    desk.bell.ring("seal");
  }
  return ask;
}
