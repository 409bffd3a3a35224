import * as flow from "#app/engine/flow.ts";
import type { Payment } from "#app/engine/payment.ts";
import { command } from "./command.ts";
import { paymentIdOf } from "./ids.ts";
import { heardFrom, speakerSeeds, type Speaking } from "./speaker.ts";

/** A wallet's word about a transaction it reported, or is about to; without a wallet, a provider's we asked ourselves. */
export type WalletWord = { readonly speaking: Speaking | null; readonly provider: string; readonly network: string; readonly transaction: string; readonly output: string };
export type ConfirmedPayment = WalletWord & { readonly confirmations: number | null };

/** null: kept until the payment is reported. */
export type Word = { readonly payment: Payment | null; readonly changed: "yes" | "no" };

export const paymentOfWord = (word: WalletWord) => paymentIdOf(word);

/** A wallet says that a payment is final, or how deep it is. */
export const confirmPayment = command<ConfirmedPayment, Word>({
  name: "confirm-payment",
  seeds: (word) => ({ payments: [paymentOfWord(word)], ...speakerSeeds(word.speaking) }),
  decide: (word, world, now) => {
    const { wallet, limits, papers } = heardFrom(word.speaking, world);
    return { outcome: flow.confirm({ payment: paymentOfWord(word), wallet, confirmations: word.confirmations, limits }, world.standing, now), papers };
  },
  answer: (outcome, word) => ({ payment: outcome.after.payments.get(paymentOfWord(word)) ?? null, changed: outcome.events.length > 0 ? "yes" : "no" }),
});

/** A wallet says that the chain took a payment back. */
export const reversePayment = command<WalletWord, Word>({
  name: "reverse-payment",
  seeds: (word) => ({ payments: [paymentOfWord(word)], reach: "history", ...speakerSeeds(word.speaking) }),
  decide: (word, world, now) => {
    const { wallet, papers } = heardFrom(word.speaking, world);
    return { outcome: flow.reverse({ payment: paymentOfWord(word), wallet }, world.standing, now), papers };
  },
  answer: (outcome, word) => ({ payment: outcome.after.payments.get(paymentOfWord(word)) ?? null, changed: outcome.events.length > 0 ? "yes" : "no" }),
});
