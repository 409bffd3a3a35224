import { html, raw } from "hono/html";
import { parseAmount, printAmount } from "../shop/amount.ts";
import type { Language } from "../theme/host.ts";
import { cartBlock } from "../theme/price-block.ts";
import type { ShopState } from "../world.ts";
import type { CartLine } from "./cart.ts";
import type { Html } from "./layout.ts";

function priceOf(lines: readonly CartLine[], currency: string): string {
  const units = lines.map(({ product: { variants: [variant] }, quantity }) => BigInt(quantity) * (parseAmount(variant?.price ?? "0", currency) ?? 0n));
  return `${printAmount(units.reduce((sum, each) => sum + each, 0n), currency)} ${currency}`;
}

/** The cart as themes show it, with the app's block beside the total. */
export const cartCard = (state: ShopState, lines: readonly CartLine[], language: Language): Html => html`
  <section class="card cart" aria-labelledby="cart-title">
    <h2 id="cart-title">Cart</h2>
    <ul class="list">${lines.map(
      (line) => html`<li class="between"><span>${line.quantity} × ${line.product.title}</span><span class="price">${priceOf([line], state.currency)}</span></li>`,
    )}</ul>
    <div class="between">
      <div>
        <span class="price">${priceOf(lines, state.currency)}</span>
        ${raw(cartBlock(state, lines, language))}
      </div>
      <div class="row">
        <button formaction="/store/cart/empty">Empty the cart</button>
        <button class="primary" name="product" value="cart">Check out</button>
      </div>
    </div>
  </section>`;
