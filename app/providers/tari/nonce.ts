/** How many of a wallet's newest messages may still arrive in any order. */
export const nonceWindow = 64;

export type NonceVerdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: "used" | "too_old"; readonly highest: bigint };

/**
 * Whether a wallet may use this nonce now: unused, above the nonce it was registered with, and above the 64th
 * highest one it used. `usedDescending` holds at least the 64 highest used nonces. A refusal tells the highest,
 * so that the wallet knows where to go on.
 */
export function judgeNonce(standing: {
  readonly initial: bigint;
  readonly usedDescending: readonly bigint[];
  readonly nonce: bigint;
}): NonceVerdict {
  const { initial, usedDescending, nonce } = standing;
  const highest = max(initial, usedDescending[0] ?? initial);
  if (usedDescending.includes(nonce)) return { ok: false, reason: "used", highest };
  const line = max(initial, usedDescending[nonceWindow - 1] ?? initial);
  return nonce > line ? { ok: true } : { ok: false, reason: "too_old", highest };
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
