import type { AccountId, ClaimId, CustomerId, OrderId, PayerKey } from "./ids.ts";

/** bound and note claims are proven; a plain one replays across shops and servers, so it proves little. */
export type ClaimKind = "bound" | "note" | "plain";

/** A signed promise, its signature already checked: this payer pays this order. */
export type Claim = {
  /** Made from the signature: the same claim again is the same message. */
  readonly id: ClaimId;
  readonly order: OrderId;
  readonly payer: PayerKey;
  readonly account: AccountId;
  readonly kind: ClaimKind;
  readonly at: Date;
  readonly standing: "counts" | "displaced";
  /** A link this claim made was removed: it makes none again. */
  readonly barred: boolean;
};

export type Link = { readonly customer: CustomerId; readonly account: AccountId; readonly claim: ClaimId };

export const MOST_PLAIN_CLAIMS = 16;

export function isProven(claim: { readonly kind: ClaimKind }): boolean {
  return claim.kind !== "plain";
}
