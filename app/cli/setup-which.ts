import type { Context } from "#app/context.server.ts";
import { EngineError } from "#app/engine/error.ts";
import { shopId, type ShopId } from "#app/engine/ids.ts";
import { findShop, listShops, rootShop, type Shop } from "#app/store/shops.ts";
import { UsageError } from "./usage.ts";

const MYSHOPIFY = /^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$/;

export function domainIn(text: string): ShopId {
  const domain = text.trim().toLowerCase();
  if (!MYSHOPIFY.test(domain)) throw new UsageError(`A shop is called by its myshopify domain, such as your-store.myshopify.com, not ${JSON.stringify(text)}.`);
  return shopId(domain);
}

/** The shop that was named or, unnamed, the one there can be no doubt about. */
export async function shopMeant({ db }: Context, named: string | undefined): Promise<Shop> {
  const shop = named === undefined ? await rootShop(db.pool) : await findShop(db.pool, domainIn(named));
  if (shop) return shop;
  if (named !== undefined) throw new EngineError("shop_unknown", { shop: named });
  const known = await listShops(db.pool);
  throw new UsageError(known.length === 0 ? "There is no shop yet: `npm run tally -- setup shop <domain>` installs one." : `Say which shop: --shop ${known.map(({ id }) => id).join(" | ")}.`);
}
