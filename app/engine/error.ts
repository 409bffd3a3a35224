/** Every way the engine refuses. Doors map each code to an HTTP status in a `Record<ErrorCode, …>`. */
export type ErrorCode =
  | "order_unknown"
  | "order_not_open"
  | "order_not_closed"
  | "order_needs_rate"
  | "order_closed_at_storefront"
  | "order_claimed"
  | "order_has_no_customer"
  | "cancel_in_flight"
  | "move_forbidden"
  | "reference_wrong"
  | "plain_claims_off"
  | "claims_full"
  | "claim_unknown"
  | "link_needs_proof"
  | "link_unknown"
  | "payment_unknown"
  | "payment_not_reported"
  | "payment_contested"
  | "payment_not_confirmed"
  | "report_unknown"
  | "not_the_reporter"
  | "not_the_confirmer"
  | "nothing_missing"
  | "amount_not_positive"
  | "amount_zero"
  | "asset_unknown"
  | "price_unreadable"
  | "rate_unreadable"
  | "credit_missing"
  | "customer_unknown"
  | "refund_unknown"
  | "refund_not_open"
  | "refund_too_large"
  | "nothing_to_refund"
  | "wallet_unknown"
  | "address_not_allowed"
  | "nonce_refused"
  | "wallet_taken"
  | "shop_unknown"
  | "world_kept_growing";

export type Facts = Readonly<Record<string, string | number | bigint | boolean | null>>;

/** An expected refusal. `facts` are ids, amounts and names only: they may be logged and shown. */
export class EngineError extends Error {
  readonly code: ErrorCode;
  readonly facts: Facts;

  constructor(code: ErrorCode, facts: Facts = {}) {
    super(code);
    this.name = "EngineError";
    this.code = code;
    this.facts = facts;
  }
}

export class InvariantError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "InvariantError";
  }
}

/** A bug, never a user's mistake: nobody catches it. */
export function invariant(holds: boolean, message: string): asserts holds {
  if (!holds) throw new InvariantError(message);
}
