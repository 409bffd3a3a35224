import { html } from "hono/html";
import type { Sandbox } from "../sandbox.ts";
import { layout, type Html } from "./layout.ts";

type View = Pick<Sandbox, "appUrl" | "shops" | "wallet">;

export function indexPage({ appUrl, shops, wallet }: View): Html {
  const body = html`
    <section>
      <h1>A make-believe world for Tallystick</h1>
      <p class="soft">A Shopify store, a shopper with a Tari wallet, and the store's own wallet. They speak to your Tallystick exactly
        as the real ones do. No money here is real, and nothing leaves this machine.</p>
    </section>
    <section class="card">
      <h2>Play the story</h2>
      <ol class="steps">
        <li><h3><a href="/store">Buy something</a></h3><p>Choose “Pay with Tari”. Shopify tells Tallystick about the order.</p></li>
        <li><h3><a href="/wallet">Pay from the wallet</a></h3><p>Claim the order, send the money, and let the network confirm it.</p></li>
        <li><h3><a href="/admin">Look at it as the merchant</a></h3><p>Tallystick inside Shopify's admin, with the order's whole timeline.</p></li>
        <li><h3><a href="/admin/orders">See what Shopify knows</a></h3><p>The order is marked paid. Let one run out instead, and it is cancelled.</p></li>
      </ol>
    </section>
    ${shops().map(
      ({ state }) => html`
        <section class="card">
          <h2>${state.name}</h2>
          <dl>
            <dt>Shop</dt><dd>${state.domain}</dd>
            <dt>Currency</dt><dd>${state.currency}</dd>
            <dt>Payment method</dt><dd>${state.methodName}</dd>
            <dt>Receiving wallet</dt><dd class="code">${wallet.receiver(state.domain)}</dd>
            <dt>Tallystick</dt><dd><a href="${appUrl}/health">${appUrl}</a>${state.installed ? "" : " (uninstalled)"}</dd>
          </dl>
        </section>`,
    )}
    <section class="card">
      <h2>For developers</h2>
      <p>Everything on these pages can also be done over HTTP: see <a href="/control/shops">/control/shops</a> and
        <a href="/control/wallet">/control/wallet</a>. What can go wrong at a real shop can be <a href="/admin/faults">switched on</a> here.</p>
    </section>`;
  return layout({ here: "/", title: "Start", body });
}
