import type { Outcome } from "#app/engine/outcome.ts";
import type { Bell } from "#app/store/bell.ts";
import type { Connections } from "#app/store/transaction.ts";
import { decideAlone } from "./alone.ts";
import type { Asked, Command } from "./command.ts";
import { fileUndecided } from "./filing.ts";
import type { Gathering } from "./gathering.ts";
import { memberOf } from "./member.ts";
import { logDecision, logRefusal, type DecisionLog } from "./story.ts";

/** What commands need of the process they run in. */
export type Bench = {
  readonly db: { readonly pool: Connections };
  readonly clock: () => Date;
  readonly log: DecisionLog;
  readonly bell: Pick<Bell, "ring">;
  readonly gathering: Gathering;
  readonly observe?: Observe;
};

/** Sees each decision from the message to its commit, for whoever watches the process. `saved` is told what was committed. */
export type Observe = <T>(command: string, shop: string, decide: (saved: (outcome: Outcome) => void) => Promise<T>) => Promise<T>;

const unobserved: Observe = (_command, _shop, decide) => decide(() => undefined);

/**
 * The envelope of all writes: locked, decided and saved in one transaction. Its answer is durable. Messages from outside
 * share transactions when many come at once, and one that fails takes no other with it.
 */
export function run<Input, Answer>(bench: Bench, command: Command<Input, Answer>, asked: Asked<Input>): Promise<Answer> {
  const { observe = unobserved } = bench;
  return observe(command.name, asked.shop, (saved) => decided(bench, command, asked, saved));
}

async function decided<Input, Answer>(bench: Bench, command: Command<Input, Answer>, asked: Asked<Input>, saved: (outcome: Outcome) => void): Promise<Answer> {
  const receivedAt = bench.clock();
  try {
    const member = memberOf(command, asked, receivedAt);
    const { outcome, papers = {}, result } = asked.letter ? await bench.gathering.decide(bench, member) : await decideAlone(bench, member);
    saved(outcome);
    logDecision(bench.log, { command: command.name, asked, outcome, result: result ?? null });
    if (outcome.errands.length > 0) bench.bell.ring("relay");
    if (outcome.events.length + outcome.transfers.length > 0) bench.bell.ring("seal");
    else if (outcome.touched.orders.size + outcome.touched.payments.size > 0) bench.bell.ring("pages");
    return command.answer(outcome, asked.input, papers);
  } catch (error) {
    logRefusal(bench.log, command.name, asked, error);
    await fileUndecided(bench, asked, receivedAt, error);
    throw error;
  }
}
