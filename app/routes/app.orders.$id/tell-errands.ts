import { story as words } from "#app/locales/en/story.ts";
import type { StoryDelivery } from "#app/store/reads/story.ts";
import type { Clock, Entry } from "./tell.ts";

/** What Shopify was told, and what it answered. */
export function errandEntries(deliveries: readonly StoryDelivery[], clock: Clock): readonly Entry[] {
  return deliveries.map((delivery) => {
    const what = delivery.target in words.errands ? words.errands[delivery.target as keyof typeof words.errands] : words.errandOther(delivery.target);
    const result = resultOf(delivery);
    const lines = [...(delivery.said ? [delivery.said] : []), ...(delivery.doneAt ? [] : waiting(delivery, clock))];
    return { at: delivery.doneAt ?? delivery.at, rank: 8, title: words.told[result](what), lines, tone: tones[result] };
  });
}

type Result = keyof typeof words.told;

const tones: Record<Result, Entry["tone"]> = { sent: "good", already: "plain", void: "plain", withdrawn: "plain", refused: "bad", waiting: "plain" };

function resultOf({ result }: StoryDelivery): Result {
  return result !== null && result in words.told ? (result as Result) : "waiting";
}

function waiting({ attempts, dueAt, error }: StoryDelivery, clock: Clock): readonly string[] {
  if (attempts === 0) return [];
  return [words.tries(attempts, clock(dueAt)), ...(error ? [words.lastError(error)] : [])];
}
