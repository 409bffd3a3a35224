import type { Context as Call } from "hono";
import { EngineError } from "#app/engine/error.ts";
import { findShop, rootShop, type Shop } from "#app/store/shops.ts";
import { shopDomain } from "#app/storefront/shop-domain.ts";
import type { Door } from "./door.ts";
import { peerAddress } from "./peer.ts";

/** The shop a door serves: under `/s/<shop domain>/…` that one, at the root the one named at set-up. */
export async function shopHere(c: Call<Door>): Promise<Shop> {
  const { db } = c.var.context;
  // Anything but a domain, and there are texts PostgreSQL cannot even be asked about, names no shop.
  const domain = shopDomain(c.var.shopAsked ?? "");
  const shop = c.var.shopAsked === undefined ? await rootShop(db.pool) : domain && (await findShop(db.pool, domain));
  if (!shop || shop.uninstalledAt) throw new EngineError("shop_unknown", { shop: c.var.shopAsked ?? null });
  return shop;
}

/** Where the request came from; null where that cannot be told. */
export function peerHere(c: Call<Door>): string | null {
  const { incoming } = c.env;
  return peerAddress({ socketAddress: incoming.socket.remoteAddress, headers: incoming.headers }, c.var.context.config.trustedProxies);
}
