import type { ErrorCode, Facts } from "#app/engine/error.ts";

/** How an engine's refusal is told: `retryable` says that the same request may well pass later. */
export type Meaning = { readonly status: 400 | 401 | 403 | 404 | 409 | 422 | 503; readonly title: string; readonly detail?: (facts: Facts) => string; readonly retryable?: true };

const unknown = (what: string): Meaning => ({ status: 404, title: `There is no such ${what}.` });

/** Every code has its answer: one without does not compile. */
export const meanings: Record<ErrorCode, Meaning> = {
  order_unknown: { ...unknown("order"), detail: () => "No order of this shop is called that. If it was placed a moment ago, try again shortly.", retryable: true },
  order_not_open: { status: 409, title: "The order is closed.", detail: ({ status }) => `The order is ${String(status)}; only an open order can be claimed or paid.` },
  order_not_closed: { status: 409, title: "The order is still open." },
  order_needs_rate: { status: 409, title: "The order has no price in the asset yet.", detail: () => "The shop has no rate for the order's currency yet. Try again when it has.", retryable: true },
  order_closed_at_storefront: { status: 409, title: "The order is closed at the storefront." },
  order_claimed: { status: 409, title: "Somebody proved to be this order's payer.", detail: () => "The order is claimed by a signature over its reference. Sign the reference from the order's pay page to claim it instead." },
  order_has_no_customer: { status: 409, title: "The order has no customer." },
  cancel_in_flight: { status: 409, title: "The order is being cancelled at the storefront right now.", retryable: true },
  move_forbidden: { status: 409, title: "The order cannot go from where it is to there.", detail: ({ from, to }) => `An order that is ${String(from)} never becomes ${String(to)}.` },
  reference_wrong: { status: 404, title: "The reference names no order here.", detail: () => "The reference is of another shop, or its last part does not fit its order. Take it anew from the order's pay page." },
  plain_claims_off: { status: 403, title: "This shop takes no claims over a bare order id.", detail: () => "Sign the order's reference instead: `<shop domain>/<order id>/<token>`, as the order's QR code, links and pay page give it in place of the order id." },
  claims_full: { status: 409, title: "Too many wallets claim this order.", detail: () => "Sign the order's reference, as its pay page gives it: such a claim always has room." },
  claim_unknown: unknown("claim"),
  link_needs_proof: { status: 409, title: "No proven claim ties this payer to this order." },
  link_unknown: unknown("link"),
  payment_unknown: unknown("payment"),
  payment_not_reported: { status: 409, title: "The payment is not waiting for that.", detail: ({ status }) => (status === undefined ? "The payment is not in a state to be treated so." : `The payment is ${String(status)}: report it anew first.`) },
  payment_contested: { status: 409, title: "Wallets reported this payment differently.", detail: () => "It is no money until the merchant says which report is true." },
  payment_not_confirmed: { status: 409, title: "The payment is not confirmed." },
  report_unknown: unknown("report"),
  not_the_reporter: { status: 403, title: "Another wallet reported this payment.", detail: () => "A wallet may confirm or take back only what it reported itself, with the same amount and sender." },
  not_the_confirmer: { status: 403, title: "Another wallet confirmed this payment.", detail: () => "Only the wallet whose confirmation counted may reverse the payment." },
  nothing_missing: { status: 409, title: "Nothing is missing on this order." },
  amount_not_positive: { status: 422, title: "The amount must be above zero." },
  amount_zero: { status: 422, title: "The amount must not be zero." },
  asset_unknown: { status: 422, title: "This shop does not take this asset." },
  price_unreadable: { status: 422, title: "The price is no exact decimal." },
  rate_unreadable: { status: 422, title: "The rate is no exact decimal above zero." },
  credit_missing: { status: 409, title: "There is not that much credit." },
  customer_unknown: unknown("customer"),
  refund_unknown: unknown("refund"),
  refund_not_open: { status: 409, title: "The refund is not open any more." },
  refund_too_large: { status: 422, title: "That is more than can be refunded." },
  nothing_to_refund: { status: 409, title: "No money of this order is here.", detail: () => "Nothing arrived for this order, or it was sent back or spent already." },
  wallet_unknown: { status: 401, title: "This wallet is not registered with this shop.", detail: () => "The shop's operator registers it: npm run tally -- setup wallet <address> --ip <ip>" },
  address_not_allowed: { status: 401, title: "This wallet may not call from this address.", detail: () => "The shop's operator registers the addresses a wallet calls from (--ip). Behind a proxy, TRUSTED_PROXIES must name the proxy." },
  nonce_refused: { status: 401, title: "The nonce was refused.", detail: ({ reason, highest }) => `The nonce ${reason === "used" ? "was used before" : "is too old"}. The highest one used is ${String(highest)}: sign again with a higher one.` },
  wallet_taken: { status: 409, title: "This wallet is registered with another shop of this server." },
  shop_unknown: unknown("shop"),
  world_kept_growing: { status: 503, title: "Too much happened at once.", detail: () => "Nothing was done. Send the same request again.", retryable: true },
};
