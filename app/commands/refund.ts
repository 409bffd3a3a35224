import { EngineError } from "#app/engine/error.ts";
import * as flow from "#app/engine/flow.ts";
import type { AccountId, OrderId, RefundId } from "#app/engine/ids.ts";
import type { Money } from "#app/engine/money.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Refund } from "#app/engine/refund.ts";
import { because, type Act, type OrderAct } from "./act.ts";
import { command } from "./command.ts";
import { newRefundId } from "./ids.ts";

function refundIn({ after }: Outcome, id: RefundId): Refund {
  const refund = after.refunds.get(id);
  if (!refund) throw new EngineError("refund_unknown", { refund: id });
  return refund;
}

/** Money of a paid order is asked back; null: all of it was credit, and became credit again at once. */
export const requestRefund = command<OrderAct & { readonly money: Money; readonly provider: string }, Refund | null>({
  name: "request-refund",
  seeds: ({ order, key }) => ({ orders: [order], refunds: [newRefundId(key)], wide: true }),
  decide: (act, { standing }, now) => {
    const asked = { id: newRefundId(act.key), order: act.order, money: act.money, provider: act.provider };
    return { outcome: flow.requestRefund(asked, standing, now), papers: because(act.order, act) };
  },
  answer: ({ after }, { key }) => after.refunds.get(newRefundId(key)) ?? null,
});

/** Money on an account is asked back: late money, a rest, money without an owner. */
export const requestAccountRefund = command<Act & { readonly account: AccountId; readonly order: OrderId | null; readonly money: Money; readonly provider: string }, Refund>({
  name: "request-account-refund",
  seeds: ({ account, order, key }) => ({ accounts: [account], orders: order ? [order] : [], refunds: [newRefundId(key)] }),
  decide: (act, { standing }, now) => {
    const asked = { id: newRefundId(act.key), account: act.account, order: act.order, money: act.money, provider: act.provider };
    return { outcome: flow.requestAccountRefund(asked, standing, now), papers: because(act.order ?? act.account, act) };
  },
  answer: (outcome, { key }) => refundIn(outcome, newRefundId(key)),
});

/** The refund left: the outgoing transaction's id proves it. */
export const sendRefund = command<{ readonly refund: RefundId; readonly transaction: string }, Refund>({
  name: "send-refund",
  seeds: ({ refund }) => ({ refunds: [refund] }),
  decide: (asked, { standing }, now) => ({ outcome: flow.sendRefund(asked, standing, now) }),
  answer: (outcome, { refund }) => refundIn(outcome, refund),
});

/** It is not sent after all: its money returns to where it came from. */
export const withdrawRefund = command<Act & { readonly refund: RefundId }, Refund>({
  name: "withdraw-refund",
  seeds: ({ refund }) => ({ refunds: [refund] }),
  decide: (act, { standing }, now) => ({ outcome: flow.withdrawRefund(act.refund, standing, now), papers: because(act.refund, act) }),
  answer: (outcome, { refund }) => refundIn(outcome, refund),
});
