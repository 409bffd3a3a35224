import { invariant } from "./error.ts";
import { transferId, type AccountId, type OrderId, type RefundId, type TransferId } from "./ids.ts";
import type { Money } from "./money.ts";

export type Place =
  | `outside/${string}`
  | `account/${string}`
  | `order/${string}`
  | `refund/${string}`
  | "shop/credit"
  | "shop/written-off";

/** How money reached an order; null for every other transfer. */
export type Via = "deposit" | "claim" | `naming/${string}` | "credit" | "link" | "write-off";

/** One row of the ledger: money moving between two places. Never changed, never deleted; undone by its opposite. */
export type Transfer = {
  readonly id: TransferId;
  readonly from: Place;
  readonly to: Place;
  readonly money: Money;
  readonly at: Date;
  /** What made it: `ord_7.settled`, `pay_9.confirmed.2`, `ref_3.sent`. */
  readonly cause: string;
  readonly via: Via | null;
};

export const outside = (provider: string): Place => `outside/${provider}`;
export const accountPlace = (id: AccountId): Place => `account/${id}`;
export const orderPlace = (id: OrderId): Place => `order/${id}`;
export const refundPlace = (id: RefundId): Place => `refund/${id}`;
export const namingOf = (id: OrderId): Via => `naming/${id}`;

export type Move = {
  readonly cause: string;
  /** Tells apart the transfers of one cause; empty when it makes only one. */
  readonly part?: string;
  readonly from: Place;
  readonly to: Place;
  readonly money: Money;
  readonly via?: Via;
};

/** The id comes from the cause, so that doing a thing twice cannot be stored. `units` > 0. */
export function transfer(move: Move, at: Date): Transfer {
  invariant(move.money.units > 0n, `a transfer moves more than nothing: ${move.cause}`);
  invariant(move.from !== move.to, `a transfer goes somewhere: ${move.cause}`);
  return {
    id: transferId(move.part ? `${move.cause}.${move.part}` : move.cause),
    from: move.from,
    to: move.to,
    money: move.money,
    at,
    cause: move.cause,
    via: move.via ?? null,
  };
}

/** How many transfers of this cause the first occurrence apart: the second confirmation of pay_9 is `pay_9.confirmed.2`. */
export function causeOf(object: string, verb: string, occurrence: number): string {
  return occurrence > 1 ? `${object}.${verb}.${occurrence}` : `${object}.${verb}`;
}
