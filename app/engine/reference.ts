import { invariant } from "./error.ts";

/** What our QR codes and pages give to wallets: it says one order of one shop, and cannot be guessed. */
export type Reference = {
  readonly shop: string;
  readonly orderId: string;
  readonly token: string;
};

const shop = "[a-z0-9][a-z0-9-]*\\.myshopify\\.com";
// Order ids are the storefront's or the merchant's own, so they may be almost anything that ends at the slash.
const orderId = "[^\\s/\\\\\"\\p{C}]{1,128}";
const token = "[0-9a-f]{32}";

const exactly = new RegExp(`^(${shop})/(${orderId})/(${token})$`, "u");
// The lookbehind lets the search begin only where a name can begin: a long run of letters costs no more than its length.
const anywhere = new RegExp(`(?<![A-Za-z0-9._-])(${shop})/(${orderId})/(${token})(?![0-9a-zA-Z])`, "u");

/** `<shop domain>/<order id>/<token>`. */
export function makeReference(parts: Reference): string {
  const text = `${parts.shop}/${parts.orderId}/${parts.token}`;
  invariant(parseReference(text) !== null, "a reference needs a shop domain, an order id and a token");
  return text;
}

/** Null where the text is anything else than one reference. */
export function parseReference(text: string): Reference | null {
  return partsOf(exactly.exec(text));
}

/** The first reference anywhere in a text, as people and wallets write around it. */
export function findReference(text: string): Reference | null {
  return partsOf(anywhere.exec(text));
}

function partsOf(match: RegExpExecArray | null): Reference | null {
  const [, shop, orderId, token] = match ?? [];
  return shop === undefined || orderId === undefined || token === undefined ? null : { shop, orderId, token };
}
