import type { Outcome } from "#app/engine/outcome.ts";
import type { ShopId } from "#app/engine/ids.ts";
import type { InboxRow, Papers } from "#app/store/save.ts";
import type { Seeds, World } from "#app/store/stand.ts";

/** What a decision comes to. */
export type Decision = {
  readonly outcome: Outcome;
  readonly papers?: Papers;
  /** Why nothing was done, where that is not plain from the outcome: filed with the message and logged. */
  readonly result?: string;
};

/** What can be asked: where to look, what to decide, what to answer. */
export type Command<Input, Answer> = {
  readonly name: string;
  /** What must be locked and read. Pure: it may be asked again when the set grew. */
  readonly seeds: (input: Input) => Seeds;
  /** Refuses by throwing an EngineError. A repeat of a decided message does not come here. */
  readonly decide: (input: Input, world: World, now: Date) => Decision;
  readonly answer: (outcome: Outcome, input: Input, papers: Papers) => Answer;
};

/** An authenticated message: kept with what came of it. */
export type Letter = Pick<InboxRow, "source" | "topic" | "eventId" | "body"> & {
  /** A refusal is filed with the message (a webhook is never lost) or leaves no trace (a wallet may send it again). */
  readonly refusals: "filed" | "forgotten";
};

export type Asked<Input> = { readonly shop: ShopId; readonly input: Input; readonly letter?: Letter };

export function command<Input, Answer>(definition: Command<Input, Answer>): Command<Input, Answer> {
  return definition;
}
