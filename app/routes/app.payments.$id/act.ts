import { pickReport } from "#app/commands/pick-report.ts";
import { payment as words } from "#app/locales/en/payment.ts";
import { order } from "#app/locales/en/order.ts";
import type { PaymentPage } from "#app/store/reads/payment.ts";
import { act } from "../app/act.ts";
import type { Entered } from "../app/enter.ts";
import { answering, readReason, text, type Answer } from "../app/form.ts";

/** The merchant says which of the reports, by its place in the list, is true. */
export function pick(entered: Entered, payment: PaymentPage, form: FormData): Answer<"reason"> | Promise<Answer<"reason">> {
  const said = readReason(form, order.fields);
  const report = payment.reports[Number(text(form, "report"))];
  if (!report || "wrong" in said) return { ok: false, errors: { reason: "wrong" in said ? said.wrong : order.fields.reasonMissing } };
  const { wallet, sender, money } = report;
  return answering(words.pick.done, () => act(entered, pickReport, { ...said, by: entered.staff, payment: payment.id, report: { wallet, sender, money } }), () => "reason");
}
