import type { Policy } from "#app/engine/policy.ts";

export type Asks = Policy["asks"];

/** An amount as a message states it, unread: only the price a shop's policy asks for is ever parsed. */
export type Stated = { readonly amount: unknown; readonly currency: unknown };

/** What the customer would owe under each policy, in presentment money; null: this message does not state it. */
export type Prices = Readonly<Record<Asks, Stated | null>>;

export type Personal = {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
};

/** `customer` is the storefront's customer id; null: a guest. */
export type Buyer = { readonly customer: string | null; readonly personal: Personal };

/** A Shopify order in our words, whether a webhook or the Admin API told of it. */
export type StorefrontOrder = {
  /** Shopify's order id, all digits. */
  readonly storefrontId: string;
  /** A label (`#1001`) merchants may change and reuse. */
  readonly name: string;
  /** null: this reading does not say who buys (the Admin API is asked without the scope read_customers). */
  readonly buyer: Buyer | null;
  readonly note: string | null;
  readonly prices: Prices;
  /** The storefront's clock. Facts with an older one are stale. */
  readonly updatedAt: Date;
  readonly cancelledAt: Date | null;
  /** customer, declined, fraud, inventory, other, staff */
  readonly cancelReason: string | null;
  readonly closedAt: Date | null;
  /** pending, authorized, partially_paid, paid, partially_refunded, refunded, voided, expired */
  readonly financialStatus: string | null;
  readonly gatewayNames: readonly string[];
  readonly checkoutToken: string | null;
  readonly confirmationNumber: string | null;
  readonly isTest: boolean;
  readonly sourceName: string | null;
};

/** Is this order to be paid by the shop's method of that name? The whole name, blanks around and letter case aside. */
export function isOurs(gatewayNames: readonly string[], methodName: string): boolean {
  const wanted = folded(methodName);
  return wanted !== "" && gatewayNames.some((name) => folded(name) === wanted);
}

// Upper case first folds what lower case alone keeps apart, such as ß and ss.
function folded(name: string): string {
  return name.trim().normalize("NFC").toUpperCase().toLowerCase();
}
