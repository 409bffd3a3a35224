import type { Asset } from "#app/engine/money.ts";
import { parseDecimal } from "#app/engine/money.ts";
import type { Price, Rate } from "#app/engine/quote.ts";
import { renderBlock, type StorePage } from "#app/sandbox/theme/host.ts";
import { boardOf, type Board } from "#app/storefront/board.ts";

export const XTR: Asset = "XTR/6";

export function rate(currency: string, perUnit: string, asOf = new Date()): Rate {
  const read = parseDecimal(perUnit);
  if (!read) throw new Error(`no rate: ${perUnit}`);
  return { currency, perUnit: read, source: "test", asOf };
}

/** A price in hundredths, as Liquid has it, and as the engine reads it. */
export const priceOf = (currency: string, hundredths: number): Price => ({ currency, amount: { digits: BigInt(hundredths), scale: 2 } });

export const board = (rates: readonly Rate[], asset: Asset = XTR, showSeconds: number | null = null, now = new Date()): Board => boardOf(rates, { asset, showSeconds, now });

/** As it comes to Liquid: through JSON. */
export const kept = (value: Board): unknown => JSON.parse(JSON.stringify(value));

type Shown = Partial<StorePage> & { readonly hundredths?: number; readonly shows?: "product" | "cart" };

export function render({ hundredths = 1590, shows = "product", ...page }: Shown): string {
  return renderBlock("price", {
    language: "en",
    prices: kept(board([rate("USD", "30")])),
    currency: "USD",
    product: { handle: "stick", selected_or_first_available_variant: { id: 1, price: hundredths } },
    cart: { total_price: hundredths, item_count: 1 },
    settings: { shows, note: false },
    ...page,
  });
}

/** What a person reads. */
export const read = (html: string): string => html.replaceAll(/<[^>]*>/g, "").replaceAll(/\s+/g, " ").trim();
