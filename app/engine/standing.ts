import type { Account } from "./account.ts";
import { openAccount } from "./account.ts";
import type { Claim, Link } from "./claim.ts";
import { EngineError } from "./error.ts";
import { accountId, type AccountId, type CustomerId, type OrderId, type Owner, type PaymentId, type RefundId, type ShopId, type WalletId } from "./ids.ts";
import type { Transfer } from "./ledger.ts";
import type { Asset } from "./money.ts";
import type { Order } from "./order.ts";
import type { Identity, Payment } from "./payment.ts";
import type { Policy } from "./policy.ts";
import type { Rate } from "./quote.ts";
import type { Refund } from "./refund.ts";

/** What ties a plain claimer's account to somebody: any tie to another customer keeps its credit out of reach. */
export type Tie = {
  readonly account: AccountId;
  readonly by: "link" | "paid" | "claim" | "naming";
  readonly order: OrderId | null;
  readonly customer: CustomerId | null;
};

/** A confirmation that came before its payment. */
export type Parked = { readonly payment: PaymentId; readonly wallet: WalletId; readonly confirmations: number | null };

/** How far the cancel errand of an expired or cancelled order is. */
export type CancelErrand = "waiting" | "leased" | "done";

/** What is true, locked and read: all that a decision may look at. */
export type Standing = {
  readonly shop: ShopId;
  readonly asset: Asset;
  readonly policy: Policy;
  readonly rates: ReadonlyMap<string, Rate>;
  readonly orders: ReadonlyMap<OrderId, Order>;
  readonly accounts: ReadonlyMap<AccountId, Account>;
  readonly payments: ReadonlyMap<PaymentId, Payment>;
  readonly refunds: ReadonlyMap<RefundId, Refund>;
  readonly claims: readonly Claim[];
  readonly links: readonly Link[];
  readonly ties: readonly Tie[];
  /** Transfers between these accounts, orders and refunds. */
  readonly transfers: readonly Transfer[];
  readonly parked: readonly Parked[];
  readonly cancels: ReadonlyMap<OrderId, CancelErrand>;
};

export function orderIn({ orders }: Pick<Standing, "orders">, id: OrderId): Order {
  const order = orders.get(id);
  if (!order) throw new EngineError("order_unknown", { order: id });
  return order;
}

export function paymentIn({ payments }: Pick<Standing, "payments">, id: PaymentId): Payment {
  const payment = payments.get(id);
  if (!payment) throw new EngineError("payment_unknown", { payment: id });
  return payment;
}

/** The account of this owner, as it stands or, when nothing ever reached it, empty. */
export function accountOf(standing: Standing, owner: Owner): Account {
  return standing.accounts.get(accountId(standing.asset, owner)) ?? openAccount(standing.asset, owner);
}

/** The one order an identity names; none when its id and its name would be two different orders. */
export function orderNamed(standing: Standing, identity: Identity): Order | null {
  if (identity.by === "id") return standing.orders.get(identity.order) ?? null;
  if (standing.policy.strict === "on") return null;
  const found = [...standing.orders.values()].filter((order) => order.name === identity.name);
  return found.length === 1 ? (found[0] ?? null) : null;
}

/** What a caller calls an order: its id, or where strict mode is off its name; both at once name neither. */
export function orderCalled(standing: Standing, text: string): Order | null {
  const byId = standing.orders.get(`ord_${text}` as OrderId) ?? null;
  const byName = orderNamed(standing, { by: "name", name: text });
  if (byId && byName && byId.id !== byName.id) return null;
  return byId ?? byName;
}
