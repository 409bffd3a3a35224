import { orderInWords, type OrderIdField } from "./memo-number.ts";

const userData = /^(?:data\(([^)]*)\)|address_and_data\([^,)]*,([^)]*)\))$/;

/** The text in a payment id as the console wallet prints it (`data(<hex>)`), null where there is none in UTF-8. */
export function textInPaymentId(printed: string): string | null {
  const match = userData.exec(printed.trim());
  const hex = (match?.[1] ?? match?.[2] ?? "").trim();
  if (hex === "" || !/^(?:[0-9a-f]{2})+$/i.test(hex)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(hex, "hex"));
  } catch {
    return null; // Other wallets put binary there.
  }
}

/** The order that a payment id's text names, by the rules of taritools (reference/tps.md §8); null for none. */
export function orderInPaymentId(text: string, field: OrderIdField): string | null {
  if (field === "name") return orderInWords(text, "first", "name");
  if (/^\D*\d{3}-\d{3}-\d{4}$/.test(text)) return null;
  const bare = text.trim().replace(/^["'\s]*(?:order[ _]id\s*[:=])?["'\s]*/i, "");
  const id = bare.split(/[."]/)[0]?.trim() ?? "";
  return id === "" ? null : id;
}
