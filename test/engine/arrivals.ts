import type { Outcome } from "#app/engine/outcome.ts";
import type { Policy } from "#app/engine/policy.ts";
import type { Standing } from "#app/engine/standing.ts";
import { apply, emptyBooks, standingOf, type Books } from "./books.ts";
import { codeOf, type Engine } from "./engine.ts";
import { after, ord, rate } from "./makes.ts";

/** A message as its sender sends it: again, until it is answered without a refusal. */
export type Message = readonly [name: string, decide: (flow: Engine["flow"], standing: Standing, now: Date) => Outcome];

export function inEveryOrder<T>(rows: readonly T[]): readonly (readonly T[])[] {
  if (rows.length < 2) return [rows];
  return rows.flatMap((row, index) => inEveryOrder([...rows.slice(0, index), ...rows.slice(index + 1)]).map((rest) => [row, ...rest]));
}

export function worldAfter(engine: Engine, policy: Partial<Policy>, messages: readonly Message[]) {
  const start = { books: emptyBooks(policy, [rate()]), waiting: [] as readonly Message[], minute: 0 };
  const { books } = messages.reduce(({ books, waiting, minute }, message) => {
    const turn = [message, ...waiting].reduce((sofar, each) => heard(engine, sofar, each, minute), { books, waiting: [] as readonly Message[] });
    return { ...turn, minute: minute + 1 };
  }, start);
  return {
    order: books.orders.get(ord(1))?.status ?? "unknown",
    held: [...books.accounts.values()].map(({ id, held }) => `${id}=${held}`).sort().join(),
    transfers: books.transfers.length,
  };
}

function heard({ flow }: Engine, { books, waiting }: { readonly books: Books; readonly waiting: readonly Message[] }, message: Message, minute: number) {
  try {
    return { books: apply(books, message[1](flow, standingOf(books), after(minute / 60))), waiting };
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    return { books, waiting: code === "order_not_open" ? waiting : [...waiting, message] };
  }
}

export function isEngineRefusal({ flow }: Engine, [, decide]: Message): string | null {
  try {
    decide(flow, standingOf(emptyBooks()), after(0));
    return null;
  } catch (error) {
    return codeOf(error);
  }
}
