import type { Product } from "../shop/goods.ts";
import type { ShopState } from "../world.ts";
import { renderBlock, type Language } from "./host.ts";

/** Liquid counts every currency in hundredths. */
const hundredths = (price: string): number => {
  const [whole = "0", fraction = ""] = price.split(".");
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0").slice(0, 2));
};

/** What the app's block shows beside a product: the real block, on what the app really told this shop. */
export function priceBlock(state: ShopState, product: Product, language: Language): string {
  const told = state.appMetafields.find(({ namespace, key }) => namespace === "tallystick" && key === "prices");
  const [variant] = product.variants;
  if (!variant) return "";
  return renderBlock("price", {
    language,
    prices: told ? JSON.parse(told.value) : null,
    currency: state.currency,
    product: { handle: product.handle, selected_or_first_available_variant: { id: Number(variant.id), price: hundredths(variant.price) } },
    cart: { total_price: 0, item_count: 0 },
    settings: { shows: "product", note: false },
  });
}
