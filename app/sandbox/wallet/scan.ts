import { findReference, parseReference } from "#app/engine/reference.ts";
import { parsePaymentLink, parseTpsLink } from "#app/providers/tari/link.ts";
import { referenceOf } from "../control/summary.ts";
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

type Surroundings = { readonly appUrl: string; readonly shops: () => readonly Shop[] };

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

function fromOrder(text: string, shops: readonly Shop[]): Scan | null {
  const wanted = text.replace(/^#/, "");
  for (const { state } of shops) {
    const order = state.orders.get(wanted) ?? [...state.orders.values()].find((one) => one.name.replace(/^#/, "") === wanted);
    const reference = order ? referenceOf(order) : null;
    if (order) return { shop: state.domain, orderId: order.id, reference, units: null, memo: reference ?? order.id };
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

export async function scan(given: string, { appUrl, shops }: Surroundings): Promise<Scan | null> {
  const text = given.trim();
  return fromLink(text) ?? (await fromPage(text, appUrl)) ?? fromReference(text, null) ?? fromOrder(text, shops());
}
