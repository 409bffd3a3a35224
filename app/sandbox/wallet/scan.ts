import { findReference } from "#app/engine/reference.ts";
import type { TariAddress } from "#app/providers/tari/address.ts";
import type { Shop } from "../shop/shop.ts";
import { fromLink, referenceIn, type Scan, type Unread } from "./links.ts";
import { misfit } from "./misfit.ts";

type Surroundings = {
  readonly appUrl: string;
  readonly shops: () => readonly Shop[];
  /** The shop whose wallet an address is of, in any form of it. */
  readonly shopAt: (address: TariAddress) => string | null;
  /** The payment link on an order's thank-you page, where there is one. */
  readonly linkOn: (shop: Shop, orderId: string) => Promise<string | null>;
};

function fromReference(text: string): Scan | null {
  const found = findReference(text);
  if (!found) return null;
  const reference = referenceIn(found);
  return { shop: found.shop, orderId: found.orderId, reference, units: null, memo: reference, paymentId: null };
}

/** By an order's number the wallet finds its thank-you page and scans that; without one the bare id is all it has. */
async function fromOrder(text: string, surroundings: Surroundings): Promise<Scan | Unread | null> {
  const wanted = text.replace(/^#/, "");
  for (const shop of surroundings.shops()) {
    const { domain, orders } = shop.state;
    const order = orders.get(wanted) ?? [...orders.values()].find((one) => one.name.replace(/^#/, "") === wanted);
    if (!order) continue;
    const link = await surroundings.linkOn(shop, order.id);
    return (link === null ? null : fromLink(link, surroundings.shopAt)) ?? { shop: domain, orderId: order.id, reference: null, units: null, memo: order.id, paymentId: null };
  }
  return null;
}

/** Follows the app's own pages only: a wallet that opens any address it is shown would be a tool for others. */
async function fromPage(text: string, surroundings: Surroundings): Promise<Scan | Unread | null> {
  const url = URL.parse(text);
  if (url?.origin !== new URL(surroundings.appUrl).origin) return null;
  const answer = await fetch(url, { signal: AbortSignal.timeout(10_000), headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) return null;
  const page = (await answer.text()).replaceAll("&amp;", "&");
  const link = /tari:\/\/[^\s"'<>]+/.exec(page)?.[0];
  return (link === undefined ? null : fromLink(link, surroundings.shopAt)) ?? fromReference(page);
}

export async function scan(given: string, surroundings: Surroundings): Promise<Scan | Unread> {
  const text = given.trim();
  const found = fromLink(text, surroundings.shopAt) ?? (await fromPage(text, surroundings)) ?? fromReference(text) ?? (await fromOrder(text, surroundings));
  return found ?? { why: misfit(text, surroundings.appUrl) };
}
