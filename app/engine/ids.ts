import { symbolOf, type Asset } from "./money.ts";

declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** The shop's myshopify domain. Every other id is unique within its shop only. */
export type ShopId = Id<"shop">;
/** `ord_<storefront order id>`: an order's identity is (shop, storefront order id), so its id is that. */
export type OrderId = Id<"order">;
/** Our own row for a storefront customer; random, so that redaction leaves nothing that points back. */
export type CustomerId = Id<"customer">;
export type AccountId = Id<"account">;
/** A key at a provider's network, e.g. `tari:mainnet:<spend key>`: every form of its address is one payer. */
export type PayerKey = Id<"payer">;
export type PaymentId = Id<"payment">;
export type ClaimId = Id<"claim">;
export type RefundId = Id<"refund">;
export type CreditNoteId = Id<"credit note">;
export type WalletId = Id<"wallet">;
export type TransferId = Id<"transfer">;
export type EventId = Id<"event">;
/** Points to a versioned row of free text (a reason, a note) that redaction may blank. */
export type RemarkId = Id<"remark">;

export const shopId = (domain: string) => domain as ShopId;
export const orderId = (storefrontId: string) => `ord_${storefrontId}` as OrderId;
export const customerId = (text: string) => text as CustomerId;
export const payerKey = (text: string) => text as PayerKey;
export const paymentId = (text: string) => text as PaymentId;
export const claimId = (text: string) => text as ClaimId;
export const refundId = (text: string) => text as RefundId;
export const creditNoteId = (text: string) => text as CreditNoteId;
export const walletId = (text: string) => text as WalletId;
export const remarkId = (text: string) => text as RemarkId;
export const transferId = (text: string) => text as TransferId;
export const eventId = (text: string) => text as EventId;

/** Who an account belongs to; a deposit account belongs to the order or the payment it was opened for. */
export type Owner =
  | { readonly kind: "payer"; readonly payer: PayerKey }
  | { readonly kind: "customer"; readonly customer: CustomerId }
  | { readonly kind: "deposit"; readonly of: OrderId | PaymentId };

/** Accounts are (asset, kind, owner) within a shop, and their id says just that. */
export function accountId(asset: Asset, owner: Owner): AccountId {
  return `acc_${ownerText(owner)}.${symbolOf(asset)}` as AccountId;
}

export function ownerText(owner: Owner): string {
  switch (owner.kind) {
    case "payer":
      return owner.payer;
    case "customer":
      return owner.customer;
    case "deposit":
      return owner.of;
  }
}
