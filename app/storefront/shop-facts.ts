import type { AdminClient } from "./client.ts";
import type { Answer } from "./failure.ts";
import { gidDigits } from "./ids.ts";
import { readShop } from "./requests.ts";

export type ShopFacts = {
  /** Shopify's shop id, all digits; null if Shopify names none. */
  readonly shopId: string | null;
  readonly domain: string;
  readonly name: string;
  readonly url: string;
  readonly currency: string;
  readonly presentmentCurrencies: readonly string[];
  /** IANA name */
  readonly timeZone: string;
  readonly plan: { readonly name: string; readonly isPlus: boolean; readonly isDevelopment: boolean };
  /** What the merchant granted us now. */
  readonly scopes: readonly string[];
};

export async function shopFacts(client: AdminClient): Promise<Answer<ShopFacts>> {
  const answer = await client.ask(readShop());
  if ("failure" in answer) return answer;
  const { shop, currentAppInstallation } = answer.data;
  return {
    data: {
      shopId: gidDigits(shop.id, "Shop"),
      domain: shop.myshopifyDomain,
      name: shop.name,
      url: shop.primaryDomain.url,
      currency: shop.currencyCode,
      presentmentCurrencies: shop.enabledPresentmentCurrencies,
      timeZone: shop.ianaTimezone,
      plan: { name: shop.plan.publicDisplayName, isPlus: shop.plan.shopifyPlus, isDevelopment: shop.plan.partnerDevelopment },
      scopes: currentAppInstallation.accessScopes.map(({ handle }) => handle),
    },
  };
}
