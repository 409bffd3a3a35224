import { EngineError } from "./error.ts";
import type { AccountId, OrderId, PaymentId, WalletId } from "./ids.ts";
import { accountPlace, causeOf, orderPlace, outside, type Place, type Transfer } from "./ledger.ts";
import { larger, smaller, sum } from "./money.ts";
import type { Order } from "./order.ts";
import { all, keepOrder, orderEvent, paymentEvent, post, same, type Step } from "./outcome.ts";
import type { Payment } from "./payment.ts";
import { paymentIn, type Standing } from "./standing.ts";

/** The chain took the money back: the opposite transfer, from what is left of it first. */
export function reversed(id: PaymentId, wallet: WalletId | null): Step {
  return (so) => {
    const payment = paymentIn(so.after, id);
    if (payment.status === "reversed") return so;
    if (payment.status !== "confirmed") throw new EngineError("payment_not_confirmed", { payment: id, status: payment.status });
    if (wallet !== null && payment.confirmedBy.at(-1) !== wallet) throw new EngineError("not_the_confirmer", { payment: id });
    const cause = causeOf(id, "reversed", payment.occurrence);
    return all(
      ...takeBack(so.after, payment, cause),
      paymentEvent("payment.reversed", { ...payment, status: "reversed" }, cause),
      markAtRisk(payment),
    )(so);
  };
}

/** What is left on its account; then where its rest became a customer's credit; the account itself bears what is missing. */
function takeBack(standing: Standing, payment: Payment, cause: string): readonly Step[] {
  const { units, asset } = payment.money;
  const own = smaller(units, heldBy(standing, payment.account));
  const kept = keptElsewhere(standing, payment.account, units - own);
  const rest = units - own - sum(kept.map((each) => each.units));
  const back = (account: AccountId, amount: bigint, part: string): Step =>
    amount > 0n ? post({ cause, part, from: accountPlace(account), to: outside(payment.provider), money: { asset, units: amount } }, "allowed") : same;
  return [back(payment.account, own + rest, payment.account), ...kept.map((each) => back(each.account, each.units, each.account))];
}

function heldBy(standing: Standing, account: AccountId): bigint {
  return larger(0n, standing.accounts.get(account)?.held ?? 0n);
}

function keptElsewhere(standing: Standing, account: AccountId, units: bigint): readonly { readonly account: AccountId; readonly units: bigint }[] {
  let missing = units;
  const moved = new Map<AccountId, bigint>();
  for (const each of standing.transfers) {
    if (each.from !== accountPlace(account) || !each.to.startsWith("account/")) continue;
    const to = each.to.slice("account/".length) as AccountId;
    moved.set(to, (moved.get(to) ?? 0n) + each.money.units);
  }
  return [...moved].flatMap(([to, amount]) => {
    const taken = smaller(missing, smaller(amount, heldBy(standing, to)));
    missing -= taken;
    return taken > 0n ? [{ account: to, units: taken }] : [];
  });
}

/** Orders paid from an account below zero are at risk until they cover the hole: what the payment named, then the newest. */
function markAtRisk(payment: Payment): Step {
  return (so) => {
    let hole = larger(0n, -(so.after.accounts.get(payment.account)?.held ?? 0n));
    const steps: Step[] = [];
    for (const { order, units } of paidBy(so.after, payment)) {
      if (hole <= 0n) break;
      hole -= units;
      if (order.atRisk.includes(payment.account)) continue;
      const cause = causeOf(payment.id, "reversed", payment.occurrence);
      steps.push(orderEvent("order.at_risk", { ...order, atRisk: [...order.atRisk, payment.account] }, cause, ...tagOf(order)));
    }
    return all(...steps)(so);
  };
}

const tagOf = (order: Order) => (order.storefrontId === null ? [] : (["storefront.tag"] as const));

function paidBy(standing: Standing, payment: Payment): readonly { readonly order: Order; readonly units: bigint }[] {
  const from = accountPlace(payment.account);
  const paid = [...standing.orders.values()].flatMap((order) => {
    const own = standing.transfers.filter((each) => each.from === from && each.to === orderPlace(order.id));
    return own.length > 0 ? [{ order, units: sum(own.map((each) => each.money.units)), own }] : [];
  });
  return paid.sort((a, b) => Number(viaNaming(b.own, payment.names)) - Number(viaNaming(a.own, payment.names)) || newestFirst(a.order, b.order));
}

function viaNaming(transfers: readonly Transfer[], names: OrderId | null): boolean {
  return names !== null && transfers.some((each) => each.via === `naming/${names}` || (each.to as Place) === `order/${names}`);
}

function newestFirst(a: Order, b: Order): number {
  return (b.closedAt?.getTime() ?? 0) - (a.closedAt?.getTime() ?? 0) || (a.id < b.id ? 1 : -1);
}

/** The account is whole again: what it put at risk no longer is. */
export function holesFilled(account: AccountId): Step {
  return (so) => {
    if ((so.after.accounts.get(account)?.held ?? 0n) < 0n) return so;
    const risky = [...so.after.orders.values()].filter((order) => order.atRisk.includes(account));
    return all(...risky.map((order) => {
      const next = { ...order, atRisk: order.atRisk.filter((each) => each !== account) };
      return next.atRisk.length === 0 ? orderEvent("order.changed", next, `${order.id}.safe`, ...tagOf(order)) : keepOrder(next);
    }))(so);
  };
}

