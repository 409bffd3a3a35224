import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import type { OrderSummary } from "../control/summary.ts";
import type { PayBlock } from "../shop/pay-block.ts";
import { layout, pill, type Html } from "./layout.ts";
import { payCard } from "./pay-card.ts";

/** What the page shows of the order besides Shopify's own facts; `block` is null where another method pays it. */
export type Thanks = { readonly order: OrderSummary; readonly block: PayBlock | null; readonly now: Date };

/** The order's page at the store, as it is seen after the checkout. */
export async function thanksPage({ state }: ShopControls, { order, block, now }: Thanks): Promise<Html> {
  const body = html`
    <section>
      <p class="soft">${state.name} · confirmation ${order.confirmationNumber}</p>
      <h1>Thank you! Order ${order.name}</h1>
    </section>
    ${block === null ? "" : await payCard(order, block, now)}
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
      <a class="button" href="/store?shop=${state.domain}">Buy something else</a>
      <a class="button" href="/admin/orders?shop=${state.domain}">See it as the merchant</a>
    </div>`;
  return layout({ here: "/store", title: `Order ${order.name}`, body, scripts: ["live.js", "copy.js"] });
}
