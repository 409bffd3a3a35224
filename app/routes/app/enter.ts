import type { AppLoadContext } from "@remix-run/node";
import { letIn } from "#app/commands/let-in.ts";
import type { Shop } from "#app/store/shops.ts";

export type Entered = {
  readonly context: AppLoadContext;
  readonly shop: Shop;
  /** Who acts, as Shopify names them: kept with every act. */
  readonly staff: string;
};

/** Every room's door: signs the visitor in. */
export async function enter({ request, context }: { readonly request: Request; readonly context: AppLoadContext }): Promise<Entered> {
  const { session, sessionToken } = await context.shopify.authenticate.admin(request);
  const visit = { shop: session.shop, at: new Date(sessionToken.iat * 1000) };
  // A Shopify that does not answer now keeps nobody out; the shop then goes by its domain and by UTC.
  const shop = await letIn(context, visit, async () => {
    const facts = await context.shopFacts(session.shop);
    return facts ? { name: facts.name, currency: facts.currency, timeZone: facts.timeZone } : {};
  });
  if (!shop) throw new Response(null, { status: 410 });
  return { context, shop, staff: `staff member ${sessionToken.sub}` };
}
