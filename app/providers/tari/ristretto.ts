import sodium from "libsodium-wrappers-sumo";

await sodium.ready;

/** The order of the group, 2^252 + 27742317777372353535851937790883648493, as little-endian bytes. */
const order = Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex");

/** Whether these bytes are the one encoding of a group element. The identity (all zero) is one. */
export function isPoint(bytes: Uint8Array): boolean {
  return bytes.length === 32 && sodium.crypto_core_ristretto255_is_valid_point(bytes);
}

/** Whether these bytes are a scalar in its one encoding (little-endian, below the order) and not zero. */
export function isScalar(bytes: Uint8Array): boolean {
  // libsodium takes s and s + order for the same scalar, which would give every signature a twin.
  return bytes.length === 32 && !isZero(bytes) && isBelowOrder(bytes);
}

export function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}

/** The public key of a secret scalar, both as hex. */
export function publicKey(secret: string): string {
  return Buffer.from(sodium.crypto_scalarmult_ristretto255_base(Buffer.from(secret, "hex"))).toString("hex");
}

function isBelowOrder(bytes: Uint8Array): boolean {
  const [number, limit] = [Buffer.from(bytes).reverse(), Buffer.from(order).reverse()];
  return Buffer.compare(number, limit) < 0;
}
