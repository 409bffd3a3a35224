import { EngineError } from "./error.ts";
import type { AccountId, CreditNoteId, CustomerId, OrderId, Owner, PaymentId } from "./ids.ts";
import { accountPlace, type Move } from "./ledger.ts";
import type { Money } from "./money.ts";
import { isOpen } from "./order.ts";
import { all, creditEvent, openFor, post, same, type Step } from "./outcome.ts";
import { missingOf, tryAccount } from "./settle.ts";
import { holesFilled } from "./reversing.ts";
import { agreed, seen } from "./receiving.ts";
import { accountOf, orderIn } from "./standing.ts";

/** A credit note: the merchant gives a customer credit, or takes some back. `money.units` may be negative, never zero. */
export type CreditNote = { readonly id: CreditNoteId; readonly customer: CustomerId; readonly money: Money };

/** It pays whatever it may now cover, like any other money. */
export function credited({ id, customer, money }: CreditNote): Step {
  return (so) => {
    if (so.after.transfers.some((each) => each.id === `${id}.given`)) return so;
    if (money.asset !== so.after.asset) throw new EngineError("asset_unknown", { asset: money.asset });
    if (money.units === 0n) throw new EngineError("amount_zero", { note: id });
    const owner: Owner = { kind: "customer", customer };
    const account = accountOf(so.after, owner);
    const cause = `${id}.given`;
    const given: Move = money.units > 0n
      ? { cause, from: "shop/credit", to: accountPlace(account.id), money }
      : { cause, from: accountPlace(account.id), to: "shop/credit", money: { ...money, units: -money.units } };
    return all(openFor(owner), post(given, "allowed"), creditEvent(id, account.id, given), holesFilled(account.id), money.units > 0n ? tryAccount(account.id, null) : same)(so);
  };
}

/** The rest of a deposit, once its order is closed, becomes the customer's credit. */
export function keptAsCredit(id: OrderId, note: CreditNoteId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (so.after.transfers.some((each) => each.id === `${note}.kept`)) return so;
    if (isOpen(order)) throw new EngineError("order_not_closed", { order: id, status: order.status });
    if (order.customer === null) throw new EngineError("order_has_no_customer", { order: id });
    const deposit = accountOf(so.after, { kind: "deposit", of: id });
    return moved(deposit.id, { kind: "customer", customer: order.customer }, deposit.held, note)(so);
  };
}

/** Money without an owner, or left on an account, is given to a customer. */
function moved(from: AccountId, to: Owner, units: bigint, note: CreditNoteId): Step {
  return (so) => {
    if (units <= 0n) throw new EngineError("credit_missing", { account: from });
    const account = accountOf(so.after, to);
    const given: Move = { cause: `${note}.kept`, from: accountPlace(from), to: accountPlace(account.id), money: { asset: so.after.asset, units } };
    return all(openFor(to), post(given), creditEvent(note, account.id, given), holesFilled(account.id), tryAccount(account.id, null))(so);
  };
}

/** The merchant says "it arrived": a manual payment of what is missing, on the order's own deposit account. */
export function arrived(id: OrderId, payment: PaymentId): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    if (so.after.payments.has(payment)) return so;
    if (!isOpen(order)) throw new EngineError("order_not_open", { order: id, status: order.status });
    if (order.quote === null) throw new EngineError("order_needs_rate", { order: id, currency: order.price.currency });
    const units = missingOf(so.after, order);
    if (units === 0n) throw new EngineError("nothing_missing", { order: id });
    const sighting = { id: payment, provider: "manual", network: "merchant", transaction: payment, output: "0", money: { asset: so.after.asset, units }, sender: null, wallet: null, limits: null, depositOf: id, naming: null };
    return all(seen(sighting), agreed(payment))(so);
  };
}
