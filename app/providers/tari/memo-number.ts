/** How a shop reads a number in a memo: not at all, only where it is marked as an order's, or the first one. */
export type MemoNumbers = "off" | "marked" | "first";

/** What identifies an order in a memo: the storefront's id, or its name (`#1001`). */
export type OrderIdField = "id" | "name";

const phoneOnly = /^\D*\d{3}-\d{3}-\d{4}$/;
// "#1001", "order 1001", "Order: #1001"; but neither "order 12.50" nor "#12b".
const marked = /(?:#|\border[\s:=#]*)(\d{1,32})(?![\p{L}\p{N}_]|[.,]\d)/iu;
const first = /(\d{1,32})/;

/** The order a memo's words seem to mean, as id or as `#` and number; null where the shop does not guess. */
export function orderInWords(memo: string, numbers: MemoNumbers, field: OrderIdField): string | null {
  if (numbers === "off" || phoneOnly.test(memo)) return null;
  const number = (numbers === "marked" ? marked : first).exec(memo)?.[1];
  if (number === undefined) return null;
  return field === "name" ? `#${number}` : number;
}
