import type { SignedClaim } from "#app/engine/claiming.ts";
import { accountId, type AccountId } from "#app/engine/ids.ts";
import type { Policy } from "#app/engine/policy.ts";
import { payerKey } from "#app/providers/tari/address.ts";
import { toBase58 } from "#app/providers/tari/address-text.ts";
import { verifyClaim } from "#app/providers/tari/claim.ts";
import { findClaim } from "#app/providers/tari/memo-claim.ts";
import { XTR } from "#app/providers/tari/provider.ts";
import type { Papers } from "#app/store/save.ts";
import { claimIdOf } from "./ids.ts";

export type FiledClaim = { readonly signed: SignedClaim; readonly evidence: NonNullable<Papers["evidence"]>[number] };

/**
 * The claim an order's own note is made of. Over the id Shopify gave this order, in the note as first delivered, with
 * strict mode on, it proves its payer; edited in later, or over a name, it is a plain claim like any other.
 */
export function claimInNote(note: string | null, storefrontId: string, policy: Policy, delivery: "first" | "edited"): FiledClaim | null {
  const claim = note ? findClaim(note, policy.strict === "on" ? "whole" : "anywhere") : null;
  if (!claim || claim.text !== storefrontId || !verifyClaim(claim)) return null;
  const payer = payerKey(claim.address);
  const id = claimIdOf(payer, claim.text, claim.signature);
  const kind = delivery === "first" && policy.strict === "on" ? "note" : "plain";
  return { signed: { id, payer, kind }, evidence: { claim: id, address: toBase58(claim.address), signature: claim.signature } };
}

/** Whoever a note might claim for, under any policy: looked at before the shop's own policy is known. */
export function payersInNote(note: string | null): readonly AccountId[] {
  const claim = note ? findClaim(note, "anywhere") : null;
  return claim ? [accountId(XTR, { kind: "payer", payer: payerKey(claim.address) })] : [];
}
