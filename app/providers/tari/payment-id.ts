import type { Reference } from "#app/engine/reference.ts";
import { orderInWords, type OrderIdField } from "./memo-number.ts";

/** What an order's own address carries: the order's id and the beginning of its token, which no other text begins by chance. */
export type OwnId = { readonly orderId: string; readonly tag: string };

// Text, because wallets of TPS pass on only what is text; short, because it stands in the QR code.
const own = /^([0-9A-Za-z_-]{1,32})~([0-9a-f]{4})$/;
const TAG_LENGTH = 4;

/** The payment id of an order's own address; null where its id is too long, or too strange, for one. */
export function ownPaymentId({ orderId, token }: Pick<Reference, "orderId" | "token">): Uint8Array | null {
  const text = `${orderId}~${token.slice(0, TAG_LENGTH)}`;
  return own.test(text) ? Buffer.from(text) : null;
}

/** The order whose own address money was sent to, where this is its payment id, as text or as wallets print it. */
export function ownIdIn(text: string): OwnId | null {
  const [, orderId, tag] = own.exec(plainOf(text).trim()) ?? [];
  return orderId === undefined || tag === undefined ? null : { orderId, tag };
}

/** What somebody wrote, where a wallet printed the payment id it came in. */
export function plainOf(text: string): string {
  return textInPaymentId(text) ?? text;
}

/** The text of a payment id in hexadecimal; null where it is none in UTF-8. */
export function textOfHex(hex: string): string | null {
  if (!/^(?:[0-9a-f]{2})+$/i.test(hex)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(hex, "hex"));
  } catch {
    return null; // Other wallets put binary there.
  }
}

const userData = /^(?:data\(([^)]*)\)|address_and_data\([^,)]*,([^)]*)\))$/;

/** The text in a payment id as the console wallet prints it (`data(<hex>)`), null where there is none in UTF-8. */
export function textInPaymentId(printed: string): string | null {
  const match = userData.exec(printed.trim());
  const hex = (match?.[1] ?? match?.[2] ?? "").trim();
  return textOfHex(hex);
}

/** The order that a payment id's text names, by the rules of taritools (reference/tps.md §8); null for none. */
export function orderInPaymentId(text: string, field: OrderIdField): string | null {
  if (field === "name") return orderInWords(text, "first", "name");
  if (/^\D*\d{3}-\d{3}-\d{4}$/.test(text)) return null;
  const bare = text.trim().replace(/^["'\s]*(?:order[ _]id\s*[:=])?["'\s]*/i, "");
  const id = bare.split(/[."]/)[0]?.trim() ?? "";
  return id === "" ? null : id;
}
