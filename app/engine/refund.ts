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

/** open: nobody has answered yet. set-aside, sent: a refund came of it. declined: the merchant answered. */
export type AskState = "open" | "set-aside" | "sent" | "declined";

/** What happens to a wish by itself; a refund made of it tells its own story. */
export type WishStep = "asked" | "answered";

/** A shopper's wish to have money back; it moves none. Texts are empty where nothing was said, and null where they were redacted. */
export type RefundAsk = {
  readonly number: number;
  readonly state: AskState;
  readonly said: string | null;
  readonly askedAt: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly refund: { readonly id: RefundId; readonly money: Money; readonly transaction: string | null } | null;
};
