import type { PayerKey } from "#app/engine/ids.ts";
import { findReference, type Reference } from "#app/engine/reference.ts";
import { payerKey } from "./address.ts";
import { verifyClaim, type Claim } from "./claim.ts";
import { findClaim, type ClaimPlace } from "./memo-claim.ts";
import { orderInWords, type MemoNumbers, type OrderIdField } from "./memo-number.ts";
import { ownIdIn, plainOf, textOfHex, type OwnId } from "./payment-id.ts";

/**
 * What came with a payment. The payment id is hex: from the address the money was sent to, or, in today's wallets, what
 * the payer wrote. Older ones print it as memo or order id.
 */
export type Words = {
  readonly paymentId: string | null;
  readonly memo: string | null;
  readonly orderId: string | null;
};

export type WordsPolicy = {
  readonly claimPlace: ClaimPlace;
  readonly memoNumbers: MemoNumbers;
  readonly orderIdField: OrderIdField;
};

/** What they say: who promised to pay, and which order is meant. Neither proves who sent the money. */
export type Said = {
  readonly claim: SaidClaim | null;
  readonly naming: Naming | null;
};

export type SaidClaim = {
  readonly payer: PayerKey;
  readonly text: string;
  readonly valid: boolean;
  readonly claim: Claim;
};

export type Naming =
  | ({ readonly by: "payment-id" } & OwnId)
  | { readonly by: "reference"; readonly reference: Reference }
  | { readonly by: "claim" | "order_id" | "number"; readonly text: string };

/** Reads a payment's words in the order of engine.md, "Naming": the surest first. */
export function readWords(given: Words, policy: WordsPolicy): Said {
  const words = plainWords(given);
  const claim = claimIn(words.memo, policy.claimPlace);
  return { claim, naming: namingIn(words, claim, policy) };
}

type Plain = { readonly memo: string | null; readonly orderId: string | null; readonly own: OwnId | null };

/** A payment id that is not ours is what the payer wrote. */
function plainWords({ paymentId, memo, orderId }: Words): Plain {
  const carried = paymentId === null ? null : textOfHex(paymentId);
  const texts = [carried, orderId, memo].filter((text) => text !== null);
  const own = texts.map(ownIdIn).find((each) => each !== null) ?? null;
  const said = memo ?? carried;
  return { memo: said === null ? null : plainOf(said), orderId: orderId === null ? null : plainOf(orderId), own };
}

function claimIn(memo: string | null, place: ClaimPlace): SaidClaim | null {
  const claim = memo === null ? null : findClaim(memo, place);
  return claim && { payer: payerKey(claim.address), text: claim.text, valid: verifyClaim(claim), claim };
}

function namingIn({ own, memo, orderId }: Plain, claim: SaidClaim | null, policy: WordsPolicy): Naming | null {
  if (own !== null) return { by: "payment-id", ...own };
  const reference = findReference(claim?.text ?? "") ?? findReference(memo ?? "") ?? findReference(orderId ?? "");
  if (reference !== null) return { by: "reference", reference };
  if (claim?.valid) return { by: "claim", text: claim.text };
  const order = orderId?.trim() ?? "";
  if (order !== "") return { by: "order_id", text: order };
  // The digits inside a claim are its keys and signature, not an order somebody wrote down.
  const number = claim === null ? orderInWords(memo ?? "", policy.memoNumbers, policy.orderIdField) : null;
  return number === null ? null : { by: "number", text: number };
}
