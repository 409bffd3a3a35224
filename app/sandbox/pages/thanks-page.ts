import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import type { OrderSummary } from "../control/summary.ts";
import type { PayBlock } from "../shop/pay-block.ts";
import type { BlockPage } from "./block-frame.ts";
import { layout, pill, type Html } from "./layout.ts";

/** What the page shows of the order besides Shopify's own facts; `block` is null where another method pays it. */
export type Thanks = { readonly order: OrderSummary; readonly block: PayBlock | null; readonly page: BlockPage };

/** The order's page at the store, as it is seen after the checkout, and as a customer who is logged in comes back to it. */
export function thanksPage({ state }: ShopControls, { order, block, page }: Thanks): Html {
  const title = page === "thank-you" ? `Thank you! Order ${order.name}` : `Order ${order.name}`;
  const query = `?shop=${state.domain}`;
  const body = html`
    <section>
      <p class="soft">${state.name} · confirmation ${order.confirmationNumber}</p>
      <h1>${title}</h1>
    </section>
    ${block === null ? "" : html`<iframe class="block" title="Payment" src="/store/orders/${order.id}/block${query}&page=${page}"></iframe>${outside(block)}`}
    <section class="card" id="standing" data-live aria-labelledby="standing-title">
      <div class="between"><h2 id="standing-title">Order</h2>${pill(order.financialStatus)}</div>
      <dl>
        <dt>Total</dt><dd>${order.total} ${order.currency}</dd>
        <dt>Received</dt><dd>${order.received} ${order.currency}</dd>
        <dt>Paid with</dt><dd>${order.gateways.join(", ")}</dd>
        <dt>Order id</dt><dd class="code">${order.id}</dd>
      </dl>
    </section>
    <div class="row">
      ${page === "thank-you" ? html`<a class="button" href="/store/orders/${order.id}${query}&page=order-status">Come back later, logged in</a>` : ""}
      <a class="button" href="/store${query}">Buy something else</a>
      <a class="button" href="/admin/orders${query}">See it as the merchant</a>
    </div>`;
  return layout({ here: "/store", title: `Order ${order.name}`, body, scripts: ["live.js"] });
}

/** What a shopper has outside the page: a phone to scan its code with, and the link in the order's mail. */
function outside(block: PayBlock): Html {
  const link = "links" in block ? block.links[0] : undefined;
  return html`
    <section class="row" id="pay" data-live aria-label="Outside this page">
      ${link === undefined ? "" : html`<a class="button primary" id="open-wallet" href="/wallet?text=${encodeURIComponent(link)}">Scan it with the wallet</a>`}
      ${"page" in block ? html`<a class="button" id="pay-page" href="${block.page}">Pay page, as linked in the order’s mail</a>` : ""}
      <p class="refresh"><a href="">Refresh</a> to see how it stands. Shopify’s own pages need JavaScript, and so does the block; the pay page does not.</p>
    </section>`;
}
