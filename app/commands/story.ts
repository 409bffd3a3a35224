import { EngineError } from "#app/engine/error.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import type { Asked } from "./command.ts";

type Line = (facts: object, message: string) => void;
export type DecisionLog = { readonly info: Line; readonly warn: Line; readonly error: Line; readonly debug: Line };

/** Tells each decision to the log: what happened, to what, by what cause; amounts and ids only. */
export function logDecision<Input>(log: DecisionLog, told: { readonly command: string; readonly asked: Asked<Input>; readonly outcome: Outcome; readonly result: string | null }): void {
  const { command: name, asked: { shop, letter }, outcome, result } = told;
  for (const { type, object, version, cause, fields } of outcome.events) log.info({ shop, command: name, object, version, cause, ...fields }, type);
  for (const { id, from, to, money, via } of outcome.transfers) log.info({ shop, command: name, transfer: id, from, to, units: money.units.toString(), asset: money.asset, via }, "ledger.transfer");
  for (const { target, object } of outcome.errands) log.info({ shop, command: name, object, target }, "errand.owed");
  for (const { payment, wallet } of outcome.parked) log.info({ shop, command: name, object: payment, wallet }, "confirmation kept until the payment is reported");
  for (const { code, facts } of outcome.declined) log.info({ shop, command: name, declined: code, ...printable(facts) }, "declined");
  if (result !== null || outcome.events.length + outcome.parked.length === 0) log.info({ shop, command: name, topic: letter?.topic, eventId: letter?.eventId }, result ?? "nothing changed");
}

export function logRefusal<Input>(log: DecisionLog, name: string, { shop }: Asked<Input>, error: unknown): void {
  if (error instanceof EngineError) log.info({ shop, command: name, refused: error.code, ...printable(error.facts) }, "refused");
  else log.error({ shop, command: name, error: error instanceof Error ? (error.stack ?? error.message) : String(error) }, "a decision failed");
}

/** JSON has no bigint. */
function printable(facts: EngineError["facts"]): object {
  return Object.fromEntries(Object.entries(facts).map(([key, value]) => [key, typeof value === "bigint" ? value.toString() : value]));
}
