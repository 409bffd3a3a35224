import type { Product } from "../shop/goods.ts";
import type { ShopState } from "../world.ts";
import { renderBlock, type Language, type StorePage } from "./host.ts";

/** What the app's theme blocks show: the real ones, on what the app really told this shop. */

/** Liquid counts every currency in hundredths. */
function hundredths(price: string): number {
  const [whole = "0", fraction = ""] = price.split(".");
  return Number(whole) * 100 + Number(fraction.padEnd(2, "0").slice(0, 2));
}

const nothing = { total_price: 0, item_count: 0 } as const;

function toldTo({ appMetafields, currency }: ShopState, language: Language): Pick<StorePage, "language" | "prices" | "currency"> {
  const told = appMetafields.find(({ namespace, key }) => namespace === "tallystick" && key === "prices");
  return { language, currency, prices: told ? JSON.parse(told.value) : null };
}

/** Beside a product. */
export function priceBlock(state: ShopState, product: Product, language: Language): string {
  const [variant] = product.variants;
  if (!variant) return "";
  const goods = { handle: product.handle, selected_or_first_available_variant: { id: Number(variant.id), price: hundredths(variant.price) } };
  return renderBlock("price", { ...toldTo(state, language), product: goods, cart: nothing, settings: { shows: "product", note: false } });
}

export type InCart = readonly { readonly product: Product; readonly quantity: number }[];

function cartIn(lines: InCart): StorePage["cart"] {
  const prices = lines.map(({ product: { variants: [variant] }, quantity }) => quantity * hundredths(variant?.price ?? "0"));
  return { total_price: prices.reduce((sum, each) => sum + each, 0), item_count: lines.reduce((sum, { quantity }) => sum + quantity, 0) };
}

/** Beside the cart's total. */
export const cartBlock = (state: ShopState, lines: InCart, language: Language): string =>
  renderBlock("price", { ...toldTo(state, language), product: null, cart: cartIn(lines), settings: { shows: "cart", note: true } });

/** In a corner of every page: the app embed, for themes that have no room for a block. */
export const priceEmbed = (state: ShopState, lines: InCart, language: Language): string =>
  renderBlock("price-embed", { ...toldTo(state, language), product: null, cart: cartIn(lines), settings: { corner: "end", note: false } });
