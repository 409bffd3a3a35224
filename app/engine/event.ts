import type { CreditNoteId, EventId, OrderId, PaymentId, RefundId } from "./ids.ts";

export type EventType =
  | "order.placed"
  | "order.claimed"
  | "order.paid"
  | "order.expired"
  | "order.cancelled"
  | "order.changed"
  | "order.reopened"
  | "order.at_risk"
  | "payment.received"
  | "payment.confirmed"
  | "payment.reversed"
  | "payment.late"
  | "credit.issued"
  | "refund.requested"
  | "refund.sent";

export type EventFields = Readonly<Record<string, string | number | boolean | null>>;

/** Something that happened: the object's non-personal fields right after its own change. */
export type Event = {
  readonly id: EventId;
  readonly type: EventType;
  readonly object: OrderId | PaymentId | RefundId | CreditNoteId;
  readonly version: number;
  readonly at: Date;
  readonly cause: string;
  readonly fields: EventFields;
};

export type Target =
  | "storefront.mark-paid"
  | "storefront.cancel"
  | "storefront.tag"
  | `callback:${string}`
  | `plugin:${string}`;

/** What an event owes the outside; carried out later, checked against the state of that moment. */
export type Errand = {
  readonly event: EventId;
  readonly target: Target;
  readonly object: Event["object"];
  readonly version: number;
  readonly at: Date;
};
