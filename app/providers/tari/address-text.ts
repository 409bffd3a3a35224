import { base58 } from "@scure/base";
import { addressFromBytes, addressToBytes, type AddressRead, type TariAddress } from "./address.ts";
import { bytesToEmoji, emojiToBytes } from "./emoji.ts";

// 323 emoji are 646 UTF-16 units; the rest is room for spaces and the bars some wallets print between symbols.
const longestText = 2048;
const base58Text = /^[1-9A-HJ-NP-Za-km-z]{45,445}$/;
const hexText = /^(?:[0-9a-f]{2})+$/i;

/** Reads an address from outside: base58, hex or emoji; single, dual, or dual with a payment id. */
export function parseAddress(text: string): AddressRead {
  if (text.length > longestText) return { ok: false, reason: "is too long for an address" };
  const readings = [bytesInEmoji(text), bytesInBase58(text), bytesInHex(text)]
    .filter((bytes) => bytes !== null)
    .map(addressFromBytes);
  return (
    readings.find((reading) => reading.ok) ??
    readings.at(-1) ?? { ok: false, reason: "is not a Tari address in base58, hex or emoji" }
  );
}

/** The form every answer and every claim uses. Network, features and the rest are encoded each on its own. */
export function toBase58(address: TariAddress): string {
  const bytes = addressToBytes(address);
  return [bytes.subarray(0, 1), bytes.subarray(1, 2), bytes.subarray(2)].map((part) => base58.encode(part)).join("");
}

export function toHex(address: TariAddress): string {
  return Buffer.from(addressToBytes(address)).toString("hex");
}

/** The form that wallet messages sign. */
export function toEmoji(address: TariAddress): string {
  return bytesToEmoji(addressToBytes(address));
}

function bytesInEmoji(text: string): Uint8Array | null {
  const symbols = text.trim().replaceAll("|", "");
  return symbols === "" ? null : emojiToBytes(symbols);
}

function bytesInBase58(text: string): Uint8Array | null {
  if (!base58Text.test(text)) return null;
  const parts = [text.slice(0, 1), text.slice(1, 2), text.slice(2)];
  return Buffer.concat(parts.map((part) => base58.decode(part)));
}

function bytesInHex(text: string): Uint8Array | null {
  return hexText.test(text) ? Buffer.from(text, "hex") : null;
}
