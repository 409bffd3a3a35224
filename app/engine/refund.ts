import type { OrderId, RefundId } from "./ids.ts";
import type { Place } from "./ledger.ts";
import type { Money } from "./money.ts";

export type RefundStatus = "requested" | "sent" | "withdrawn";

export type Refund = {
  readonly id: RefundId;
  readonly order: OrderId | null;
  /** Where its money came from and returns to when it is withdrawn. */
  readonly from: Place;
  readonly money: Money;
  readonly status: RefundStatus;
  readonly provider: string;
  /** The outgoing transaction, once sent. */
  readonly transaction: string | null;
  readonly version: number;
};
