// x^8 + x^4 + x^3 + x + 1, without its highest term.
const reduction = 0x1b;

/** The DammSum of the bytes: 0..255. Over bytes that end with their own checksum it is 0. */
export function dammSum(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => double(sum ^ byte), 0);
}

function double(value: number): number {
  return value & 0x80 ? ((value << 1) & 0xff) ^ reduction : value << 1;
}
