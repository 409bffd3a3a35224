import { html } from "hono/html";
import type { HtmlEscapedString } from "hono/utils/html";

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

const rooms = [
  ["/", "Start"],
  ["/store", "Store"],
  ["/wallet", "Wallet"],
  ["/admin", "App in admin"],
  ["/admin/orders", "Orders"],
  ["/admin/faults", "Faults"],
] as const;

export type Room = (typeof rooms)[number][0];

export const topBar = (here: Room): Html => html`
  <header class="top">
    <strong>Sandbox</strong>
    <nav aria-label="Sandbox">
      ${rooms.map(([path, name]) => html`<a href="${path}" ${path === here ? html`aria-current="page"` : ""}>${name}</a>`)}
    </nav>
  </header>`;

type Page = {
  readonly here: Room;
  readonly title: string;
  readonly body: Html;
  readonly scripts?: readonly string[];
  readonly wide?: "wide";
  /** Beside the page's own content. */
  readonly aside?: Html;
};

export const scriptTags = (names: readonly string[]): Html => html`${names.map((name) => html`<script src="/assets/${name}" type="module"></script>`)}`;

export const head = (title: string): Html => html`
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Sandbox</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/style.css">
  </head>`;

export const layout = ({ here, title, body, scripts = [], wide, aside }: Page): Html => html`<!doctype html>
<html lang="en">
  ${head(title)}
  <body>
    <a class="skip" href="#main">Skip to content</a>
    ${topBar(here)}
    <main id="main" class="${wide ?? ""}">
      ${body}
    </main>
    ${aside ?? ""}
    ${scriptTags(scripts)}
  </body>
</html>`;

const tones: Readonly<Record<string, string>> = {
  PAID: "good", confirmed: "good", PENDING: "warn", PARTIALLY_PAID: "warn", "in mempool": "warn", "kept back": "warn",
  VOIDED: "bad", REFUNDED: "bad", PARTIALLY_REFUNDED: "bad", reversed: "bad",
};

/** A status as a word a person would say. */
export const pill = (status: string): Html =>
  html`<span class="pill ${Object.hasOwn(tones, status) ? tones[status] : ""}">${status.toLowerCase().replaceAll("_", " ")}</span>`;

/** µT as XTR, without zeros that say nothing. */
export function xtr(units: bigint): string {
  const digits = units.toString().padStart(7, "0");
  const fraction = digits.slice(-6).replace(/0+$/, "");
  return `${digits.slice(0, -6)}${fraction === "" ? "" : `.${fraction}`} XTR`;
}

export const middleOf = (text: string): string => (text.length > 24 ? `${text.slice(0, 10)}…${text.slice(-8)}` : text);
