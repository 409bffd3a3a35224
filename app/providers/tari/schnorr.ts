import sodium from "libsodium-wrappers-sumo";
import { invariant } from "#app/engine/error.ts";
import { isPoint, isScalar, isZero } from "./ristretto.ts";

/** What a signature is for. A signature made for one use never verifies for another. */
export type Domain = "MemoSignature" | "WalletSignature" | "com.tari.jwt-ristretto";

/** Key (32 bytes) and signature (64 bytes: R, then s) are hex of either case; the message is signed as UTF-8. */
export type Signed = {
  readonly domain: Domain;
  readonly key: string;
  readonly message: string;
  readonly signature: string;
};

/** Tari's domain-separated Schnorr signature over Ristretto255. Any input at all gets an answer, never an exception. */
export function verify({ domain, key, message, signature }: Signed): boolean {
  const [point, both] = [bytesOf(key), bytesOf(signature)];
  if (both.length !== 64 || !isPoint(point) || isZero(point)) return false;
  const [nonce, s] = [both.subarray(0, 32), both.subarray(32)];
  if (!isScalar(s) || isZero(nonce)) return false;
  const e = challenge({ domain, nonce, key: point, message });
  if (isZero(e)) return false;
  // s·G − e·P has one encoding, so comparing it with R also refuses every R that is no canonical point.
  const expected = sodium.crypto_core_ristretto255_sub(
    sodium.crypto_scalarmult_ristretto255_base(s),
    sodium.crypto_scalarmult_ristretto255(e, point),
  );
  return Buffer.compare(expected, nonce) === 0;
}

/** Signs with a secret scalar given as hex; gives R and s as 128 lower-case hex characters. */
export function sign({ domain, secret, message }: { domain: Domain; secret: string; message: string }): string {
  const k = bytesOf(secret);
  invariant(isScalar(k), "a secret key is 32 bytes of hex, not zero and below the group's order");
  const r = sodium.crypto_core_ristretto255_scalar_random();
  const nonce = sodium.crypto_scalarmult_ristretto255_base(r);
  const key = sodium.crypto_scalarmult_ristretto255_base(k);
  const e = challenge({ domain, nonce, key, message });
  const s = sodium.crypto_core_ristretto255_scalar_add(r, sodium.crypto_core_ristretto255_scalar_mul(e, k));
  return Buffer.concat([nonce, s]).toString("hex");
}

/** The scalar a signature answers to: Blake2b-512 over the tag, R, P and the message, each behind its length. */
export function challenge(of: { domain: Domain; nonce: Uint8Array; key: Uint8Array; message: string }): Uint8Array {
  const parts = [Buffer.from(`${of.domain}.v1.challenge`), of.nonce, of.key, Buffer.from(of.message)];
  const framed = Buffer.concat(parts.flatMap((part) => [length(part), part]));
  return sodium.crypto_core_ristretto255_scalar_reduce(sodium.crypto_generichash(64, framed, null));
}

function length(part: Uint8Array): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt32LE(part.length);
  return bytes;
}

// Buffer.from stops quietly at the first character that is no hex digit, so the text is judged before.
function bytesOf(hex: string): Buffer {
  return /^(?:[0-9a-f]{2})*$/i.test(hex) ? Buffer.from(hex, "hex") : Buffer.alloc(0);
}
