const GID = /^gid:\/\/shopify\/([A-Za-z]+)\/(\d{1,20})(?:\?.*)?$/;
const DIGITS = /^[1-9]\d{0,19}$/;

/** A Shopify id as text with every digit it was sent with; null where digits were already lost, or it is no id. */
export function digits(value: unknown): string | null {
  if (typeof value === "number" && !Number.isSafeInteger(value)) return null;
  if (typeof value !== "number" && typeof value !== "bigint" && typeof value !== "string") return null;
  const text = String(value);
  return DIGITS.test(text) ? text : null;
}

/** The digits of `gid://shopify/<kind>/<digits>`; null for anything else, other kinds included. */
export function gidDigits(value: unknown, kind: string): string | null {
  const match = typeof value === "string" ? GID.exec(value) : null;
  return match?.[1] === kind ? digits(match[2]) : null;
}

// The gid is text and so keeps digits that `id` loses in any reader with 53-bit numbers, Shopify's own samples included.
export function idOf(sent: { readonly admin_graphql_api_id?: unknown; readonly id?: unknown }, kind: string): string | null {
  return gidDigits(sent.admin_graphql_api_id, kind) ?? digits(sent.id);
}

export function orderGid(storefrontId: string): string {
  return `gid://shopify/Order/${storefrontId}`;
}
