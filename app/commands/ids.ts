import { createHash, randomBytes } from "node:crypto";
import { claimId, creditNoteId, customerId, paymentId, refundId, remarkId, type ClaimId, type PaymentId, type RemarkId } from "#app/engine/ids.ts";

/** 130 bits of a hash: short enough to read out, far too long to meet by chance. */
function digest(...parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 26);
}

/** The same transaction output is the same payment, whoever reports it. */
export function paymentIdOf(seen: { readonly provider: string; readonly network: string; readonly transaction: string; readonly output: string }): PaymentId {
  return paymentId(`pay_${digest(seen.provider, seen.network, seen.transaction, seen.output)}`);
}

/** A signature is strict (no second form of it exists), so it names its claim. */
export function claimIdOf(payer: string, text: string, signature: string): ClaimId {
  return claimId(`clm_${digest(payer, text, signature)}`);
}

/** The same text about the same thing is the same remark. */
export function remarkIdOf(object: string, kind: string, text: string, nonce = ""): RemarkId {
  return remarkId(`rmk_${digest(object, kind, text, nonce)}`);
}

const fresh = () => randomBytes(12).toString("hex");
export const newCustomerId = () => customerId(`cus_${fresh()}`);
export const newCreditNoteId = (key: string) => creditNoteId(`crn_${digest(key)}`);
/** For whoever repeats nothing: what was kept once is not there a second time. */
export const freshCreditNoteId = () => creditNoteId(`crn_${fresh()}`);
export const newRefundId = (key: string) => refundId(`ref_${digest(key)}`);
/** 128 bits: the key to an order's pay page. */
export const newToken = () => randomBytes(16).toString("hex");
