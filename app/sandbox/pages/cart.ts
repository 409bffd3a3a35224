import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { z } from "zod";
import type { Product } from "../shop/goods.ts";
import type { ShopState } from "../world.ts";

/** What a shopper has put in the cart. It lies in their browser, for one shop at a time. */

export type CartLine = { readonly product: Product; readonly quantity: number };

const NAME = "cart";
const most = 99;
const kept = z.object({ shop: z.string(), goods: z.record(z.string(), z.number().int().min(1).max(most)) });

function goodsIn(c: Context, { domain }: ShopState): Readonly<Record<string, number>> {
  try {
    const { shop, goods } = kept.parse(JSON.parse(getCookie(c, NAME) ?? ""));
    return shop === domain ? goods : {};
  } catch {
    return {}; // No cart, or none of ours: empty.
  }
}

/** Only what the shop still sells. */
export function cartOf(c: Context, state: ShopState): readonly CartLine[] {
  return Object.entries(goodsIn(c, state)).flatMap(([id, quantity]) => {
    const product = state.products.get(id);
    return product ? [{ product, quantity }] : [];
  });
}

export function putInCart(c: Context, state: ShopState, product: string, quantity: number): void {
  if (!state.products.has(product)) return;
  const goods = goodsIn(c, state);
  const next = { ...goods, [product]: Math.min((goods[product] ?? 0) + quantity, most) };
  setCookie(c, NAME, JSON.stringify({ shop: state.domain, goods: next }), { path: "/store", httpOnly: true, sameSite: "Lax" });
}

export const emptyCart = (c: Context): void => void deleteCookie(c, NAME, { path: "/store" });
