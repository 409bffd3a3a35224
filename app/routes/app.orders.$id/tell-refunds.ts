import { printMoney, type Asset } from "#app/engine/money.ts";
import { story as words } from "#app/locales/en/story.ts";
import type { Story, StoryEvent } from "#app/store/reads/story.ts";
import { shorten } from "#app/ui/shorten.ts";
import type { Entry } from "./tell.ts";

/** What a refund's event says on the page of its order. */
export function refundEntry({ type, at, fields: { units, asset, status, transaction } }: StoryEvent): readonly Entry[] {
  const amount = printMoney({ asset: String(asset) as Asset, units: BigInt(String(units)) });
  const entry = (title: string, lines: readonly string[], tone: Entry["tone"]): readonly Entry[] => [{ at, rank: 5, title, lines, tone }];
  if (type === "refund.sent") return entry(words.refund.sent(amount), [words.payments.transaction(shorten(String(transaction), 8))], "good");
  return status === "withdrawn" ? entry(words.refund.withdrawn(amount), [], "act") : entry(words.refund.requested(amount), [], "act");
}

/** What the shopper asked, and what they were answered. Nothing need be said to ask. */
export function askEntries({ remarks }: Story): readonly Entry[] {
  return remarks.flatMap(({ kind, at, text, by }): readonly Entry[] => {
    if (kind === "ask") return [{ at, rank: 6, tone: "bad", title: words.refund.asked, lines: text === "" ? [] : [text ?? words.redacted] }];
    return kind === "answer" ? [{ at, rank: 6, tone: "act", title: words.refund.declined, lines: [words.because(text ?? words.redacted, by)] }] : [];
  });
}
