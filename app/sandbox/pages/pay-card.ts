import { html, raw } from "hono/html";
import { toString as qrText } from "qrcode";
import type { OrderSummary } from "../control/summary.ts";
import type { PayBlock, Told } from "../shop/pay-block.ts";
import { middleOf, xtr, type Html } from "./layout.ts";

/** The block on the thank-you page: what to send, where to, until when, and whether it arrived. */

type Standing = { readonly word: string; readonly tone: "good" | "warn" | "bad"; readonly sentence: string };

const standings: Readonly<Record<PayBlock["state"], Standing>> = {
  pending: { word: "preparing", tone: "warn", sentence: "The amount is being worked out. This takes a moment." },
  silent: { word: "no answer", tone: "bad", sentence: "The payment details are not to be had right now. Your order is safe; this page asks again." },
  unclaimed: { word: "waiting", tone: "warn", sentence: "Waiting for your payment." },
  claimed: { word: "on its way", tone: "warn", sentence: "Your wallet has been heard. The order is paid as soon as the money is final." },
  paid: { word: "paid", tone: "good", sentence: "Paid. Thank you!" },
  expired: { word: "expired", tone: "bad", sentence: "The time to pay ran out, and the order was let go. Money already sent is not lost: the shop sees it and will get in touch." },
  cancelled: { word: "cancelled", tone: "bad", sentence: "This order was cancelled. Money already sent is not lost: the shop sees it and will get in touch." },
};

const isTold = (block: PayBlock): block is Told => block.state !== "pending" && block.state !== "silent";

/** Dark on light in both colour schemes, with its quiet zone: phones read nothing else reliably. */
const qrCode = async (link: string): Promise<Html> =>
  html`<div class="qr" role="img" aria-label="QR code of the payment link">${raw(await qrText(link, { type: "svg", errorCorrectionLevel: "M", margin: 4 }))}</div>`;

/** In the largest units that say something; rounded down, so that nobody is promised a minute too many. */
export function timeLeft(deadline: string, now: Date): string {
  const minutes = Math.floor((Date.parse(deadline) - now.getTime()) / 60_000);
  if (minutes < 1) return "less than a minute left";
  if (minutes < 60) return `${minutes} min left`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`;
}

/** What is left to pay; of an order that owes nothing, what it cost. */
const priceOf = ({ outstanding, total, currency }: OrderSummary): string => `${/[1-9]/.test(outstanding) ? outstanding : total} ${currency}`;

type Copyable = { readonly id: string; readonly label: string; readonly shown: string; readonly whole: string };

const copyRow = ({ id, label, shown, whole }: Copyable): Html => html`
  <div class="copy"><dt>${label}</dt>
    <dd><span class="code short" title="${whole}">${shown}</span><span class="code whole">${whole}</span>
      <button type="button" id="copy-${id}" data-copy="${whole}">Copy<span class="skip"> ${label.toLowerCase()}</span></button></dd></div>`;

async function howToPay({ due, deadline, reference, sendTo, links: [link] }: Told, now: Date): Promise<Html> {
  if (due === null) return html`<p>The shop has no rate for this currency yet. You will see the amount here as soon as it has.</p>`;
  if (link === undefined || sendTo === null) return html`<p>The shop has no receiving wallet yet, so there is nowhere to send it to.</p>`;
  const amount = xtr(BigInt(due.units));
  return html`
    <div class="pay">
      ${await qrCode(link)}
      <div class="ways">
        <a class="button primary" id="open-wallet" href="/wallet?text=${encodeURIComponent(link)}">Open in wallet</a>
        <p class="soft">or scan the code with a Tari wallet, or copy:</p>
        <dl>
          ${copyRow({ id: "amount", label: "Amount", shown: amount, whole: amount.replace(" XTR", "") })}
          ${copyRow({ id: "address", label: "Address", shown: middleOf(sendTo), whole: sendTo })}
          ${copyRow({ id: "reference", label: "Reference", shown: middleOf(reference), whole: reference })}
        </dl>
        ${deadline === null ? "" : html`<p class="soft"><strong>${timeLeft(deadline, now)}</strong> (until <time datetime="${deadline}">${deadline.slice(0, 16).replace("T", " ")} UTC</time>). After that the order is cancelled.</p>`}
      </div>
    </div>`;
}

export async function payCard(order: OrderSummary, block: PayBlock, now: Date): Promise<Html> {
  const { word, tone, sentence } = standings[block.state];
  const due = isTold(block) ? block.due : null;
  return html`
    <section class="card" id="pay" data-live aria-labelledby="pay-title">
      <div class="between"><h2 id="pay-title">Payment</h2><span class="pill ${tone}" id="pay-state">${word}</span></div>
      <p class="due">${due === null ? html`<span class="amount">${priceOf(order)}</span>` : html`<span class="amount">${xtr(BigInt(due.units))}</span> <span class="soft">for ${priceOf(order)}</span>`}</p>
      <p role="status">${sentence}</p>
      ${block.state === "unclaimed" || block.state === "claimed" ? await howToPay(block, now) : ""}
      <p class="refresh"><a href="">Refresh</a> to see whether it arrived.</p>
    </section>`;
}
