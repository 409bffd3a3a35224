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

/** Judged in the transaction that has the effect, so that a nonce is consumed only together with it. */
export function heardFrom({ wallet, nonce, mayCall }: Speaking, world: World): { readonly speaker: Speaker; readonly papers: Papers } {
  const { speaker } = world;
  if (!speaker) throw new EngineError("wallet_unknown", { wallet });
  if (!mayCall(speaker.allowList)) throw new EngineError("address_not_allowed", { wallet });
  const usedDescending = speaker.isUsed && !speaker.usedDescending.includes(nonce) ? [...speaker.usedDescending, nonce] : speaker.usedDescending;
  const verdict = judgeNonce({ initial: speaker.initialNonce, usedDescending, nonce });
  if (!verdict.ok) throw new EngineError("nonce_refused", { wallet, reason: verdict.reason, highest: verdict.highest });
  return { speaker, papers: { nonces: [{ wallet, nonce }] } };
}

export function limitsOf({ perPayment, perDay, confirmedToday }: Speaker): WalletLimits {
  return { perPayment, perDay, confirmedToday };
}

export const speakerSeeds = ({ wallet, nonce }: Speaking) => ({ wallet, nonce: nonce.toString() });
