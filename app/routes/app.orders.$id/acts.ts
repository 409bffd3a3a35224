import { acknowledgeOrder } from "#app/commands/acknowledge-order.ts";
import { cancelOrder } from "#app/commands/cancel-order.ts";
import { issueCredit } from "#app/commands/issue-credit.ts";
import { markPaid } from "#app/commands/mark-paid.ts";
import { reopenOrder } from "#app/commands/reopen-order.ts";
import { tellAgain } from "#app/commands/tell-again.ts";
import type { EngineError } from "#app/engine/error.ts";
import type { Order } from "#app/engine/order.ts";
import { scaleOf } from "#app/engine/money.ts";
import { order as words } from "#app/locales/en/order.ts";
import { readUnits } from "#app/ui/units.ts";
import { act } from "../app/act.ts";
import type { Entered } from "../app/enter.ts";
import { answering, readReason, text, type Answer } from "../app/form.ts";
import { ACTS, type Field } from "./act-names.ts";
import { decline, markSent, setAside, withdraw } from "./refunding.ts";

/** Does what the form says. Its key makes a double submit one act. */
export async function perform(entered: Entered, order: Order, form: FormData): Promise<Answer<Field>> {
  const name = ACTS.find((each) => each === text(form, "act"));
  if (!name) return askAgain(entered, text(form, "errand"));
  if (name === "sent") return markSent(entered, form);
  const said = readReason(form, words.fields);
  if ("wrong" in said) return { ok: false, errors: { reason: said.wrong } };
  const input = { ...said, order: order.id, by: entered.staff };
  const { done } = words.acts[name];
  switch (name) {
    case "mark-paid":
      return answering(done, () => act(entered, markPaid, input), fieldOf);
    case "cancel":
      return answering(done, () => act(entered, cancelOrder, input), fieldOf);
    case "reopen":
      return answering(done, () => act(entered, reopenOrder, { ...input, byHand: text(form, "byHand") === "yes" ? "yes" : "no" }), fieldOf);
    case "seen":
      return answering(done, () => act(entered, acknowledgeOrder, input), fieldOf);
    case "withdraw":
      return withdraw(entered, input, form);
    case "refund":
      return setAside(entered, order, input, form);
    case "decline":
      return decline(entered, order, input);
    case "credit":
      return credit(entered, order, { ...input, amount: text(form, "amount") });
  }
}

type Credit = { readonly reason: string; readonly key: string; readonly by: string; readonly amount: string };

async function credit(entered: Entered, { customer }: Order, { amount, reason, key, by }: Credit): Promise<Answer<Field>> {
  const { asset } = entered.shop;
  const units = readUnits(amount, asset);
  if (customer === null) throw new Response(null, { status: 400 });
  if (units === null || units === 0n) return { ok: false, errors: { amount: words.fields.amountWrong(scaleOf(asset)) } };
  return answering(words.acts.credit.done, () => act(entered, issueCredit, { reason, key, by, customer, money: { asset, units } }), () => "amount");
}

const fieldOf = ({ code }: EngineError): Field => (code === "order_closed_at_storefront" ? "byHand" : "reason");

/** A refused errand is offered once more. Asking for one that is not refused any longer changes nothing. */
async function askAgain({ context, shop, staff }: Entered, id: string): Promise<Answer<Field>> {
  if (!/^\d{1,18}$/.test(id)) throw new Response(null, { status: 400 });
  await tellAgain(context, { shop: shop.id, id, by: staff });
  return { ok: true, done: words.banners.asked };
}
