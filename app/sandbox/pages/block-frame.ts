import { existsSync, readFileSync } from "node:fs";
import { html, raw } from "hono/html";
import type { Html } from "./layout.ts";

/** The blocks of extensions/checkout in a frame of their own, as Shopify's pages show them. */

export const blockPages = { "thank-you": "purchase.thank-you.block.render", "order-status": "customer-account.order-status.block.render" } as const;
export type BlockPage = keyof typeof blockPages;

export const isBlockPage = (text: string): text is BlockPage => Object.hasOwn(blockPages, text);

/** What Shopify tells a block; `tokenPath`: where the page gets its session tokens. */
export type BlockFacts = {
  readonly page: BlockPage;
  readonly appUrl: string;
  readonly orderId: string;
  readonly orderName: string;
  readonly checkoutToken: string;
  readonly tokenPath: string;
  /** Shown as in the checkout editor. */
  readonly isEditor: boolean;
};

const inClone = (path: string): URL => new URL(`../../../${path}`, import.meta.url);

/** What `npm start` and `npm run build` make of the extension's source. */
export const builtBlock = inClone(".cache/blocks/pay-block.js");

const localeFile = (language: string): URL => inClone(`extensions/checkout/locales/${language}.json`);

/** The first of the languages asked for that the block speaks; English otherwise, as Shopify does. */
export function languageFor(asked: string): string {
  const wanted = asked.split(",").map((part) => part.trim().slice(0, 2).toLowerCase()).filter((language) => /^[a-z]{2}$/.test(language));
  return wanted.find((language) => language === "en" || existsSync(localeFile(language))) ?? "en";
}

const wordsIn = (language: string): unknown => JSON.parse(readFileSync(localeFile(language === "en" ? "en.default" : language), "utf8"));

export function blockFrame({ page, ...facts }: BlockFacts, language: string): Html {
  const told = { ...facts, target: blockPages[page], orderId: `gid://shopify/Order/${facts.orderId}`, words: wordsIn(language) };
  return html`<!doctype html>
<html lang="${language}" dir="${language === "ar" ? "rtl" : "ltr"}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Payment block</title>
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/assets/block.css">
    <script type="application/json" id="facts">${raw(JSON.stringify(told).replaceAll("<", "\\u003c"))}</script>
    <script src="/assets/block-elements.js" type="module"></script>
    <script src="/assets/block-host.js" type="module"></script>
    <script src="/assets/pay-block.js" type="module"></script>
  </head>
  <body></body>
</html>`;
}
