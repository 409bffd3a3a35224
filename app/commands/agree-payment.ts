import * as flow from "#app/engine/flow.ts";
import type { PaymentId } from "#app/engine/ids.ts";
import { because, type Act } from "./act.ts";
import { command } from "./command.ts";

/** The merchant agrees to a payment that waits for depth, a second wallet, or anyone at all. */
export const agreePayment = command<Act & { readonly payment: PaymentId }, null>({
  name: "agree-payment",
  seeds: ({ payment }) => ({ payments: [payment] }),
  decide: (act, { standing }, now) => ({ outcome: flow.agree(act.payment, standing, now), papers: because(act.payment, act) }),
  answer: () => null,
});
