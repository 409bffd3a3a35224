import * as flow from "#app/engine/flow.ts";
import { accountId, type AccountId, type PaymentId } from "#app/engine/ids.ts";
import type { Report } from "#app/engine/payment.ts";
import { because, type Act } from "./act.ts";
import { command } from "./command.ts";

/** Wallets differ about a transaction: the merchant says which one is right. */
export const pickReport = command<Act & { readonly payment: PaymentId; readonly report: Report }, null>({
  name: "pick-report",
  seeds: ({ payment, report }) => ({ payments: [payment], accounts: payerOf(report) }),
  decide: (act, { standing }, now) => ({ outcome: flow.pick({ payment: act.payment, report: act.report }, standing, now), papers: because(act.payment, act) }),
  answer: () => null,
});

function payerOf({ sender, money }: Report): readonly AccountId[] {
  return sender ? [accountId(money.asset, { kind: "payer", payer: sender })] : [];
}
