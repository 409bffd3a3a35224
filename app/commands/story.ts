import { EngineError } from "#app/engine/error.ts";
import type { EventType } from "#app/engine/event.ts";
import { printDecimal, printMoney } from "#app/engine/money.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Asked } from "./command.ts";

type Line = (facts: object, message: string) => void;
export type DecisionLog = { readonly info: Line; readonly warn: Line; readonly error: Line; readonly debug: Line };

/** Tells each decision to the log: what happened, to what, by what cause; amounts and ids only. */
export function logDecision<Input>(log: DecisionLog, told: { readonly command: string; readonly asked: Asked<Input>; readonly outcome: Outcome; readonly result: string | null }): void {
  const { command: name, asked: { shop, letter }, outcome, result } = told;
  for (const { type, object, version, cause, fields } of outcome.events) log.info({ shop, command: name, object, version, cause, ...fields }, type);
  for (const line of quoteLines(outcome)) log.info({ shop, command: name, ...line.facts }, line.message);
  for (const { id, from, to, money, via } of outcome.transfers) log.info({ shop, command: name, transfer: id, from, to, units: money.units.toString(), asset: money.asset, via }, "ledger.transfer");
  for (const { target, object } of outcome.errands) log.info({ shop, command: name, object, target }, "errand.owed");
  for (const { payment, wallet } of outcome.parked) log.info({ shop, command: name, object: payment, wallet }, "confirmation kept until the payment is reported");
  for (const { code, facts } of outcome.declined) log.info({ shop, command: name, declined: code, ...printable(facts) }, "declined");
  if (result !== null || outcome.events.length + outcome.parked.length === 0) log.info({ shop, command: name, topic: letter?.topic, eventId: letter?.eventId }, result ?? "nothing changed");
}

type Told = { readonly facts: object; readonly message: string };

/** At which rate an order got its due, or that it waits for one; and why a new order has nobody to pay it yet. */
function quoteLines({ after, at, events, touched }: Outcome): readonly Told[] {
  return [...touched.orders].flatMap((object) => {
    const order = after.orders.get(object);
    if (!order) return [];
    const { quote, price } = order;
    const asked = `${printDecimal(price.amount)} ${price.currency}`;
    const happened = (types: readonly EventType[]) => events.some((event) => event.object === object && types.includes(event.type));
    const isNew = happened(["order.placed"]);
    const lines: Told[] = [];
    if (quote?.at.getTime() === at.getTime() && happened(["order.placed", "order.changed", "order.reopened"])) lines.push({ facts: { object, price: asked, due: printMoney(quote.due), rate: printDecimal(quote.rate.perUnit), source: quote.rate.source, asOf: quote.rate.asOf }, message: "order.quoted" });
    if (isNew && quote === null) lines.push({ facts: { object, price: asked }, message: "order.needs-rate" });
    if (isNew && order.status === "unclaimed") lines.push({ facts: { object, why: "its note holds no claim that counts, and no payment names it" }, message: "order.unclaimed" });
    return lines;
  });
}

export function logRefusal<Input>(log: DecisionLog, name: string, { shop }: Asked<Input>, error: unknown): void {
  if (error instanceof EngineError) log.info({ shop, command: name, refused: error.code, ...printable(error.facts) }, "refused");
  else log.error({ shop, command: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "a decision failed");
}

/** JSON has no bigint; and what a stranger called an order may be a reference with one letter wrong, so its end is hidden. */
function printable(facts: EngineError["facts"]): object {
  const shown = (value: EngineError["facts"][string]) => (typeof value === "bigint" ? value.toString() : typeof value === "string" ? value.replace(/\/[^/]{16,}$/, "/***") : value);
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, shown(value)]));
}
