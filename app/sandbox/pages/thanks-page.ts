import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import type { OrderSummary } from "../control/summary.ts";
import { layout, pill, type Html } from "./layout.ts";

const sentence = (order: OrderSummary): string => {
  if (order.cancelledAt !== null) return "This order was cancelled. Money already sent is not lost: the shop will find it.";
  if (order.financialStatus === "PAID") return "Thank you, it is paid.";
  return order.financialStatus === "PARTIALLY_PAID" ? "A part is paid; the rest is still open." : "Thank you! The order waits for your payment.";
};

/** The order's page at the store, as it is seen after the checkout. */
export function thanksPage({ state }: ShopControls, order: OrderSummary, appUrl: string): Html {
  const payPage = order.reference === null ? null : `${appUrl}/pay/${order.reference.split("/").at(-1) ?? ""}`;
  const body = html`
    <section>
      <p class="soft">${state.name} · confirmation ${order.confirmationNumber}</p>
      <h1>Order ${order.name}</h1>
    </section>
    <section class="card" id="standing" data-live aria-live="polite">
      <div class="between"><span class="amount">${order.outstanding} ${order.currency}</span>${pill(order.financialStatus)}</div>
      <p>${sentence(order)}</p>
      <dl>
        <dt>Total</dt><dd>${order.total} ${order.currency}</dd>
        <dt>Received</dt><dd>${order.received} ${order.currency}</dd>
        <dt>Paid with</dt><dd>${order.gateways.join(", ")}</dd>
        <dt>Order id</dt><dd class="code">${order.id}</dd>
        <dt>Reference</dt><dd class="code">${order.reference ?? "not written to the order; find it in the app's order page"}</dd>
      </dl>
    </section>
    <div class="row">
      ${payPage === null ? "" : html`<a class="button primary" href="${payPage}">Open the pay page</a>`}
      <a class="button ${payPage === null ? "primary" : ""}" href="/wallet?text=${encodeURIComponent(order.reference ?? order.id)}">Pay from the sandbox wallet</a>
      <a class="button" href="/store">Buy something else</a>
    </div>`;
  return layout({ here: "/store", title: `Order ${order.name}`, body, scripts: ["live.js"] });
}
