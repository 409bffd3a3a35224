import { secondOf } from "../nature.ts";
import { parseAmount, printAmount } from "./amount.ts";
import { productGid, type Product, type Variant } from "./goods.ts";
import { tell, type Shop } from "./shop.ts";

/** What is done to products, by the merchant or by apps. */

export function findVariant({ state }: Shop, id: string): { readonly product: Product; readonly variant: Variant } | null {
  for (const product of state.products.values()) {
    const variant = product.variants.find((each) => each.id === id);
    if (variant) return { product, variant };
  }
  return null;
}

/** Stores a variant's new truth; Shopify tells of its product, as for everything that is done to one. */
export function changeVariant(shop: Shop, variant: Variant): void {
  const found = findVariant(shop, variant.id);
  if (!found) return;
  const variants = found.product.variants.map((each) => (each.id === variant.id ? variant : each));
  const product = { ...found.product, variants, updatedAt: secondOf(shop.nature.now()) };
  shop.state.products.set(product.id, product);
  const body = { id: BigInt(product.id), admin_graphql_api_id: productGid(product.id), updated_at: product.updatedAt };
  if (shop.state.installed) tell(shop, [{ topic: "products/update", body }]);
  shop.changed();
}

/** The merchant asks another price. False: there is no such variant, or that is no price. */
export function setVariantPrice(shop: Shop, variantId: string, price: string): boolean {
  const found = findVariant(shop, variantId);
  const units = parseAmount(price, shop.state.currency);
  if (!found || units === null || units < 0n) return false;
  changeVariant(shop, { ...found.variant, price: printAmount(units, shop.state.currency) });
  return true;
}

export function removeProduct(shop: Shop, productId: string): boolean {
  const isGone = shop.state.products.delete(productId);
  shop.changed();
  return isGone;
}
