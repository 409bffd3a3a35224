import { printDecimal, symbolOf } from "#app/engine/money.ts";
import type { Rate } from "#app/engine/quote.ts";
import { prices as words } from "#app/locales/en/prices.ts";
import type { PriceStanding } from "#app/store/reads/prices.ts";
import type { Shop } from "#app/store/shops.ts";
import { printDuration } from "#app/ui/duration.ts";

type Facts = { readonly shop: Shop; readonly standing: PriceStanding; readonly rates: readonly Rate[]; readonly currency: string | null; readonly now: Date; readonly clock: (at: Date) => string };

/** How prices in the shop stand, in the words of its page. */
export function shownPrices({ shop, standing, rates, currency, now, clock }: Facts) {
  const symbol = symbolOf(shop.asset);
  const { showSeconds, themePrices } = shop.policy;
  const isShown = ({ asOf }: Rate) => showSeconds === null || asOf.getTime() + showSeconds * 1000 > now.getTime();
  const age = showSeconds === null ? null : printDuration(showSeconds);
  return {
    symbol,
    told: standing.isTold && standing.toldAt ? words.blocks.told(clock(standing.toldAt)) : words.blocks.telling,
    lines: rates.filter(isShown).map((rate) => words.blocks.line(rate.currency, printDecimal(rate.perUnit), symbol)),
    error: standing.error && words.blocks.again(standing.error),
    age: age?.amount ?? "",
    ageUnit: age?.unit ?? "hours",
    themes: themePrices,
    missingRate: rates.some((rate) => rate.currency === currency) ? null : words.themes.noRate(currency ?? ""),
    progress: shownRun(standing.run, themePrices, clock),
    isMoving: !standing.isTold || (standing.run !== null && (standing.run.endedAt === null || standing.run.does !== deedOf(themePrices))),
  };
}

const deedOf = (choice: "on" | "off") => (choice === "on" ? "give" : "take");

function shownRun(run: PriceStanding["run"], choice: "on" | "off", clock: (at: Date) => string) {
  if (run === null) return null;
  const { does, total, seen, written, refused, endedAt } = run;
  const under = choice === "on" ? words.themes.writing : words.themes.removing;
  // The choice was changed a moment ago, and what was done before is all there is to tell of.
  if (does !== deedOf(choice)) return { isOver: false, title: under, percent: 0, text: words.themes.soon } as const;
  const detail = [words.themes.written(written), ...(refused > 0 ? [words.themes.refusedSome(refused)] : [])].join(", ");
  if (endedAt !== null) return { isOver: true, title: choice === "on" ? words.themes.done(clock(endedAt), seen) : words.themes.removed(clock(endedAt)), percent: 100, text: detail } as const;
  const percent = total === null || total === 0 ? 0 : Math.min(100, Math.floor((seen * 100) / total));
  return { isOver: false, title: under, percent, text: `${words.themes.progress(seen, total)}, ${detail}` } as const;
}

export type ShownPrices = ReturnType<typeof shownPrices>;
