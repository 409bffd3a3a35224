import { EngineError, invariant } from "./error.ts";
import type { AccountId, OrderId, RefundId } from "./ids.ts";
import { accountPlace, orderPlace, outside, refundPlace, type Place } from "./ledger.ts";
import { larger, smaller, sum, type Money } from "./money.ts";
import type { Order } from "./order.ts";
import { all, orderEvent, post, refundEvent, same, type Step } from "./outcome.ts";
import type { Refund, WishStep } from "./refund.ts";
import { holesFilled } from "./reversing.ts";
import { tryAccount } from "./settle.ts";
import { orderIn, type Standing } from "./standing.ts";

/** What is asked back of a paid order; `provider` is where outside money would leave by. */
export type OrderRefund = { readonly id: RefundId; readonly order: OrderId; readonly money: Money; readonly provider: string };
/** What is asked back of an account: late money, a rest, money without an owner. */
export type AccountRefund = { readonly id: RefundId; readonly account: AccountId; readonly order: OrderId | null; readonly money: Money; readonly provider: string };

/** Outside money goes back outside, and never more of it than came; what credit paid comes back as credit. */
export function refundRequested({ id, order: orderId, money, provider }: OrderRefund): Step {
  return (so) => {
    if (isRepeat(so.after, id)) return so;
    refuseOdd(so.after, id, money);
    const order = orderIn(so.after, orderId);
    const left = refundable(so.after, order);
    if (money.units > left.outside + left.credit) throw new EngineError("refund_too_large", { order: orderId, most: left.outside + left.credit });
    const outsideUnits = smaller(money.units, left.outside);
    const creditUnits = money.units - outsideUnits;
    const from = orderPlace(orderId);
    const refund: Refund = { id, order: orderId, from, money: { ...money, units: outsideUnits }, status: "requested", provider, transaction: null, version: 0 };
    return all(
      outsideUnits > 0n ? all(post({ cause: `${id}.requested`, from, to: refundPlace(id), money: refund.money }), refundEvent("refund.requested", refund, `${id}.requested`)) : same,
      creditUnits > 0n ? refundedAsCredit(order, id, { ...money, units: creditUnits }) : same,
      keepRefunded(orderId, money.units),
    )(so);
  };
}

// A refund paid by credit alone has no row, only its transfer.
function isRepeat({ refunds, transfers }: Standing, id: RefundId): boolean {
  return refunds.has(id) || transfers.some((each) => each.id === `${id}.credited`);
}

function refuseOdd({ asset }: Standing, id: RefundId, money: Money): void {
  if (money.asset !== asset) throw new EngineError("asset_unknown", { asset: money.asset });
  if (money.units <= 0n) throw new EngineError("amount_not_positive", { refund: id });
}

/** Credit returns to the account that paid, whoever the order belongs to by now. */
function refundedAsCredit(order: Order, id: RefundId, money: Money): Step {
  return (so) => {
    const brought = so.after.transfers.find((each) => each.to === orderPlace(order.id) && each.via === "credit");
    invariant(brought !== undefined, `credit comes from somewhere: ${order.id}`);
    const account = brought.from.slice("account/".length) as AccountId;
    const move = { cause: `${id}.credited`, from: orderPlace(order.id), to: brought.from, money };
    return all(post(move), holesFilled(account), tryAccount(account, null))(so);
  };
}

/** Units a paid order can still give back: by outside money, and by credit. A write-off brought nothing. */
export function refundable(standing: Standing, order: Order): { readonly outside: bigint; readonly credit: bigint } {
  if (order.status !== "paid") return { outside: 0n, credit: 0n };
  const into = standing.transfers.filter((each) => each.to === orderPlace(order.id) && each.via !== null);
  const out = standing.transfers.filter((each) => each.from === orderPlace(order.id));
  const back = standing.transfers.filter((each) => each.to === orderPlace(order.id) && each.from.startsWith("refund/"));
  const units = (transfers: typeof into) => sum(transfers.map((each) => each.money.units));
  const paidByCredit = units(into.filter((each) => each.via === "credit"));
  const paidByMoney = units(into.filter((each) => each.via !== "credit" && each.via !== "write-off"));
  const gone = units(out.filter((each) => each.to.startsWith("refund/"))) - units(back);
  return { outside: larger(0n, paidByMoney - gone - takenBack(standing, order)), credit: paidByCredit - units(out.filter((each) => each.to.startsWith("account/"))) };
}

/** What a reversal took from the accounts that paid: that money is not here to be sent. */
function takenBack({ accounts, transfers }: Standing, { id, atRisk }: Order): bigint {
  return sum(atRisk.map((account) => {
    const paid = sum(transfers.filter((each) => each.from === accountPlace(account) && each.to === orderPlace(id) && each.via !== "credit").map((each) => each.money.units));
    return smaller(paid, larger(0n, -(accounts.get(account)?.held ?? 0n)));
  }));
}

function keepRefunded(id: OrderId, units: bigint): Step {
  return (so) => {
    const order = orderIn(so.after, id);
    return orderEvent("order.changed", { ...order, refunded: order.refunded + units }, `${id}.refunded`)(so);
  };
}

/** A wish moves no money and changes nothing of the order: that it was uttered, or answered, is in the order's history. */
export function wishTold(id: OrderId, step: WishStep, number: number): Step {
  return (so) => orderEvent("order.changed", orderIn(so.after, id), `${id}.refund-${step}.${number}`)(so);
}

/** Money on an account, kept apart until it is sent back. */
export function accountRefundRequested({ id, account, order, money, provider }: AccountRefund): Step {
  return (so) => {
    if (so.after.refunds.has(id)) return so;
    refuseOdd(so.after, id, money);
    const held = so.after.accounts.get(account)?.held ?? 0n;
    if (money.units > held) throw new EngineError("refund_too_large", { account, most: held });
    const from: Place = accountPlace(account);
    const refund: Refund = { id, order, from, money, status: "requested", provider, transaction: null, version: 0 };
    return all(post({ cause: `${id}.requested`, from, to: refundPlace(id), money }), refundEvent("refund.requested", refund, `${id}.requested`))(so);
  };
}

/** It left: the outgoing transaction proves it. */
export function refundSent(id: RefundId, transaction: string): Step {
  return (so) => {
    const refund = openRefund(so.after, id, "sent");
    if (refund.status === "sent" && refund.transaction === transaction) return so;
    if (refund.status !== "requested") throw new EngineError("refund_not_open", { refund: id, status: refund.status });
    const move = { cause: `${id}.sent`, from: refundPlace(id), to: outside(refund.provider), money: refund.money };
    return all(post(move), refundEvent("refund.sent", { ...refund, status: "sent", transaction }, `${id}.sent`))(so);
  };
}

/** It is not sent after all: its money returns to where it came from. */
export function refundWithdrawn(id: RefundId): Step {
  return (so) => {
    const refund = openRefund(so.after, id, "withdrawn");
    if (refund.status === "withdrawn") return so;
    if (refund.status !== "requested") throw new EngineError("refund_not_open", { refund: id, status: refund.status });
    const account = refund.from.startsWith("account/") ? (refund.from.slice("account/".length) as AccountId) : null;
    return all(
      post({ cause: `${id}.withdrawn`, from: refundPlace(id), to: refund.from, money: refund.money }),
      refundEvent("refund.requested", { ...refund, status: "withdrawn" }, `${id}.withdrawn`),
      account ? all(holesFilled(account), tryAccount(account, null)) : refund.order ? keepRefunded(refund.order, -refund.money.units) : same,
    )(so);
  };
}

function openRefund(standing: Standing, id: RefundId, wanted: Refund["status"]): Refund {
  const refund = standing.refunds.get(id);
  if (!refund) throw new EngineError("refund_unknown", { refund: id, wanted });
  return refund;
}
