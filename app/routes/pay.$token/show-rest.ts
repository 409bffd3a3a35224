import { isOpen } from "#app/engine/order.ts";
import type { PayState, PayView } from "#app/engine/paying.ts";
import type { AskState } from "#app/engine/refund.ts";
import type { Print } from "./show.ts";

/** What becomes of money that came too much, too late, or too little; null: there is none. */
export function shownRest(view: PayView, state: PayState, { words: { rest, asked }, units }: Print) {
  const { order, left, seen, deposit, ask } = view;
  const isOpenStill = isOpen(order);
  // While the whole is on its way there is nothing to choose.
  const isHere = isOpenStill ? state !== "seen" && view.seen + view.confirmed > 0n : left + (order.status === "paid" ? 0n : seen) > 0n;
  if (!isHere && ask === null) return null;
  // Only what lies on the order's own account waits for a word; what lies on a payer's stays theirs.
  const canKeep = deposit > 0n && order.customer !== null;
  return {
    title: isOpenStill || !isHere ? rest.ask : rest.title(units(left + (order.status === "paid" ? 0n : seen))),
    isFolded: isOpenStill,
    text: isOpenStill || !isHere ? null : canKeep ? rest.choose : deposit > 0n ? null : rest.keeps,
    reopen: state === "late" ? rest.reopen : null,
    keep: canKeep ? rest.keep : null,
    ask: isHere && (ask === null || mayAskAgain(ask.state)) ? (ask === null ? rest.ask : asked.again) : null,
    asked: ask && asked[ask.state],
    answer: ask?.answer ?? null,
  };
}

export type ShownRest = NonNullable<ReturnType<typeof shownRest>>;

const mayAskAgain = (state: AskState): boolean => state === "declined" || state === "sent";
