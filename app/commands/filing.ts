import { EngineError } from "#app/engine/error.ts";
import type { Outcome } from "#app/engine/outcome.ts";
import { fileLetter } from "#app/store/inbox.ts";
import type { InboxRow, Papers } from "#app/store/save.ts";
import { inTransaction } from "#app/store/transaction.ts";
import type { Asked, Decision } from "./command.ts";
import type { Bench } from "./transact.ts";

/** The papers of a decision, with the message that asked for it. */
export function withLetter({ outcome, papers = {}, result }: Decision, { letter }: Asked<unknown>, receivedAt: Date): Papers {
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
export async function fileUndecided(bench: Bench, { shop, letter }: Asked<unknown>, receivedAt: Date, error: unknown): Promise<void> {
  const isRefusal = error instanceof EngineError;
  const isFinal = isRefusal && error.code !== "world_kept_growing";
  if (!letter || (isRefusal && (letter.refusals === "forgotten" || error.code === "shop_unknown"))) return;
  const { refusals: _refusals, ...message } = letter;
  const row: InboxRow = { ...message, receivedAt, object: null, result: isFinal ? refusedBecause(error) : "failed" };
  const state = isFinal ? { decidedAt: bench.clock(), error: null } : { decidedAt: null, error: String(error) };
  await inTransaction(bench.db.pool, (client) => fileLetter(client, shop, row, state)).catch((failure: unknown) =>
    bench.log.error({ shop, error: String(failure) }, "a message could not be filed"),
  );
}

function refusedBecause({ code, facts: { why } }: EngineError): string {
  return typeof why === "string" ? `refused: ${code}: ${why}` : `refused: ${code}`;
}
