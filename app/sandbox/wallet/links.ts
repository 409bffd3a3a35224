import { findReference, type Reference } from "#app/engine/reference.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import type { TariAddress } from "#app/providers/tari/address.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";

/** What a wallet learned from a QR code, a link, an address, a reference or an order's number. */
export type Scan = {
  /** Whose wallet receives. */
  readonly shop: string | null;
  readonly orderId: string | null;
  readonly reference: string | null;
  /** µT. */
  readonly units: bigint | null;
  readonly memo: string | null;
  /** Hex: what the address carries. It goes with the payment in the place of a memo. */
  readonly paymentId: string | null;
};

/** A text this wallet cannot open, and why. */
export type Unread = { readonly why: string };

type Told = {
  readonly address: TariAddress;
  readonly units: bigint | null;
  readonly note: string | null;
  /** Named beside the note, as links of TPS do. */
  readonly order: Pick<Reference, "shop" | "orderId"> | null;
};

/** All that can be paid to by itself: the three kinds of link, and a bare address. `shopAt`: whose wallet an address is of. */
export function fromLink(text: string, shopAt: (address: TariAddress) => string | null): Scan | Unread | null {
  const told = toldIn(text);
  if (!told) return null;
  const { address: { paymentId }, units, note } = told;
  const shop = shopAt(told.address);
  if (shop === null) return { why: "Its address is of no shop in this sandbox: nobody here would see a payment to it." };
  return { shop, ...orderIn(told, shop), units, memo: paymentId === null ? note : null, paymentId };
}

function toldIn(text: string): Told | null {
  const link = parsePaymentLink(text);
  if (link) return { address: link.address, units: link.amount, note: link.note, order: null };
  const old = parseTpsLink(text);
  if (old) return { address: old.address, units: old.amount, note: old.orderId, order: old };
  const reading = parseAddress(text);
  return reading.ok ? { address: reading.address, units: null, note: null, order: null } : null;
}

/** Money goes where the address says: a note that names another shop's order is only a note. */
function orderIn({ note, order }: Told, shop: string): Pick<Scan, "orderId" | "reference"> {
  const found = findReference(note ?? "");
  if (found?.shop === shop) return { orderId: found.orderId, reference: referenceIn(found) };
  return { orderId: !found && order?.shop === shop ? order.orderId : null, reference: null };
}

export const referenceIn = ({ shop, orderId, token }: Reference): string => `${shop}/${orderId}/${token}`;
