import { printMoney } from "#app/engine/money.ts";
import { home } from "#app/locales/en/home.ts";
import type { Attention, OrderRef, PaymentRef } from "#app/store/reads/attention.ts";
import { shorten } from "#app/ui/shorten.ts";
import { whoOf } from "../app.privacy._index/shown-requests.ts";

export type Concern = {
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly act: string;
  readonly tone: "critical" | "warning";
  readonly count: number;
  readonly items: readonly { readonly label: string; readonly url: string }[];
};

const SHOWN = 3;
const words = home.attention;

/** What needs the merchant, each kind with the first of its kind and where it is resolved; empty kinds are left out. */
export function concernsOf(found: Attention, clock: (at: Date) => string): readonly Concern[] {
  const concern = <Item>(kind: Exclude<keyof typeof words, "title" | "none" | "noneText" | "count" | "more">, tone: Concern["tone"], items: readonly Item[], show: (item: Item) => Concern["items"][number]): Concern => {
    const { title, text, act } = words[kind];
    return { kind, title, text, act, tone, count: items.length, items: items.slice(0, SHOWN).map(show) };
  };
  return [
    concern("atRisk", "critical", found.atRisk, (order) => ({ label: nameOf(order), url: urlOf(order) })),
    concern("late", "warning", found.late, ({ money, order }) => ({ label: words.late.line(printMoney(money), order ? nameOf(order) : words.late.noOrder), url: order ? urlOf(order) : "/app/orders?view=attention" })),
    concern("asked", "warning", found.asked, (order) => ({ label: words.asked.line(nameOf(order), clock(order.at)), url: urlOf(order) })),
    concern("contested", "warning", found.contested, paymentItem),
    concern("paused", "critical", found.paused, ({ why, until }) => ({ label: words.paused.line(why, clock(until)), url: "/app/orders?view=attention" })),
    concern("refused", "critical", found.refused, (order) => ({ label: words.refused.line(nameOf(order), order.said), url: urlOf(order) })),
    concern("stuck", "warning", found.stuck, (order) => ({ label: words.stuck.line(nameOf(order), order.attempts, order.error), url: urlOf(order) })),
    concern("unpriced", "warning", found.unpriced, ({ orders, currency }) => ({ label: words.unpriced.line(orders, currency), url: `/app/settings?currency=${encodeURIComponent(currency)}#rates` })),
    concern("prices", "warning", found.prices, ({ why, nextAt }) => ({ label: words.prices.line(why, clock(nextAt)), url: "/app/prices" })),
    concern("changed", "warning", found.changed, (order) => ({ label: nameOf(order), url: urlOf(order) })),
    concern("unowned", "warning", found.unowned, paymentItem),
    concern("failed", "critical", found.failed, ({ topic, at }) => ({ label: words.failed.line(topic, clock(at)), url: "/app/orders?view=all" })),
    concern("requests", "warning", found.requests, (request) => ({ label: words.requests.line(whoOf(request), clock(request.dueAt)), url: "/app/privacy" })),
    concern("silent", "warning", found.silent, ({ address, heardAt }) => ({ label: words.silent.line(shorten(address, 9), heardAt && clock(heardAt)), url: "/app/settings#wallets" })),
  ].filter(({ count }) => count > 0);

  function paymentItem({ id, money, at }: PaymentRef) {
    return { label: `${printMoney(money)}, ${clock(at)}`, url: `/app/payments/${encodeURIComponent(id)}` };
  }
}

const numberOf = ({ id }: OrderRef) => id.slice("ord_".length);
const nameOf = (order: OrderRef) => order.name ?? numberOf(order);
const urlOf = (order: OrderRef) => `/app/orders/${encodeURIComponent(numberOf(order))}`;
