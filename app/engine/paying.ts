import { creditOf } from "./account.ts";
import { accountId, type AccountId, type PaymentId, type ShopId } from "./ids.ts";
import { accountPlace, orderPlace } from "./ledger.ts";
import { larger, smaller, sum, type Asset, type Money } from "./money.ts";
import { dueOf, isOpen, type Order } from "./order.ts";
import type { PaymentStatus } from "./payment.ts";
import type { Policy } from "./policy.ts";
import { asIfConfirmed, depositFor } from "./reach.ts";
import type { Refund, RefundAsk } from "./refund.ts";
import { missingOf, wouldComplete } from "./settle.ts";
import type { Standing } from "./standing.ts";

/** How an order's pay page stands. Without a view: the storefront has not told us of the order yet. */
export type PayState = "fetching" | "unpriced" | "waiting" | "needs-quote" | "part" | "seen" | "paid" | "over" | "expired" | "cancelled" | "late";

/** One payment for an order, as whoever may open its page sees it. */
export type PayPayment = {
  readonly id: PaymentId;
  readonly transaction: string;
  readonly money: Money;
  readonly account: AccountId;
  readonly status: PaymentStatus;
  /** Reports differ: no money until the merchant picks one. */
  readonly isContested: boolean;
  readonly confirmations: number;
  /** Confirmations it needs; 0: its wallet's word is final. */
  readonly needed: number;
  readonly at: Date;
};

export type PayShop = {
  readonly id: ShopId;
  readonly name: string | null;
  readonly methodName: string | null;
  readonly timeZone: string;
  readonly asset: Asset;
  readonly policy: Policy;
};

/** All that an order's token opens: how to pay it, and what became of the money. Units; nothing personal. */
export type PayView = PaySums & {
  readonly order: Order;
  readonly shop: PayShop;
  /** Where the shop receives, the first registered first. */
  readonly to: readonly string[];
  readonly payments: readonly PayPayment[];
  readonly refunds: readonly Refund[];
  /** The shopper's last wish to have money back; null: there was none. */
  readonly ask: RefundAsk | null;
  /** The last moment at which the quote holds; null: as long as the order is open. */
  readonly quoteEnds: Date | null;
  /** Changes whenever the view does. */
  readonly mark: string;
};

export type PaySums = {
  /** On its way, and nobody disputes it. */
  readonly seen: bigint;
  readonly confirmed: bigint;
  /** Still asked for, were all that is on its way confirmed; 0 once the order is closed; null: it has no due. */
  readonly missing: bigint | null;
  /** Brought for the order and not spent, once it is closed: too much, or too late. */
  readonly left: bigint;
  /** As much of it as lies on the order's own deposit account. */
  readonly deposit: bigint;
};

/** Adds up what the payments of an order came to. */
export function sumsOf(standing: Standing, order: Order, payments: readonly PayPayment[]): PaySums {
  const units = (status: PaymentStatus) => sum(payments.filter((each) => each.status === status && !each.isContested).map(({ money }) => money.units));
  const isClosed = !isOpen(order);
  return {
    seen: units("received"),
    confirmed: units("confirmed"),
    missing: stillMissing(standing, order),
    left: isClosed ? sum(restsOf(standing, order, payments).map(({ units: left }) => left)) : 0n,
    deposit: isClosed ? heldOn(standing, accountId(standing.asset, depositFor(order.id))) : 0n,
  };
}

/** Where what was brought for the order lies unspent, its own deposit account first. */
export function restsOf(standing: Standing, order: Order, payments: readonly PayPayment[]): readonly { readonly account: AccountId; readonly units: bigint }[] {
  const accounts = new Set([accountId(standing.asset, depositFor(order.id)), ...payments.map(({ account }) => account)]);
  return [...accounts].map((account) => ({ account, units: leftOn(standing, order, account, payments) })).filter(({ units }) => units > 0n);
}

// What is short by no more than the shop forgoes is not asked for.
function stillMissing(standing: Standing, order: Order): bigint | null {
  if (!isOpen(order)) return 0n;
  if (dueOf(order) === null) return null;
  return wouldComplete(standing, order) ? 0n : missingOf(asIfConfirmed(standing, order), order);
}

/** Of an account with other money, only what came for this order and was neither spent on it nor given back. */
function leftOn(standing: Standing, order: Order, account: AccountId, payments: readonly PayPayment[]): bigint {
  const held = heldOn(standing, account);
  if (account === accountId(standing.asset, depositFor(order.id))) return held;
  const place = accountPlace(account);
  const brought = sum(payments.filter((each) => each.account === account && each.status === "confirmed").map(({ money }) => money.units));
  const spent = sum(standing.transfers.filter(({ from, to }) => from === place && to === orderPlace(order.id)).map(({ money }) => money.units));
  const givenBack = sum([...standing.refunds.values()].filter(({ from, status }) => from === place && status !== "withdrawn").map(({ money }) => money.units));
  return smaller(held, larger(0n, brought - spent - givenBack));
}

function heldOn({ accounts }: Standing, id: AccountId): bigint {
  const account = accounts.get(id);
  return account ? creditOf(account) : 0n;
}

/** What the page says. Only a quote's end is told by the clock; a deadline is past when the order says so. */
export function stateOf(view: Pick<PayView, "order" | "missing" | "left" | "seen" | "quoteEnds"> | null, now: Date): PayState {
  if (view === null) return "fetching";
  const { order, missing, left, seen, quoteEnds } = view;
  switch (order.status) {
    case "paid":
      return left > 0n ? "over" : "paid";
    case "expired":
    case "cancelled":
      return left + seen > 0n ? "late" : order.status;
    case "unclaimed":
    case "claimed":
      if (missing === null) return "unpriced";
      if (missing === 0n) return "seen";
      if (quoteEnds !== null && now > quoteEnds) return "needs-quote";
      return missing < (dueOf(order) ?? 0n) ? "part" : "waiting";
  }
}
