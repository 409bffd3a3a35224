import type { AppLoadContext } from "@remix-run/node";
import { setUpShop } from "#app/commands/set-up.ts";
import { shopId, type ShopId } from "#app/engine/ids.ts";
import { findShop, type Shop } from "#app/store/shops.ts";

export type Entered = {
  readonly context: AppLoadContext;
  readonly shop: Shop;
  /** Who acts, as Shopify names them: kept with every act. */
  readonly staff: string;
};

/** Every room's door: signs the visitor in, and makes a shop known that is here for the first time, or again. */
export async function enter({ request, context }: { readonly request: Request; readonly context: AppLoadContext }): Promise<Entered> {
  const { session, sessionToken } = await context.shopify.authenticate.admin(request);
  const id = shopId(session.shop);
  const known = await findShop(context.db.pool, id);
  const shop = known && known.uninstalledAt === null ? known : await install(context, id);
  return { context, shop, staff: `staff member ${sessionToken.sub}` };
}

// The loaders of a first page run side by side: installing twice is installing once. A Shopify that does not answer now
// keeps nobody out; the shop then goes by its domain and by UTC.
async function install(context: AppLoadContext, id: ShopId): Promise<Shop> {
  const facts = await context.shopFacts(id);
  await setUpShop(context, id, facts ? { name: facts.name, currency: facts.currency, timeZone: facts.timeZone } : {});
  const shop = await findShop(context.db.pool, id);
  if (!shop) throw new Error("a shop that was just set up is there");
  return shop;
}
