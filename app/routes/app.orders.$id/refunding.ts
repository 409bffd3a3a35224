import { answerAsk } from "#app/commands/ask-refund.ts";
import { newRefundId } from "#app/commands/ids.ts";
import { requestAccountRefund, requestRefund, sendRefund, withdrawRefund } from "#app/commands/refund.ts";
import { run } from "#app/commands/transact.ts";
import type { EngineError } from "#app/engine/error.ts";
import { refundId } from "#app/engine/ids.ts";
import { scaleOf } from "#app/engine/money.ts";
import type { Order } from "#app/engine/order.ts";
import { order as words } from "#app/locales/en/order.ts";
import { refusals } from "#app/locales/en/refusals.ts";
import { isRefund, refundSources } from "#app/store/reads/refundable.ts";
import { readUnits } from "#app/ui/units.ts";
import { act } from "../app/act.ts";
import type { Entered } from "../app/enter.ts";
import { answering, text, type Answer } from "../app/form.ts";
import type { Field } from "./act-names.ts";

type Said = { readonly reason: string; readonly key: string; readonly by: string };

/** Sets money of the order apart, to be sent back by the merchant's own wallet. */
export async function setAside(entered: Entered, order: Order, said: Said, form: FormData): Promise<Answer<Field>> {
  const { asset, id: shop } = entered.shop;
  const units = readUnits(text(form, "amount"), asset);
  if (units === null || units <= 0n) return { ok: false, errors: { amount: words.fields.amountWrong(scaleOf(asset)) } };
  const { pool } = entered.context.db;
  // Sent twice, the form finds less there than it took.
  if (await isRefund(pool, shop, newRefundId(said.key))) return { ok: true, done: words.acts.refund.done };
  const source = (await refundSources(pool, shop, order)).find(({ from }) => from === text(form, "source"));
  if (!source || units > source.most) return { ok: false, errors: { amount: refusals.refund_too_large } };
  const asked = { ...said, order: order.id, money: { asset, units }, provider: source.provider };
  return answering(words.acts.refund.done, async () => {
    if (source.from !== "order") return act(entered, requestAccountRefund, { ...asked, account: source.from });
    const refund = await act(entered, requestRefund, asked);
    // All of it was credit, and is credit again: whoever asked is told why nothing is sent.
    return refund ?? answerAsk(entered.context, { shop, order: order.id, by: said.by, reason: said.reason });
  }, amountOr);
}

const amountOr = ({ code }: EngineError): Field => (code === "refund_too_large" ? "amount" : "reason");

/** The merchant's wallet sent it. The same transaction again is the same word. */
export function markSent({ context, shop }: Entered, form: FormData): Promise<Answer<Field>> | Answer<Field> {
  const transaction = text(form, "transaction");
  if (!/^[\x21-\x7e]{1,200}$/.test(transaction)) return { ok: false, errors: { transaction: words.fields.transactionWrong } };
  const input = { refund: refundId(text(form, "refund")), transaction };
  return answering(words.acts.sent.done, () => run(context, sendRefund, { shop: shop.id, input }), () => "transaction");
}

/** It is not sent after all. */
export function withdraw(entered: Entered, said: Said, form: FormData): Promise<Answer<Field>> {
  return answering(words.acts.withdraw.done, () => act(entered, withdrawRefund, { ...said, refund: refundId(text(form, "refund")) }), () => "reason");
}

export function decline({ context, shop }: Entered, order: Order, { by, reason }: Said): Promise<Answer<Field>> {
  return answering(words.acts.decline.done, () => answerAsk(context, { shop: shop.id, order: order.id, by, reason }), () => "reason");
}
