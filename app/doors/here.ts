import type { Context as Call } from "hono";
import { EngineError } from "#app/engine/error.ts";
import { shared } from "#app/store/shared.ts";
import { findShop, rootShop, type Shop } from "#app/store/shops.ts";
import { shopDomain } from "#app/storefront/shop-domain.ts";
import type { Door } from "./door.ts";
import { peerAddress } from "./peer.ts";

/** The shop of this domain, as a door may look at it before the transaction does. */
export const shopNamed = shared(findShop);
const shopAtRoot = shared((db, _: "root") => rootShop(db));

/** The shop a door serves: under `/s/<shop domain>/…` that one, at the root the one named at set-up. */
export async function shopHere(c: Call<Door>): Promise<Shop> {
  const { db } = c.get("context");
  // Anything but a domain, and there are texts PostgreSQL cannot even be asked about, names no shop.
  const domain = shopDomain(c.get("shopAsked") ?? "");
  const shop = c.get("shopAsked") === undefined ? await shopAtRoot(db.pool, "root") : domain && (await shopNamed(db.pool, domain));
  if (!shop || shop.uninstalledAt) throw new EngineError("shop_unknown", { shop: c.get("shopAsked") ?? null });
  return shop;
}

/** Where the request came from; null where that cannot be told. */
export function peerHere(c: Call<Door>): string | null {
  const { incoming } = c.env;
  return peerAddress({ socketAddress: incoming.socket.remoteAddress, headers: incoming.headers }, c.get("context").config.trustedProxies);
}
