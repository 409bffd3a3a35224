import { EngineError } from "#app/engine/error.ts";
import { nothing, type Outcome } from "#app/engine/outcome.ts";
import type { Bell } from "#app/store/bell.ts";
import { fileLetter } from "#app/store/inbox.ts";
import { save, type InboxRow, type Papers } from "#app/store/save.ts";
import { stand, type Seeds } from "#app/store/stand.ts";
import { inTransaction, isWorthRepeating, type Connections, type Transaction } from "#app/store/transaction.ts";
import type { Asked, Command, Decision } from "./command.ts";
import { logDecision, logRefusal, type DecisionLog } from "./story.ts";

/** What commands need of the process they run in. */
export type Bench = {
  readonly db: { readonly pool: Connections };
  readonly clock: () => Date;
  readonly log: DecisionLog;
  readonly bell: Pick<Bell, "ring">;
};

const MOST_TRIES = 5;

/** Runs one command: locked, decided and saved in one transaction. Its answer is durable. */
export async function run<Input, Answer>(bench: Bench, command: Command<Input, Answer>, asked: Asked<Input>): Promise<Answer> {
  const [answer] = await transact(bench, command, [asked]);
  if (!answer) throw new Error("every message is answered");
  if (answer.status === "rejected") throw answer.reason;
  return answer.value;
}

/** The envelope of all writes. Each message is answered only when durable; one that fails takes no other with it. */
export async function transact<Input, Answer>(bench: Bench, command: Command<Input, Answer>, messages: readonly Asked<Input>[]): Promise<readonly PromiseSettledResult<Answer>[]> {
  const answers: PromiseSettledResult<Answer>[] = [];
  for (const asked of messages) {
    try {
      answers.push({ status: "fulfilled", value: await decideOne(bench, command, asked) });
    } catch (reason) {
      answers.push({ status: "rejected", reason });
    }
  }
  return answers;
}

async function decideOne<Input, Answer>(bench: Bench, command: Command<Input, Answer>, asked: Asked<Input>): Promise<Answer> {
  const receivedAt = bench.clock();
  try {
    const { outcome, papers = {}, result } = await attempts(bench, command, asked, receivedAt);
    logDecision(bench.log, { command: command.name, asked, outcome, result: result ?? null });
    if (outcome.errands.length > 0) bench.bell.ring("relay");
    if (outcome.events.length + outcome.transfers.length > 0) bench.bell.ring("seal");
    return command.answer(outcome, asked.input, papers);
  } catch (error) {
    logRefusal(bench.log, command.name, asked, error);
    await fileUndecided(bench, asked, receivedAt, error);
    throw error;
  }
}

/** Tries again, with all it met, when the set to lock grew while it looked; and after a deadlock. */
async function attempts<Input, Answer>(bench: Bench, command: Command<Input, Answer>, asked: Asked<Input>, receivedAt: Date): Promise<Decision> {
  const seeds = seedsOf(command, asked);
  let keys = keysOf(seeds);
  let last: unknown = new EngineError("world_kept_growing", { command: command.name });
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    try {
      const tried = await inTransaction(bench.db.pool, (client) => attempt(client, { bench, command, asked, receivedAt, seeds, keys }));
      if ("decision" in tried) return tried.decision;
      keys = tried.grown;
    } catch (error) {
      if (!isWorthRepeating(error)) throw error;
      last = error;
    }
  }
  throw last;
}

type Attempt<Input, Answer> = {
  readonly bench: Bench;
  readonly command: Command<Input, Answer>;
  readonly asked: Asked<Input>;
  readonly receivedAt: Date;
  readonly seeds: Seeds;
  readonly keys: readonly string[];
};

type Tried = { readonly decision: Decision } | { readonly grown: readonly string[] };

async function attempt<Input, Answer>(client: Transaction, { bench, command, asked, receivedAt, seeds, keys }: Attempt<Input, Answer>): Promise<Tried> {
  const world = await stand(client, asked.shop, keys, seeds);
  if (!world) throw new EngineError("shop_unknown", { shop: asked.shop });
  if ("missing" in world) return { grown: sorted([...keys, ...world.missing]) };
  const now = bench.clock();
  if (world.isRepeat) return { decision: { outcome: nothing(world.standing, now), result: "repeat" } };
  const decision = command.decide(asked.input, world, now);
  await save(client, decision.outcome, withLetter(decision, asked, receivedAt));
  return { decision };
}

function withLetter<Input>({ outcome, papers = {}, result }: Decision, { letter }: Asked<Input>, receivedAt: Date): Papers {
  if (!letter) return papers;
  const { refusals: _refusals, ...message } = letter;
  const row: InboxRow = { ...message, receivedAt, object: objectOf(outcome), result: result ?? outcome.events.map(({ type }) => type).join(", ") };
  return { ...papers, inbox: [...(papers.inbox ?? []), row] };
}

/** The object a message was about: what it changed first. */
function objectOf({ touched }: Outcome): string | null {
  return [...touched.orders][0] ?? [...touched.payments][0] ?? null;
}

/** A refusal is filed as decided; a bug, and a world that kept growing, as undecided with the error, to be tried again. */
async function fileUndecided<Input>(bench: Bench, { shop, letter }: Asked<Input>, receivedAt: Date, error: unknown): Promise<void> {
  const isRefusal = error instanceof EngineError;
  const isFinal = isRefusal && error.code !== "world_kept_growing";
  if (!letter || (isRefusal && (letter.refusals === "forgotten" || error.code === "shop_unknown"))) return;
  const { refusals: _refusals, ...message } = letter;
  const row: InboxRow = { ...message, receivedAt, object: null, result: isFinal ? refusedBecause(error) : "failed" };
  await inTransaction(bench.db.pool, (client) => fileLetter(client, shop, row, isFinal ? { decidedAt: bench.clock(), error: null } : { decidedAt: null, error: String(error) })).catch((failure: unknown) =>
    bench.log.error({ shop, error: String(failure) }, "a message could not be filed"),
  );
}

function refusedBecause({ code, facts: { why } }: EngineError): string {
  return typeof why === "string" ? `refused: ${code}: ${why}` : `refused: ${code}`;
}

function seedsOf<Input, Answer>(command: Command<Input, Answer>, { input, letter }: Asked<Input>): Seeds {
  const seeds = command.seeds(input);
  return letter ? { ...seeds, message: { source: letter.source, topic: letter.topic, eventId: letter.eventId } } : seeds;
}

/** The identities a message names are locked even when nothing is known by them, so that no two can miss each other. */
export function keysOf(seeds: Seeds): readonly string[] {
  const named = (kind: string, ids: readonly string[] = []) => ids.map((id) => `${kind}:${id}`);
  return sorted([
    ...named("order", seeds.orders),
    ...named("name", seeds.names),
    ...named("buyer", seeds.storefrontCustomers),
    ...named("customer", seeds.customers),
    ...named("account", seeds.accounts),
    ...named("payment", seeds.payments),
    ...named("refund", seeds.refunds),
    ...named("transfer", seeds.transfers),
    ...(seeds.message ? [`letter:${seeds.message.source}/${seeds.message.topic}/${seeds.message.eventId}`] : []),
  ]);
}

/** One order for all transactions: kind by kind, each sorted. */
function sorted(keys: readonly string[]): readonly string[] {
  return [...new Set(keys)].sort();
}
