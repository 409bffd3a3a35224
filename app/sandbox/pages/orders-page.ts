import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import type { LetterSummary, OrderSummary } from "../control/summary.ts";
import type { Deed } from "../world.ts";
import { layout, pill, type Html } from "./layout.ts";

const deedLine = ({ at, field, by, result, detail }: Deed): Html => html`
  <li><span class="soft">${at.slice(0, 19).replace("T", " ")}</span> ${by === "app" ? "Tallystick" : "The merchant"}: <code>${field}</code> ${result}${detail === "" ? "" : html` <span class="soft">(${detail})</span>`}</li>`;

const letterLine = ({ topic, state, tries }: LetterSummary): Html =>
  html`<li><code>${topic}</code> ${state}${tries.length === 0 ? "" : html` <span class="soft">(${tries.map(({ answer }) => answer).join(", ")})</span>`}</li>`;

const action = (shop: string, id: string, act: string, label: string): Html =>
  html`<form method="post" action="/admin/orders/${id}/${act}"><input type="hidden" name="shop" value="${shop}"><button>${label}</button></form>`;

const orderRow = (shop: string, order: OrderSummary, letters: readonly LetterSummary[]): Html => html`
  <li>
    <div class="between"><h2><a href="/store/orders/${order.id}?shop=${shop}">${order.name}</a> <span class="soft code">${order.id}</span></h2>${pill(order.financialStatus)}</div>
    <div class="between"><span class="price">${order.total} ${order.currency}</span>
      <span class="soft">${order.gateways.join(", ")}${order.cancelledAt === null ? "" : " · cancelled"}${order.tags.length === 0 ? "" : ` · ${order.tags.join(", ")}`}</span></div>
    ${order.deeds.length === 0 ? "" : html`<ol class="timeline">${order.deeds.map(deedLine)}</ol>`}
    <details><summary>Webhooks and actions</summary>
      <ol class="timeline">${letters.map(letterLine)}</ol>
      <div class="row">
        ${order.canMarkAsPaid ? action(shop, order.id, "paid", "Mark paid in cash") : ""}
        ${order.cancelledAt === null ? action(shop, order.id, "cancel", "Cancel") : ""}
      </div>
    </details>
  </li>`;

/** Shopify's own order list, with everything anyone did to each order. */
export function ordersPage(shop: ShopControls): Html {
  const { domain, name } = shop.state;
  const letters = Map.groupBy(shop.letters(), ({ orderId }) => orderId);
  const orders = shop.orders().slice(0, 100);
  const body = html`
    <section>
      <h1>Orders at ${name}</h1>
      <p class="soft">What Shopify itself knows, and what Tallystick asked of it.</p>
    </section>
    <section class="card" id="orders" data-live>
      ${orders.length === 0
        ? html`<p class="soft">No orders yet. <a href="/store">Buy something</a>.</p>`
        : html`<ul class="list">${orders.map((order) => orderRow(domain, order, letters.get(order.id) ?? []))}</ul>`}
    </section>`;
  return layout({ here: "/admin/orders", title: "Orders", body, scripts: ["live.js"], wide: "wide" });
}
