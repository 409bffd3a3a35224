import type { AdminClient } from "./client.ts";
import type { Answer, Failure } from "./failure.ts";
import type { Request } from "./wire.ts";

/** How an errand ended. `said` and `refused` are sentences for the order's timeline, without personal data. */
export type ErrandEnd =
  /** sent: we changed it; already: it was so before, a repeat after a lost reply included. */
  | { readonly done: "sent" | "already"; readonly said: string }
  /** For good: another try would end the same. */
  | { readonly refused: string }
  | { readonly again: Failure };

/** What the order as it stands at Shopify means for an errand. */
export type Weighed = { readonly holds: string } | { readonly refused: string } | { readonly differs: string };

export type Errand<State> = {
  readonly read: Request<{ readonly order: State | null }>;
  readonly weigh: (state: State) => Weighed;
  /** Sends the one difference; the data is the order after it, or null where only reading it again can tell. */
  readonly send: (client: AdminClient) => Promise<Answer<State | null>>;
};

/**
 * Reads, sends only the difference, and believes what the order shows then: none of Shopify's settlement mutations is
 * idempotent, so that is the only proof. Whatever reply was lost, reading again, here or in the next run, finds the truth.
 */
export async function runErrand<State>(client: AdminClient, errand: Errand<State>): Promise<ErrandEnd> {
  const before = await weighed(client, errand);
  if ("again" in before || "refused" in before) return before;
  if ("holds" in before) return { done: "already", said: before.holds };
  const sent = await errand.send(client);
  if ("failure" in sent && changedNothing(sent.failure)) return { again: sent.failure };
  const after = shown(sent, errand) ?? (await weighed(client, errand));
  if ("again" in after) return after;
  if ("holds" in after) return { done: wasRefused(sent) ? "already" : "sent", said: after.holds };
  if ("failure" in sent && sent.failure.kind === "refused") return { refused: `Shopify refused: ${sent.failure.why}` };
  if ("refused" in after) return after;
  return { again: "failure" in sent ? sent.failure : { kind: "lost", why: `Shopify accepted the change, yet ${after.differs}` } };
}

/** The proof in the mutation's own answer; null: it gave none. */
function shown<State>(sent: Answer<State | null>, errand: Errand<State>): Weighed | null {
  if ("failure" in sent || sent.data === null) return null;
  const after = errand.weigh(sent.data);
  return "holds" in after ? after : null;
}

async function weighed<State>(client: AdminClient, { read, weigh }: Errand<State>): Promise<Weighed | { readonly again: Failure }> {
  const answer = await client.ask(read);
  if (!("failure" in answer)) {
    const { order } = answer.data;
    return order === null ? { refused: "Shopify no longer has this order." } : weigh(order);
  }
  const { failure } = answer;
  return failure.kind === "refused" ? { refused: `Shopify refused to show the order: ${failure.why}` } : { again: failure };
}

function changedNothing({ kind }: Failure): boolean {
  return kind !== "lost" && kind !== "server" && kind !== "refused";
}

// Somebody else did what we were refused to do.
function wasRefused(sent: Answer<unknown>): boolean {
  return "failure" in sent && sent.failure.kind === "refused";
}

export type UserErrors = { readonly userErrors: readonly { readonly message: string; readonly code: string | null }[] };

/** User errors are data to GraphQL and a refusal to us; Shopify's own trouble among them is worth another try. */
export function refusal<Data extends UserErrors>(answer: Answer<Data>): Answer<Data> {
  if ("failure" in answer || answer.data.userErrors.length === 0) return answer;
  const why = answer.data.userErrors.map(({ message }) => message).join("; ").slice(0, 400);
  const isTheirs = answer.data.userErrors.some(({ code }) => code === "INTERNAL_ERROR");
  return { failure: { kind: isTheirs ? "server" : "refused", why } };
}
