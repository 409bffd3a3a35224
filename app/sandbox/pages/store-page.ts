import { html, raw } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import type { Product as Offered } from "../shop/goods.ts";
import { languages, stylesheet, type Language } from "../theme/host.ts";
import { priceBlock, priceEmbed } from "../theme/price-block.ts";
import type { ShopState } from "../world.ts";
import type { CartLine } from "./cart.ts";
import { cartCard } from "./cart-card.ts";
import { catalogue, type Product } from "./catalogue.ts";
import { layout, type Html } from "./layout.ts";

const picture = ({ hue, shape }: Product): Html => html`
  <svg viewBox="0 0 160 90" aria-hidden="true" focusable="false">
    <path d="${shape}" fill="hsl(${hue} 45% 55%)" stroke="hsl(${hue} 55% 78%)" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/>
  </svg>`;

const productCard = (product: Product, offered: Offered, state: ShopState, language: Language): Html => html`
  <article class="card">
    ${picture(product)}
    <h2>${product.title}</h2>
    <p class="soft">${product.about}</p>
    <div class="between">
      <div>
        <span class="price">${offered.variants[0]?.price} ${state.currency}</span>
        ${raw(priceBlock(state, offered, language))}
      </div>
      <div class="row">
        <button name="product" value="${product.id}" formaction="/store/cart">Add<span class="skip"> ${product.title} to the cart</span></button>
        <button class="primary" name="product" value="${product.id}">Buy<span class="skip"> ${product.title}</span></button>
      </div>
    </div>
  </article>`;

export const languageOf = (text: string | undefined): Language => languages.find((each) => each === text) ?? "en";

/** The store's front page; what the app's theme blocks say stands in the language that is asked for. */
export function storePage({ state }: ShopControls, cart: readonly CartLine[], language: Language): Html {
  const goods = catalogue.flatMap((product) => {
    const offered = state.products.get(product.id);
    return offered ? [{ product, offered }] : [];
  });
  const body = html`
    <style>${raw(stylesheet())}</style>
    <section>
      <h1>${state.name}</h1>
      <p class="soft">Everything is paid with “${state.methodName}”, a manual payment method.</p>
    </section>
    <form method="post" action="/store/orders">
      <input type="hidden" name="shop" value="${state.domain}">
      <input type="hidden" name="lang" value="${language}">
      <details class="card" style="margin-bottom:1rem">
        <summary>Checkout details</summary>
        <div class="fields" style="margin-top:1rem">
          <label>Who is buying
            <select name="buyer">
              <option value="ada">Ada Lovelace, a customer</option>
              <option value="grace">Grace Hopper, a customer</option>
              <option value="guest">A guest</option>
            </select>
          </label>
          <label>Quantity <input name="quantity" type="number" min="1" max="99" value="1" inputmode="numeric"></label>
          <label>Paid by gift card (${state.currency}) <input name="giftCard" inputmode="decimal" placeholder="0.00"></label>
          <label>Payment method
            <select name="gateway">
              <option>${state.methodName}</option>
              <option>Cash on Delivery (COD)</option>
            </select>
          </label>
          <label>Note to the shop <input name="note" maxlength="500"></label>
        </div>
      </details>
      ${cart.length === 0 ? "" : cartCard(state, cart, language)}
      <div class="goods">${goods.map(({ product, offered }) => productCard(product, offered, state, language))}</div>
    </form>`;
  const aside = html`${raw(priceEmbed(state, cart, language))}`;
  return layout({ here: "/store", title: state.name, body, wide: "wide", aside, scripts: ["tallystick-prices.js"] });
}
