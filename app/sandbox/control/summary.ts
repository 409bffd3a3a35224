import { printAmount } from "../shop/amount.ts";
import { canMarkAsPaid, financialStatus, netPayment, outstanding } from "../shop/order.ts";
import type { Shop } from "../shop/shop.ts";
import type { Deed, Letter, Order } from "../world.ts";

/** An order as the control API tells it. Amounts are decimal texts in the order's presentment currency; a cancelled order's total is what it was. */
export type OrderSummary = {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly total: string;
  readonly outstanding: string;
  readonly received: string;
  readonly financialStatus: string;
  readonly canMarkAsPaid: boolean;
  readonly cancelledAt: string | null;
  readonly closedAt: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly gateways: readonly string[];
  readonly tags: readonly string[];
  readonly note: string | null;
  readonly customerId: string | null;
  readonly checkoutToken: string;
  readonly confirmationNumber: string;
  readonly deeds: readonly Deed[];
};

export function summaryOf(shop: Shop, order: Order): OrderSummary {
  const print = (units: bigint): string => printAmount(units, order.presentmentCurrency);
  const { id, name, cancelledAt, closedAt, createdAt, updatedAt, gateways, tags, note, checkoutToken, confirmationNumber } = order;
  return {
    id, name, currency: order.presentmentCurrency, total: print((cancelledAt === null ? order.currentTotal : order.total).presentment), outstanding: print(outstanding(order).presentment),
    received: print(netPayment(order).presentment), financialStatus: financialStatus(order), canMarkAsPaid: canMarkAsPaid(order),
    cancelledAt, closedAt, createdAt, updatedAt, gateways, tags, note, customerId: order.customer?.id ?? null, checkoutToken, confirmationNumber,
    deeds: shop.state.deeds.get(id) ?? [],
  };
}

export type LetterSummary = Pick<Letter, "id" | "eventId" | "topic" | "orderId" | "state" | "tries" | "triggeredAt">;

export function lettersOf({ state }: Shop): readonly LetterSummary[] {
  return [...state.pastLetters, ...state.letters.values()].map(({ id, eventId, topic, orderId, state: stage, tries, triggeredAt }) => ({
    id, eventId, topic, orderId, state: stage, tries, triggeredAt,
  }));
}
