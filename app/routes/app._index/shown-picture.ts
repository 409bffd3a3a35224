import { larger, printMoney } from "#app/engine/money.ts";
import type { Picture } from "#app/store/reads/home.ts";

const FULL = 100n;

/** Today's picture, printed. A bar's height is a share of the tallest, in whole percent: a picture, not an amount. */
export function shownPicture({ placedToday, open, receivedToday, days }: Picture) {
  const most = days.reduce((tallest, { money }) => larger(tallest, money.units), 0n);
  const bars = days.map(({ day, money }) => ({ day, amount: printMoney(money), percent: most === 0n ? 0 : Number((money.units * FULL) / most) }));
  return { placedToday, open, received: printMoney(receivedToday), bars, isQuiet: most === 0n };
}

export type ShownPicture = ReturnType<typeof shownPicture>;
