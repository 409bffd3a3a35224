import { html } from "hono/html";
import { z } from "zod";
import { textOfHex } from "#app/providers/tari/payment-id.ts";
import type { Sandbox } from "../sandbox.ts";
import type { Payment } from "../world.ts";
import type { Scan } from "../wallet/links.ts";
import { layout, middleOf, pill, xtr, type Html } from "./layout.ts";

type View = Pick<Sandbox, "wallet" | "shops"> & { readonly text: string; readonly scan: Scan | null; readonly problem: string | null };

const claimed = z.object({ total_price: z.union([z.number(), z.string()]).optional(), status: z.string().optional() });

type ClaimAnswer = { readonly units: bigint | null; readonly status: number; readonly said: string };

function readAnswer(text: string): z.infer<typeof claimed> {
  try {
    return claimed.safeParse(JSON.parse(text)).data ?? {};
  } catch {
    return {};
  }
}

/** What the app last answered to a claim of that order; a success tells what it costs. */
function lastClaim({ wallet }: Pick<View, "wallet">, orderId: string | null): ClaimAnswer | null {
  const claim = wallet.claims().findLast((one) => one.orderId === orderId);
  if (!claim) return null;
  const price = claim.status === 200 ? readAnswer(claim.answer).total_price : undefined;
  return { status: claim.status, said: claim.answer, units: price !== undefined && /^\d+$/.test(String(price)) ? BigInt(price) : null };
}

const openOrders = ({ shops }: View): Html => {
  const open = shops().flatMap((shop) => shop.orders().filter((order) => order.canMarkAsPaid).slice(0, 8));
  if (open.length === 0) return html`<p class="soft">No order waits for money. <a href="/store">Buy something</a> first.</p>`;
  return html`<ul class="list">${open.map(
    (order) => html`<li class="between"><a href="/wallet?text=${encodeURIComponent(order.id)}">Order ${order.name}</a>
      <span class="price">${order.outstanding} ${order.currency}</span></li>`,
  )}</ul>`;
};

const scanCard = (view: View): Html => html`
  <section class="card">
    <h2>Scan, paste or choose</h2>
    <form method="get" action="/wallet" class="row scan">
      <input id="text" name="text" value="${view.text}" aria-label="Payment link, reference or order" placeholder="tari://… link, address, reference, pay page or order number" autocomplete="off">
      <button class="primary">Open</button>
    </form>
    <div id="scan-tools" class="row" hidden style="margin-top:.6rem">
      <button type="button" id="scan-camera">Scan with the camera</button>
      <label>or from a picture <input id="scan-picture" type="file" accept="image/*"></label>
    </div>
    <video id="scan-video" hidden muted playsinline></video>
    <p id="scan-said" class="${view.problem === null ? "" : "said bad"}" role="status">${view.problem ?? ""}</p>
    ${openOrders(view)}
  </section>`;

const hidden = (fields: Readonly<Record<string, string>>): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

const claimForm = (scan: Scan, claim: ClaimAnswer | null, text: string): Html => {
  if (scan.shop === null || scan.orderId === null) return html`<p class="soft">This link names no order, so there is nothing to claim.</p>`;
  return html`
    <form method="post" action="/wallet/claims">
      ${hidden({ shop: scan.shop, orderId: scan.orderId, text: scan.reference ?? scan.orderId, back: text })}
      <div class="row"><button>${claim?.status === 200 ? "Claim again" : "Claim this order"}</button>
      <span class="soft">${scan.reference === null ? "Signs the bare order id, which proves little and may be refused. Paste the reference from the order in the app, or its pay link, to sign that." : "Signs the order's reference with this wallet's key."}</span></div>
    </form>
    ${claim === null ? "" : html`<p class="said ${claim.status === 200 ? "good" : "bad"}">The app answered ${claim.status}: <code>${claim.said}</code></p>`}`;
};

/** A payment id in letters, where it is made of them. */
const idText = (hex: string): string => {
  const text = textOfHex(hex);
  return text !== null && /^[\x20-\x7e]+$/.test(text) ? text : hex;
};

const payForm = (scan: Scan, units: bigint | null, shops: View["shops"], text: string): Html => {
  const shop = scan.shop ?? shops()[0]?.state.domain ?? "";
  return html`
    <form method="post" action="/wallet/payments" style="display:grid;gap:.9rem">
      ${hidden({ shop, orderId: scan.orderId ?? "", back: text, exact: units?.toString() ?? "" })}
      <fieldset>
        <legend>How much</legend>
        <label class="choice"><input type="radio" name="how" value="exact" ${units === null ? "disabled" : "checked"}> Exactly ${units === null ? "(claim first to learn the amount)" : xtr(units)}</label>
        <label class="choice"><input type="radio" name="how" value="half" ${units === null ? "disabled" : ""}> Half of it</label>
        <label class="choice"><input type="radio" name="how" value="short" ${units === null ? "disabled" : ""}> A tenth too little</label>
        <label class="choice"><input type="radio" name="how" value="over" ${units === null ? "disabled" : ""}> A tenth too much</label>
        <label class="choice"><input type="radio" name="how" value="late" ${units === null ? "disabled" : ""}> Exactly, but only after the order was cancelled</label>
        <label class="choice own"><input type="radio" name="how" value="own" ${units === null ? "checked" : ""}> Another, in XTR
          <input name="own" inputmode="decimal" aria-label="Amount in XTR" placeholder="477"></label>
      </fieldset>
      ${scan.paymentId === null
        ? html`<label>Memo <input name="memo" value="${scan.memo ?? ""}" maxlength="256"></label>`
        : html`${hidden({ paymentId: scan.paymentId })}<p class="soft">This address is the order's own: it carries the payment id <code>${idText(scan.paymentId)}</code>, which goes along in the place of a memo.</p>`}
      <div class="row"><button class="primary">Send</button></div>
    </form>`;
};

const orderCard = (view: View, scan: Scan): Html => {
  const claim = lastClaim(view, scan.orderId);
  const units = scan.units ?? claim?.units ?? null;
  const order = view.shops().find(({ state }) => state.domain === scan.shop)?.orders().find(({ id }) => id === scan.orderId);
  return html`
    <section class="card" style="display:grid;gap:1rem">
      <div>
        <p class="soft">${order ? `Order ${order.name} · ${order.outstanding} ${order.currency}` : (scan.shop ?? "A payment")}</p>
        <div class="between">${units === null ? html`<span class="unknown">Amount not known yet</span>` : html`<span class="amount">${xtr(units)}</span>`}${order ? pill(order.financialStatus) : ""}</div>
      </div>
      ${claimForm(scan, claim, view.text)}
      ${payForm(scan, units, view.shops, view.text)}
    </section>`;
};

const steps: Readonly<Record<Payment["state"], readonly (readonly [string, string])[]>> = {
  "kept back": [["repeat", "Send now"]],
  "in mempool": [["confirm", "Confirm"], ["repeat", "Report again"]],
  confirmed: [["reverse", "Reverse"], ["repeat", "Confirm again"]],
  reversed: [["repeat", "Report the reversal again"]],
};

const paymentRow = (payment: Payment, text: string): Html => html`
  <li>
    <div class="between"><span class="price">${xtr(payment.units)}</span>${pill(payment.state)}</div>
    <div class="soft">to ${payment.shop} · <span class="code" title="${payment.txid}">${middleOf(payment.txid)}</span>${payment.memo === null ? "" : html` · memo <span class="code">${payment.memo}</span>`}${payment.paymentId === null ? "" : html` · payment id <span class="code">${idText(payment.paymentId)}</span>`}</div>
    <div class="row">${steps[payment.state].map(
      ([act, label], index) => html`<form method="post" action="/wallet/payments/${payment.txid}/${act}">${hidden({ back: text })}<button class="${index === 0 ? "primary" : ""}">${label}</button></form>`,
    )}</div>
    <details><summary>What the app answered (${payment.answers.length})</summary>
      ${payment.answers.map(({ what, status, body }) => html`<p class="said ${status >= 200 && status < 300 ? "good" : "bad"}">${what}: ${status === 0 ? "" : status} <code>${body}</code></p>`)}
    </details>
  </li>`;

export function walletPage(view: View): Html {
  const payments = view.wallet.payments().toReversed().slice(0, 30);
  const body = html`
    <section>
      <h1>Wallet</h1>
      <p class="soft">The shopper's wallet pays; the shop's receiving wallet reports what it sees. You are both, and the network too.</p>
    </section>
    ${scanCard(view)}
    ${view.scan === null ? "" : orderCard(view, view.scan)}
    <section class="card">
      <h2>Payments</h2>
      <div id="payments" data-live>
        ${payments.length === 0 ? html`<p class="soft">Nothing sent yet.</p>` : html`<ul class="list">${payments.map((payment) => paymentRow(payment, view.text))}</ul>`}
      </div>
    </section>
    <section class="card">
      <h2>Addresses</h2>
      <dl>
        <dt>Shopper</dt><dd class="code">${view.wallet.shopper()}</dd>
        ${view.shops().map(({ state }) => html`<dt>${state.name} receives at</dt><dd class="code">${view.wallet.receiver(state.domain)}</dd>`)}
      </dl>
    </section>`;
  return layout({ here: "/wallet", title: "Wallet", body, scripts: ["scan.js", "live.js"] });
}
