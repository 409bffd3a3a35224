import type { AccountId, OrderId, PayerKey, PaymentId, WalletId } from "./ids.ts";
import type { Money } from "./money.ts";

export type PaymentStatus = "received" | "confirmed" | "dropped" | "reversed";

/** Which order a payment says it is for. `order` is the storefront's id or, by name, its label. */
export type Naming = {
  readonly by: "payment-id" | "reference" | "claim" | "order_id" | "number";
  readonly identity: Identity;
};

export type Identity =
  | { readonly by: "id"; readonly order: OrderId }
  | { readonly by: "name"; readonly name: string };

/** One wallet's word for what a transaction brought. */
export type Report = {
  readonly wallet: WalletId | null;
  readonly money: Money;
  readonly sender: PayerKey | null;
};

export type Payment = {
  /** Made from (provider, network, transaction, output). */
  readonly id: PaymentId;
  readonly provider: string;
  readonly network: string;
  readonly transaction: string;
  readonly output: string;
  readonly money: Money;
  /** As the provider stated it; a one-sided payment merely states it. */
  readonly sender: PayerKey | null;
  readonly account: AccountId;
  readonly naming: Naming | null;
  /** The order it names, once that order is known here. */
  readonly names: OrderId | null;
  readonly status: PaymentStatus;
  /** Counts how often it was reported anew after it vanished. */
  readonly occurrence: number;
  readonly reports: readonly Report[];
  /** Reports differ in content: no money until the merchant picks one. */
  readonly contested: boolean;
  /** Wallets that confirmed, the latest last: theirs is the word that counted, so only they may reverse. */
  readonly confirmedBy: readonly WalletId[];
  readonly confirmations: number;
  readonly receivedAt: Date;
  readonly version: number;
};

/** A registered wallet's limits in units; a larger sum waits for a second wallet or the merchant. null: none. */
export type WalletLimits = { readonly perPayment: bigint | null; readonly perDay: bigint | null; readonly confirmedToday: bigint };

export function sameContent(a: Report, b: Report): boolean {
  return a.money.asset === b.money.asset && a.money.units === b.money.units && a.sender === b.sender;
}

export function contentOf(payment: Payment): Report {
  return { wallet: null, money: payment.money, sender: payment.sender };
}
