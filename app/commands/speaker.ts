import { EngineError } from "#app/engine/error.ts";
import type { WalletId } from "#app/engine/ids.ts";
import type { WalletLimits } from "#app/engine/payment.ts";
import { judgeNonce } from "#app/providers/tari/nonce.ts";
import type { Papers } from "#app/store/save.ts";
import type { Speaker, World } from "#app/store/stand.ts";

/** A wallet's signed message, its signature checked: who speaks, with which nonce, from where. */
export type Speaking = {
  readonly wallet: WalletId;
  readonly nonce: bigint;
  readonly mayCall: (allowList: readonly string[]) => boolean;
};

/** Whose word it is, how far that goes, and what to file with it. Without a wallet: a provider we asked ourselves. */
export type Word = { readonly wallet: WalletId | null; readonly limits: WalletLimits | null; readonly papers: Papers };

/** Judged in the transaction that has the effect, so that a nonce is consumed only together with it. */
export function heardFrom(speaking: Speaking | null, { speaker }: World): Word {
  if (speaking === null) return { wallet: null, limits: null, papers: {} };
  const { wallet, nonce, mayCall } = speaking;
  if (!speaker) throw new EngineError("wallet_unknown", { wallet });
  if (!mayCall(speaker.allowList)) throw new EngineError("address_not_allowed", { wallet });
  const usedDescending = speaker.isUsed && !speaker.usedDescending.includes(nonce) ? [...speaker.usedDescending, nonce] : speaker.usedDescending;
  const verdict = judgeNonce({ initial: speaker.initialNonce, usedDescending, nonce });
  if (!verdict.ok) throw new EngineError("nonce_refused", { wallet, reason: verdict.reason, highest: verdict.highest });
  return { wallet, limits: limitsOf(speaker), papers: { nonces: [{ wallet, nonce }] } };
}

export function limitsOf({ perPayment, perDay, confirmedToday }: Speaker): WalletLimits {
  return { perPayment, perDay, confirmedToday };
}

/** The part of a command's seeds that looks up who speaks. */
export const speakerSeeds = (speaking: Speaking | null) => (speaking ? { speaker: { wallet: speaking.wallet, nonce: speaking.nonce.toString() } } : {});
