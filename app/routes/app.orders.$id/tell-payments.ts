import { printMoney } from "#app/engine/money.ts";
import { story as words } from "#app/locales/en/story.ts";
import type { StoryEvent, StoryPayment } from "#app/store/reads/story.ts";
import { shorten } from "#app/ui/shorten.ts";
import type { Entry } from "./tell.ts";
import { nameOfPayer } from "./tell-ledger.ts";

/** What a payment's event says on the page of an order it concerns. */
export function paymentEntry(event: StoryEvent, payment: StoryPayment, order: string): readonly Entry[] {
  const amount = printMoney(payment.money);
  const isManual = payment.provider === "manual";
  const entry = (rank: number, title: string, lines: readonly string[], tone: Entry["tone"] = "plain"): readonly Entry[] => [{ at: event.at, rank, title, lines, tone }];
  switch (event.type) {
    case "payment.received":
      return isManual ? [] : entry(3, words.payments.received(amount), [...origin(payment), ...naming(payment, order), ...contest(event)], contest(event).length > 0 ? "bad" : "plain");
    case "payment.confirmed":
      return isManual ? entry(4, words.payments.manual(amount), [], "act") : entry(4, words.payments.confirmed(amount), [words.payments.transaction(shorten(payment.transaction, 8))], "good");
    case "payment.reversed":
      return event.fields["status"] === "dropped" ? entry(4, words.payments.dropped(amount), []) : entry(6, words.payments.reversed(amount), [words.payments.transaction(shorten(payment.transaction, 8))], "bad");
    case "payment.late":
      return entry(5, words.payments.late(amount), [words.payments.lateText], "bad");
    default:
      return [];
  }
}

function origin({ transaction, sender, memo }: StoryPayment): readonly string[] {
  return [words.payments.transaction(shorten(transaction, 8)), ...(sender ? [words.payments.from(nameOfPayer(sender))] : []), ...(memo ? [words.payments.memo(shorten(memo, 60))] : [])];
}

function naming({ names, namingBy }: StoryPayment, order: string): readonly string[] {
  const known = namingBy !== null && namingBy in words.payments.named;
  return names === order && known ? [words.payments.named[namingBy as keyof typeof words.payments.named]] : [];
}

const contest = ({ fields }: StoryEvent): readonly string[] => (fields["contested"] === true ? [words.payments.contested] : []);
