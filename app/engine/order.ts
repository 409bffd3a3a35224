import { EngineError } from "./error.ts";
import type { AccountId, CustomerId, OrderId, RemarkId } from "./ids.ts";
import type { Quote, Price } from "./quote.ts";
import { makeReference } from "./reference.ts";

export type Status = "unclaimed" | "claimed" | "paid" | "expired" | "cancelled";
export type CancelledBy = "merchant" | "storefront" | "paid elsewhere";

/** Who an order waits for. A namer's money reaches it only as far as its payments name it. */
export type Claimer = { readonly account: AccountId; readonly by: "proven" | "plain" | "naming" };

export type Order = {
  readonly id: OrderId;
  /** The storefront's order id, all digits kept; null when the merchant's own API asked for the money. */
  readonly storefrontId: string | null;
  /** A label (`#1001`); identifies the order only where strict mode is off. */
  readonly name: string | null;
  /** 128 bits in hex: the key to the order's pay page. Never logged. */
  readonly token: string;
  readonly status: Status;
  readonly customer: CustomerId | null;
  readonly price: Price;
  /** The storefront's total as last heard; once paid, the one that later changes are told from. */
  readonly total: Price | null;
  /** What the storefront's total became after the order was paid; null: nothing was heard since. */
  readonly totalSince: Price | null;
  /** null: no rate was known yet, so there is no due and no deadline. */
  readonly quote: Quote | null;
  readonly claimer: Claimer | null;
  readonly placedAt: Date;
  readonly claimBy: Date | null;
  readonly payBy: Date | null;
  /** Expiry was put off, once, until then. */
  readonly heldUntil: Date | null;
  readonly closedAt: Date | null;
  readonly cancelledBy: CancelledBy | null;
  /** The storefront's own time of the newest facts we took; older ones are stale. */
  readonly factsAt: Date | null;
  /** The order is cancelled or closed at the storefront. */
  readonly closedThere: boolean;
  /** The customer, signed in, pressed "use my credit" on this order. */
  readonly creditGranted: boolean;
  /** Accounts below zero that helped to pay this order. */
  readonly atRisk: readonly AccountId[];
  readonly refunded: bigint;
  readonly shortAfterPaid: boolean;
  readonly refundSuggested: boolean;
  readonly note: RemarkId | null;
  readonly version: number;
};

const LEGAL: Record<Status, readonly Status[]> = {
  unclaimed: ["claimed", "paid", "expired", "cancelled"],
  claimed: ["paid", "expired", "cancelled"],
  paid: [],
  expired: ["claimed", "unclaimed"],
  cancelled: ["claimed", "unclaimed"],
};

/** The only way to change a status. A move that is not in the table is refused, never ignored. */
export function move(order: Order, to: Status): Order {
  if (!LEGAL[order.status].includes(to)) {
    throw new EngineError("move_forbidden", { order: order.id, from: order.status, to });
  }
  return { ...order, status: to };
}

export function isOpen(order: Pick<Order, "status">): boolean {
  return order.status === "unclaimed" || order.status === "claimed";
}

/** Units asked for; null while no rate is known. */
export function dueOf(order: Order): bigint | null {
  return order.quote?.due.units ?? null;
}

/** When an open order expires: pay-by once it has one, else claim-by; later while expiry is put off. */
export function deadlineOf({ heldUntil, payBy, claimBy }: Order): Date | null {
  const own = payBy ?? claimBy;
  return heldUntil && own && heldUntil > own ? heldUntil : own;
}

/** `<shop domain>/<order id>/<token>`: what QR codes and pages give to wallets. */
export function referenceOf(order: Order, shop: string): string {
  return makeReference({ shop, orderId: order.id.slice("ord_".length), token: order.token });
}

export const oldestFirst = (a: Order, b: Order) =>
  a.placedAt.getTime() - b.placedAt.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
