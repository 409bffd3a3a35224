import type { Money } from "#app/engine/money.ts";
import { printUnits } from "#app/engine/money.ts";
import { deadlineOf, isOpen } from "#app/engine/order.ts";
import { stateOf, type PayState, type PayView } from "#app/engine/paying.ts";

type Amount = { readonly asset: string; readonly units: string; readonly display: string };

/** How an order stands, for programs: amounts in the asset's smallest unit, as text. Nothing personal. */
export type PayStatus = {
  readonly state: PayState;
  /** Changes whenever the page does. */
  readonly mark: string;
  readonly name: string | null;
  readonly due: Amount | null;
  /** Still asked for, with what is on its way taken as here. */
  readonly remaining: Amount | null;
  readonly received: { readonly seen: Amount; readonly confirmed: Amount };
  /** What came too much or too late, and is unspent. */
  readonly left: Amount;
  readonly deadline: string | null;
  readonly quoteEnds: string | null;
  readonly payments: readonly { readonly amount: Amount; readonly status: string; readonly confirmations: number; readonly needed: number; readonly transaction: string }[];
};

export function presentPay(view: PayView, now: Date): PayStatus {
  const { order, shop: { asset }, missing, seen, confirmed, left, mark, quoteEnds, payments } = view;
  const units = (of: bigint) => amount({ asset, units: of });
  const open = isOpen(order);
  return {
    state: stateOf(view, now),
    mark,
    name: order.name,
    due: order.quote && amount(order.quote.due),
    remaining: missing === null ? null : units(missing),
    received: { seen: units(seen), confirmed: units(confirmed) },
    left: units(left),
    deadline: open ? (deadlineOf(order)?.toISOString() ?? null) : null,
    quoteEnds: open ? (quoteEnds?.toISOString() ?? null) : null,
    payments: payments.map(({ money, status, isContested, confirmations, needed, transaction }) => ({ amount: amount(money), status: isContested ? "contested" : status, confirmations, needed, transaction })),
  };
}

const amount = (money: Money): Amount => ({ asset: money.asset, units: money.units.toString(), display: printUnits(money) });
