import { controlAt, type Control, type SeenOrder, type ShopControl } from "../control/client.ts";
import type { Credentials } from "../shop/session-token.ts";
import type { PayBlock, Told } from "../shop/pay-block.ts";
import { expect, until } from "./expect.ts";

/** Where the demo plays. */
export type Stage = { readonly appUrl: string; readonly sandboxUrl: string; readonly credentials: Credentials; readonly control: Control };

export const openStage = (facts: Omit<Stage, "control">): Stage => ({ ...facts, control: controlAt(facts.sandboxUrl) });

export type Placed = { readonly shop: ShopControl; readonly order: SeenOrder };

/** Waits until the app tells the order's thank-you page what is waited for. */
export function toldWhen({ shop, order }: Placed, isThere: (told: Told) => boolean, patience: { readonly what: string; readonly atMostMs?: number }): Promise<Told> {
  return until(async () => {
    const block: PayBlock = await shop.howToPay(order.id);
    return "reference" in block && isThere(block) ? block : null;
  }, patience);
}

export const shopOrderWhen = ({ shop, order }: Placed, isThere: (order: SeenOrder) => boolean, what: string): Promise<SeenOrder> =>
  until(async () => {
    const now = await shop.order(order.id);
    return isThere(now) ? now : null;
  }, { what });

/** What the app did to the order at the shop, counted. */
export function expectDeeds({ deeds, name }: SeenOrder, wanted: { readonly orderMarkAsPaid: number; readonly orderCancel: number }): void {
  for (const [field, count] of Object.entries(wanted)) {
    const found = deeds.filter((deed) => deed.by === "app" && deed.field === field && deed.result === "done").length;
    expect(found === count, `The shop counts ${found} times ${field} for order ${name} instead of ${count}.`);
  }
}

export const clockOf = (time: string): string => `${time.slice(11, 19)} UTC`;
