import * as flow from "#app/engine/flow.ts";
import type { PaymentId, WalletId } from "#app/engine/ids.ts";
import { nothing } from "#app/engine/outcome.ts";
import { command } from "./command.ts";
import { limitsOf } from "./speaker.ts";

/** A confirmation that was kept is heard again. Its nonce was used when it came, and its wallet must still be registered. */
export const confirmParked = command<{ readonly payment: PaymentId; readonly wallet: WalletId }, "heard" | "kept">({
  name: "confirm-parked",
  seeds: ({ payment, wallet }) => ({ payments: [payment], speaker: { wallet, nonce: "0" } }),
  decide: ({ payment, wallet }, { standing, speaker }, now) => {
    const kept = standing.parked.find((each) => each.payment === payment && each.wallet === wallet);
    if (!kept || !speaker) return { outcome: nothing(standing, now), result: "nothing is kept of a registered wallet" };
    return { outcome: flow.confirm({ ...kept, limits: limitsOf(speaker) }, standing, now) };
  },
  answer: ({ events }) => (events.length > 0 ? "heard" : "kept"),
});
