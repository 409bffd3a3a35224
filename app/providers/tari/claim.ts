import type { TariAddress } from "./address.ts";
import { toBase58 } from "./address-text.ts";
import * as reader from "./read.ts";
import { verifyAside } from "./aside.ts";
import { sign, type Signed, verify } from "./schnorr.ts";

/** A signed promise that this payer pays what the text says: an order's reference, or its bare id or name. */
export type Claim = {
  readonly address: TariAddress;
  readonly text: string;
  readonly signature: string;
};

/** A claim as wallets write it. */
export type ClaimWire = { readonly address: string; readonly order_id: string; readonly signature: string };

const schema = reader.object({
  address: reader.address,
  order_id: reader.line(512),
  signature: reader.signature,
});

/** Reads a claim from outside. Says nothing yet about its signature. */
export function readClaim(value: unknown): { readonly ok: true; readonly claim: Claim } | reader.Refusal {
  const reading = reader.read(schema, value);
  if (!reading.ok) return reading;
  const { address, order_id: text, signature } = reading.value;
  return { ok: true, claim: { address, text, signature } };
}

/** Whether the address's spend key signed it. */
export const verifyClaim = (claim: Claim): boolean => verify(signedBy(claim));

/** The same beside the event loop, for claims that anybody may bring. */
export const verifyClaimAside = (claim: Claim): Promise<boolean> => verifyAside(signedBy(claim));

function signedBy(claim: Claim): Signed {
  const { address, signature } = claim;
  return { domain: "MemoSignature", key: address.spendKey, message: claimMessage(claim), signature };
}

export function signClaim({ address, text, secret }: { address: TariAddress; text: string; secret: string }): Claim {
  const signature = sign({ domain: "MemoSignature", secret, message: claimMessage({ address, text }) });
  return { address, text, signature };
}

export function writeClaim({ address, text, signature }: Claim): ClaimWire {
  return { address: toBase58(address), order_id: text, signature };
}

/** The exact text a claim signs: the address always in base58, whatever form it came in. */
export function claimMessage({ address, text }: Pick<Claim, "address" | "text">): string {
  return `${toBase58(address)}:${text}`;
}
