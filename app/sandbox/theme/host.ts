import { readFileSync } from "node:fs";
import { Liquid } from "liquidjs";
import { addFilters } from "./filters.ts";

/** The theme's engine: renders the blocks of extensions/theme as an online store does. */

const folder = new URL("../../../extensions/theme/", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, folder), "utf8");

export const languages = ["en", "de", "es", "fr", "ja", "ar"] as const;
export type Language = (typeof languages)[number];

export type Goods = { readonly handle: string; readonly selected_or_first_available_variant: { readonly id: number; readonly price: number } };

/** What a page of the store knows. Prices in hundredths, as everywhere in Liquid. */
export type StorePage = {
  readonly language: Language;
  /** What stands at `app.metafields.tallystick.prices`; null: nothing. */
  readonly prices: unknown;
  readonly currency: string;
  readonly product: Goods | null;
  readonly cart: { readonly total_price: number; readonly item_count: number };
  readonly settings: Readonly<Record<string, unknown>>;
  readonly isEditor?: boolean;
};

/** The block's HTML; empty where it shows nothing. */
export function renderBlock(name: "price" | "price-embed", page: StorePage): string {
  const { language, prices, currency, product, cart, settings, isEditor = false } = page;
  const engine = new Liquid({ templates: snippets() });
  addFilters(engine, wordsIn(language));
  const source = read(`blocks/${name}.liquid`).replace(/\{% schema %\}[\s\S]*?\{% endschema %\}/, "");
  const values = {
    app: { metafields: { tallystick: { prices: prices === null ? null : { value: prices } } } },
    block: { settings, shopify_attributes: "" },
    cart: { ...cart, currency: { iso_code: currency } },
    product,
    request: { page_type: product ? "product" : "index", design_mode: isEditor },
  };
  return String(engine.parseAndRenderSync(source, values)).trim();
}

export const stylesheet = (): string => read("assets/tallystick-prices.css");
export const script = (): string => read("assets/tallystick-prices.js");

const snippets = (): Record<string, string> => Object.fromEntries(["tallystick-price", "tallystick-amount"].map((name) => [name, read(`snippets/${name}.liquid`)]));

function wordsIn(language: Language) {
  const words: unknown = JSON.parse(read(`locales/${language === "en" ? "en.default" : language}.json`));
  return (key: string, given: Readonly<Record<string, unknown>>): string => {
    const found = key.split(".").reduce<unknown>((at, part) => (typeof at === "object" && at !== null ? Object.entries(at).find(([name]) => name === part)?.[1] : undefined), words);
    if (typeof found !== "string") throw new Error(`the theme's words lack ${key} in ${language}`);
    return found.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => String(given[name] ?? ""));
  };
}
