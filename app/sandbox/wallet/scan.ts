import { findReference, parseReference } from "#app/engine/reference.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";
import type { Shop } from "../shop/shop.ts";

/** What a wallet learned from a QR code, a link, a reference or an order's number. */
export type Scan = {
  readonly shop: string | null;
  readonly orderId: string | null;
  readonly reference: string | null;
  /** µT. */
  readonly units: bigint | null;
  readonly memo: string | null;
};

type Surroundings = {
  readonly appUrl: string;
  readonly shops: () => readonly Shop[];
  /** The payment link on an order's thank-you page, where there is one. */
  readonly linkOn: (shop: Shop, orderId: string) => Promise<string | null>;
};

function fromReference(text: string, units: bigint | null): Scan | null {
  const found = findReference(text);
  if (!found) return null;
  const reference = `${found.shop}/${found.orderId}/${found.token}`;
  return { shop: found.shop, orderId: found.orderId, reference, units, memo: reference };
}

function fromLink(text: string): Scan | null {
  const link = parsePaymentLink(text);
  if (link) return fromReference(link.note ?? "", link.amount) ?? { shop: null, orderId: null, reference: null, units: link.amount, memo: link.note };
  const old = parseTpsLink(text);
  if (!old) return null;
  const bound = parseReference(old.orderId) && fromReference(old.orderId, old.amount);
  return bound ?? { shop: old.shop, orderId: old.orderId, reference: null, units: old.amount, memo: old.orderId };
}

/** By an order's number the wallet finds its thank-you page and scans that; without one the bare id is all it has. */
async function fromOrder(text: string, { shops, linkOn }: Surroundings): Promise<Scan | null> {
  const wanted = text.replace(/^#/, "");
  for (const shop of shops()) {
    const { domain, orders } = shop.state;
    const order = orders.get(wanted) ?? [...orders.values()].find((one) => one.name.replace(/^#/, "") === wanted);
    if (!order) continue;
    const link = await linkOn(shop, order.id);
    return (link === null ? null : fromLink(link)) ?? { shop: domain, orderId: order.id, reference: null, units: null, memo: order.id };
  }
  return null;
}

/** Follows the app's own pages only: a wallet that opens any address it is shown would be a tool for others. */
async function fromPage(text: string, appUrl: string): Promise<Scan | null> {
  const url = URL.parse(text);
  if (url?.origin !== new URL(appUrl).origin) return null;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000), headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return null;
  const page = (await answer.text()).replaceAll("&amp;", "&");
  const link = /tari:\/\/[^\s"'<>]+/.exec(page)?.[0];
  return (link === undefined ? null : fromLink(link)) ?? fromReference(page, null);
}

export async function scan(given: string, surroundings: Surroundings): Promise<Scan | null> {
  const text = given.trim();
  return fromLink(text) ?? (await fromPage(text, surroundings.appUrl)) ?? fromReference(text, null) ?? fromOrder(text, surroundings);
}
