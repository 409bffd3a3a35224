import { printMoney, symbolOf } from "#app/engine/money.ts";
import { story as words } from "#app/locales/en/story.ts";
import type { Story, StoryEvent } from "#app/store/reads/story.ts";
import { errandEntries } from "./tell-errands.ts";
import { ledgerLines, nameOfAccount } from "./tell-ledger.ts";
import { paymentEntry } from "./tell-payments.ts";
import { askEntries, refundEntry } from "./tell-refunds.ts";

/** One thing that happened, in the merchant's words. `rank` orders what one moment brought. */
export type Entry = { readonly at: Date; readonly rank: number; readonly title: string; readonly lines: readonly string[]; readonly tone: "plain" | "good" | "bad" | "act" };

export type Clock = (at: Date) => string;

/** The whole story of an order, the oldest first. */
export function tell(story: Story, clock: Clock): readonly Entry[] {
  const entries = [
    ...story.events.flatMap((event) => eventEntry(event, story, clock)),
    ...story.quotes.map((quote): Entry => ({
      at: quote.at, rank: 1, tone: "plain", title: words.priced(printMoney(quote.due)),
      lines: [quote.source === "par" ? words.par : words.rate(quote.currency, quote.perUnit, symbolOf(quote.due.asset), quote.source, clock(quote.asOf))],
    })),
    ...errandEntries(story.deliveries, clock),
    ...noteEntries(story),
    ...creditEntries(story),
    ...askEntries(story),
    ...letterEntries(story),
  ];
  return withReasons(entries, story).toSorted((a, b) => a.at.getTime() - b.at.getTime() || a.rank - b.rank);
}

function eventEntry(event: StoryEvent, story: Story, clock: Clock): readonly Entry[] {
  const payment = story.payments.find(({ id }) => id === event.object);
  if (payment) return paymentEntry(event, payment, story.order.id);
  const entry = (rank: number, title: string, lines: readonly string[] = [], tone: Entry["tone"] = "plain"): readonly Entry[] => [{ at: event.at, rank, title, lines, tone }];
  switch (event.type) {
    case "order.placed":
      return entry(0, words.placed, [words.placedText(priceOf(story), story.customer?.name ?? null)]);
    case "order.claimed":
      return entry(2, ...claimWords(event, story));
    case "order.paid":
      return entry(5, words.paid, ledgerLines(story, event.at), "good");
    case "order.expired":
      return entry(5, words.expired, [words.expiredText]);
    case "order.cancelled":
      return entry(5, cancelledWords(event));
    case "order.reopened":
      return entry(2, words.reopened, deadlineOf(event, clock), "act");
    case "order.at_risk":
      return entry(7, words.atRisk, [], "bad");
    case "order.changed":
      return isWish(event) ? [] : changed(event);
    case "refund.requested":
    case "refund.sent":
      return refundEntry(event);
    default:
      return [];
  }
}

function claimWords(event: StoryEvent, story: Story): [string, readonly string[]] {
  const claimer = event.fields["claimer"];
  const claim = story.claims.find(({ at, account }) => at.getTime() === event.at.getTime() && account === claimer) ?? story.claims.find(({ at }) => at.getTime() === event.at.getTime());
  const who = nameOfAccount(String(claim?.account ?? claimer ?? ""));
  if (String(claimer).startsWith("acc_ord_")) return [words.byDeposit, []];
  if (!claim || event.fields["claimedBy"] === "naming") return [words.namedBy(who), []];
  return [words.claimed(who), [words.claimKinds[claim.kind], ...(claim.standing === "displaced" ? [words.displaced] : [])]];
}

function cancelledWords({ fields }: StoryEvent): string {
  const by = fields["cancelledBy"];
  return by === "merchant" || by === "storefront" || by === "paid elsewhere" ? words.cancelled[by] : words.cancelledPlain;
}

// What changed once the order was paid comes after that it was paid.
const AFTER_PAID: readonly string[] = ["total-changed", "closed-there", "refunded", "seen"];

function changed(event: StoryEvent): readonly Entry[] {
  const change = changeIn(event);
  return [{ at: event.at, rank: AFTER_PAID.includes(change) ? 5 : 2, title: words.changed[change], lines: [], tone: change === "seen" ? "act" : "plain" }];
}

/** A shopper's wish and its answer are told with their words (`askEntries`). */
const isWish = ({ cause }: StoryEvent) => cause.includes(".refund-");

function changeIn({ cause }: StoryEvent): keyof typeof words.changed {
  const verb = cause.split(".").find((part) => part in words.changed);
  return verb === undefined ? "other" : (verb as keyof typeof words.changed);
}

function deadlineOf({ fields }: StoryEvent, clock: Clock): readonly string[] {
  const deadline = fields["payBy"] ?? fields["claimBy"];
  return typeof deadline === "string" ? [words.reopenedText(clock(new Date(deadline)))] : [];
}

const priceOf = ({ order, quotes }: Story) => quotes[0]?.price ?? `${order.price.currency}`;

/** Texts that came with the order, and what the storefront told of it later, such as a refund there. */
function noteEntries({ remarks }: Story): readonly Entry[] {
  const titles = new Map([["note", words.note], ["trace", words.refundThere]]);
  return remarks.flatMap(({ kind, at, text }): readonly Entry[] => {
    const title = titles.get(kind);
    return title === undefined ? [] : [{ at, rank: kind === "note" ? 0 : 8, tone: "plain", title, lines: [text ?? words.redacted] }];
  });
}

function creditEntries({ credits }: Story): readonly Entry[] {
  return credits.map(({ kind, money, at, reason, by }) => {
    const amount = printMoney({ ...money, units: money.units < 0n ? -money.units : money.units });
    if (kind === "kept") return { at, rank: 5, tone: "plain", title: words.credit.kept(amount), lines: [] };
    const title = money.units < 0n ? words.credit.taken(amount) : words.credit.given(amount);
    return { at, rank: 4, tone: "act", title, lines: by ? [words.because(reason ?? words.redacted, by)] : [] };
  });
}

function letterEntries({ letters }: Story): readonly Entry[] {
  return letters.filter(({ error }) => error !== null).map((letter) => ({ at: letter.at, rank: 8, tone: "bad", title: words.letters.failed(letter.topic), lines: [words.letters.failedText] }));
}

/** A merchant's reason stands with what it caused: the order's last step of that very moment. */
function withReasons(entries: readonly Entry[], { remarks }: Story): readonly Entry[] {
  return remarks.filter(({ kind }) => kind === "reason").reduce((sofar, remark) => {
    const line = words.because(remark.text ?? words.redacted, remark.by);
    const caused = sofar.filter(({ at, rank }) => at.getTime() === remark.at.getTime() && rank >= 2 && rank <= 5).toSorted((a, b) => b.rank - a.rank)[0];
    if (!caused) return [...sofar, { at: remark.at, rank: 5, tone: "act" as const, title: words.act, lines: [line] }];
    return sofar.map((entry) => (entry === caused ? { ...entry, lines: [...entry.lines, line] } : entry));
  }, entries);
}

