import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Which of the secrets signed these bytes: its index, or null. Shopify signs the body only, never a header:
 * base64(HMAC-SHA256(raw body, client secret)). Takes the same time wherever the first difference is.
 */
export function verifyHmac(rawBytes: Uint8Array, headerValue: string | null, secrets: readonly string[]): number | null {
  const claimed = Buffer.from(headerValue ?? "", "utf8");
  let signer: number | null = null;
  for (const [index, secret] of secrets.entries()) {
    const matches = secret !== "" && isSame(claimed, sign(rawBytes, secret));
    if (matches && signer === null) signer = index;
  }
  return signer;
}

function sign(rawBytes: Uint8Array, secret: string): Buffer {
  return Buffer.from(createHmac("sha256", secret).update(rawBytes).digest("base64"), "utf8");
}

// The length of a MAC is no secret, and timingSafeEqual throws where lengths differ.
function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
