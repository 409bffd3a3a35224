import { cancelOrder } from "#app/commands/cancel-order.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { reopenOrder } from "#app/commands/reopen-order.ts";
import type { Command } from "#app/commands/command.ts";
import { run } from "#app/commands/transact.ts";
import type { EngineError } from "#app/engine/error.ts";
import type { Order } from "#app/engine/order.ts";
import { scaleOf } from "#app/engine/money.ts";
import { order as words } from "#app/locales/en/order.ts";
import { readUnits } from "#app/ui/units.ts";
import type { Entered } from "../app/enter.ts";
import { answering, text, type Answer } from "../app/form.ts";
import { ACTS, type Field } from "./act-names.ts";

const LONGEST_REASON = 1_000;

/** Does what the form says. Its key makes a double submit one act. */
export async function perform(entered: Entered, order: Order, form: FormData): Promise<Answer<Field>> {
  const name = ACTS.find((each) => each === text(form, "act"));
  const [reason, key] = [text(form, "reason"), text(form, "key")];
  if (!name || !/^[0-9a-f-]{36}$/.test(key)) throw new Response(null, { status: 400 });
  if (reason === "") return { ok: false, errors: { reason: words.fields.reasonMissing } };
  if (reason.length > LONGEST_REASON) return { ok: false, errors: { reason: words.fields.reasonLong } };
  const act = { order: order.id, reason, key, by: entered.staff };
  const { done } = words.acts[name];
  switch (name) {
    case "mark-paid":
      return answering(done, () => doing(entered, markPaid, act), fieldOf);
    case "cancel":
      return answering(done, () => doing(entered, cancelOrder, act), fieldOf);
    case "reopen":
      return answering(done, () => doing(entered, reopenOrder, { ...act, byHand: text(form, "byHand") === "yes" ? "yes" : "no" }), fieldOf);
    case "credit":
      return credit(entered, order, { ...act, amount: text(form, "amount") });
  }
}

type Credit = { readonly reason: string; readonly key: string; readonly by: string; readonly amount: string };

async function credit(entered: Entered, { customer }: Order, { amount, ...act }: Credit): Promise<Answer<Field>> {
  const { asset } = entered.shop;
  const units = readUnits(amount, asset);
  if (customer === null) throw new Response(null, { status: 400 });
  if (units === null || units === 0n) return { ok: false, errors: { amount: words.fields.amountWrong(scaleOf(asset)) } };
  return answering(words.acts.credit.done, () => doing(entered, issueCredit, { ...act, customer, money: { asset, units } }), () => "amount");
}

function doing<Input extends { readonly key: string }, Done>({ context, shop }: Entered, command: Command<Input, Done>, input: Input): Promise<Done> {
  const body = Buffer.from(JSON.stringify(input, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value)));
  return run(context, command, { shop: shop.id, input, letter: { source: "admin", topic: command.name, eventId: input.key, body, refusals: "forgotten" } });
}

const fieldOf = ({ code }: EngineError): Field => (code === "order_closed_at_storefront" ? "byHand" : "reason");
