import * as flow from "#app/engine/flow.ts";
import type { Payment } from "#app/engine/payment.ts";
import { command } from "./command.ts";
import { paymentIdOf } from "./ids.ts";
import { heardFrom, limitsOf, speakerSeeds, type Speaking } from "./speaker.ts";

/** A wallet's word about a transaction it reported, or is about to. */
export type WalletWord = { readonly speaking: Speaking; readonly provider: string; readonly network: string; readonly transaction: string };
export type ConfirmedPayment = WalletWord & { readonly confirmations: number | null };

/** null: kept until the payment is reported. */
export type Word = { readonly payment: Payment | null; readonly changed: "yes" | "no" };

export const paymentOfWord = (word: WalletWord) => paymentIdOf({ provider: word.provider, network: word.network, transaction: word.transaction, output: "0" });

/** A wallet says that a payment is final, or how deep it is. */
export const confirmPayment = command<ConfirmedPayment, Word>({
  name: "confirm-payment",
  seeds: (word) => ({ payments: [paymentOfWord(word)], speaker: speakerSeeds(word.speaking) }),
  decide: (word, world, now) => {
    const { speaker, papers } = heardFrom(word.speaking, world);
    const { wallet } = word.speaking;
    return { outcome: flow.confirm({ payment: paymentOfWord(word), wallet, confirmations: word.confirmations, limits: limitsOf(speaker) }, world.standing, now), papers };
  },
  answer: (outcome, word) => ({ payment: outcome.after.payments.get(paymentOfWord(word)) ?? null, changed: outcome.events.length > 0 ? "yes" : "no" }),
});

/** A wallet says that the chain took a payment back. */
export const reversePayment = command<WalletWord, Word>({
  name: "reverse-payment",
  seeds: (word) => ({ payments: [paymentOfWord(word)], reach: "history", speaker: speakerSeeds(word.speaking) }),
  decide: (word, world, now) => {
    const { papers } = heardFrom(word.speaking, world);
    return { outcome: flow.reverse({ payment: paymentOfWord(word), wallet: word.speaking.wallet }, world.standing, now), papers };
  },
  answer: (outcome, word) => ({ payment: outcome.after.payments.get(paymentOfWord(word)) ?? null, changed: outcome.events.length > 0 ? "yes" : "no" }),
});
