import { z } from "zod";
import { scaleOf, symbolOf, type Asset, type Decimal } from "#app/engine/money.ts";
import type { Rate } from "#app/engine/quote.ts";

/** Where the theme blocks find it: `app.metafields.tallystick.prices`. It belongs to the app's installation, so it needs no scope, and nobody else can write it. */
export const BOARD_PLACE = { namespace: "tallystick", key: "prices" } as const;

/** Units of the asset for a hundredth of a currency: `per / of`, in lowest terms, as texts, so that no reader on the way makes them fractions. */
const boardRate = z.object({ per: z.string(), of: z.string(), as_of: z.number(), until: z.number() }).readonly();

/** What a theme computes prices with. Times in seconds since 1970. */
const boardSchema = z.object({ v: z.literal(1), asset: z.string(), symbol: z.string(), scale: z.number(), rates: z.record(z.string(), boardRate) }).readonly();

export type BoardRate = z.infer<typeof boardRate>;
export type Board = z.infer<typeof boardSchema>;

/** A shop whose server is gone shows its prices no longer than that: nobody would tell it of a new rate. */
const LIFE_SECONDS = 86_400;

// Liquid counts prices in hundredths, also of currencies without decimals. Of those with three nobody says how.
const UNCOUNTED = new Set(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]);

type Terms = {
  readonly asset: Asset;
  /** How old a rate may be to be shown; null: as old as it likes. */
  readonly showSeconds: number | null;
  readonly now: Date;
};

/** ⌈hundredths × per / of⌉ is the engine's own quote. What is too old to be shown is left out. */
export function boardOf(rates: readonly Rate[], terms: Terms): Board {
  const lines = rates.filter(({ currency }) => !UNCOUNTED.has(currency)).map((rate) => [rate.currency, lineOf(rate, terms)] as const);
  const shown = lines.filter(([, { until }]) => until > secondsOf(terms.now));
  return { v: 1, asset: terms.asset, symbol: symbolOf(terms.asset), scale: scaleOf(terms.asset), rates: Object.fromEntries(shown) };
}

function lineOf({ perUnit, asOf }: Rate, { asset, showSeconds, now }: Terms): BoardRate {
  const until = Math.min(secondsOf(now) + LIFE_SECONDS, showSeconds === null ? Infinity : secondsOf(asOf) + showSeconds);
  return { ...perHundredth(perUnit, asset), as_of: secondsOf(asOf), until };
}

function perHundredth({ digits, scale }: Decimal, asset: Asset): Pick<BoardRate, "per" | "of"> {
  const [numerator, denominator] = [digits * 10n ** BigInt(scaleOf(asset)), 10n ** BigInt(scale + 2)];
  const common = greatestCommon(numerator, denominator);
  return { per: (numerator / common).toString(), of: (denominator / common).toString() };
}

const greatestCommon = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestCommon(b, a % b));

const secondsOf = (time: Date): number => Math.floor(time.getTime() / 1000);

/** Whether the shop must be told: another rate, or the same one that must live on, or not so long. `told` is what stands there. */
export function differs(told: string | null, board: Board): boolean {
  const before = parsed(told);
  if (before === null || JSON.stringify(timeless(before)) !== JSON.stringify(timeless(board))) return true;
  return Object.entries(board.rates).some(([currency, { until }]) => {
    const then = before.rates[currency]?.until ?? 0;
    return then > until || until - then > LIFE_SECONDS / 2;
  });
}

/** null: nothing stands there, or not what we write there now. */
function parsed(text: string | null): Board | null {
  try {
    return boardSchema.safeParse(JSON.parse(text ?? "null")).data ?? null;
  } catch {
    return null;
  }
}

// Shopify may give the fields back in another order than they were given.
function timeless({ v, asset, symbol, scale, rates }: Board) {
  const lines = Object.entries(rates).map(([currency, { per, of, as_of }]) => [currency, per, of, as_of]);
  return [v, asset, symbol, scale, lines.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))];
}
