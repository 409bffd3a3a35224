import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import { catalogue, type Product } from "./catalogue.ts";
import { layout, type Html } from "./layout.ts";

const picture = ({ hue, shape }: Product): Html => html`
  <svg viewBox="0 0 160 90" aria-hidden="true" focusable="false">
    <path d="${shape}" fill="hsl(${hue} 45% 55%)" stroke="hsl(${hue} 55% 78%)" stroke-width="4" stroke-linejoin="round" stroke-linecap="round"/>
  </svg>`;

const productCard = (product: Product, currency: string): Html => html`
  <article class="card">
    ${picture(product)}
    <h2>${product.title}</h2>
    <p class="soft">${product.about}</p>
    <div class="between">
      <span class="price">${product.price} ${currency}</span>
      <button class="primary" name="product" value="${product.id}">Buy<span class="skip"> ${product.title}</span></button>
    </div>
  </article>`;

export function storePage({ state }: ShopControls): Html {
  const body = html`
    <section>
      <h1>${state.name}</h1>
      <p class="soft">Everything is paid with “${state.methodName}”, a manual payment method.</p>
    </section>
    <form method="post" action="/store/orders">
      <input type="hidden" name="shop" value="${state.domain}">
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
      <div class="goods">${catalogue.map((product) => productCard(product, state.currency))}</div>
    </form>`;
  return layout({ here: "/store", title: state.name, body, wide: "wide" });
}
