import { compareDecimals } from "#app/engine/money.ts";
import type { Price } from "#app/engine/quote.ts";
import { sendCancel, type Polling } from "./cancel.ts";
import type { AdminClient } from "./client.ts";
import { refusal, runErrand, type ErrandEnd, type Weighed } from "./errand.ts";
import type { Answer } from "./failure.ts";
import { readAmount } from "./price.ts";
import { addTag, markAsPaid, readCancelState, readPaidState, readTagState, removeTag, type CancelTerms } from "./requests.ts";
import { hasMoney, type CancelState, type PaidState } from "./standing.ts";

/**
 * Records the whole outstanding amount as paid at Shopify, which knows no part. `upTo` is the price that was paid here:
 * where Shopify expects more by now (an edit we have not seen), nothing is recorded. null: whatever is outstanding.
 */
export function markPaid(client: AdminClient, errand: { readonly storefrontId: string; readonly upTo: Price | null }): Promise<ErrandEnd> {
  return runErrand(client, {
    read: readPaidState(errand.storefrontId),
    weigh: (state) => weighPaid(state, errand.upTo),
    send: async (client) => {
      const answer = refusal(await client.ask(markAsPaid(errand.storefrontId)));
      return "failure" in answer ? answer : { data: answer.data.order };
    },
  });
}

/** Cancels an order on which no money is recorded and of which nothing was shipped. Irreversible at Shopify. */
export function cancelOrder(
  client: AdminClient,
  errand: { readonly storefrontId: string; readonly terms: CancelTerms; readonly polling: Polling },
): Promise<ErrandEnd> {
  return runErrand(client, {
    read: readCancelState(errand.storefrontId),
    weigh: weighCancelled,
    send: async (client) => unshown(await sendCancel(client, errand)),
  });
}

export function tagOrder(client: AdminClient, errand: { readonly storefrontId: string; readonly tag: string }): Promise<ErrandEnd> {
  return runErrand(client, {
    read: readTagState(errand.storefrontId),
    weigh: ({ tags }) => (hasTag(tags, errand.tag) ? { holds: `It has the tag ${errand.tag}.` } : { differs: "the tag is missing" }),
    send: async (client) => unshown(refusal(await client.ask(addTag(errand.storefrontId, errand.tag)))),
  });
}

export function untagOrder(client: AdminClient, errand: { readonly storefrontId: string; readonly tag: string }): Promise<ErrandEnd> {
  return runErrand(client, {
    read: readTagState(errand.storefrontId),
    weigh: ({ tags }) => (hasTag(tags, errand.tag) ? { differs: "the tag is still there" } : { holds: `It is without the tag ${errand.tag}.` }),
    send: async (client) => unshown(refusal(await client.ask(removeTag(errand.storefrontId, errand.tag)))),
  });
}

/** Done, says the answer, and nothing of how the order looks now. */
function unshown(answer: Answer<unknown>): Answer<null> {
  return "failure" in answer ? answer : { data: null };
}

// A refund later does not undo that it was paid.
const WAS_PAID: ReadonlySet<string> = new Set(["PAID", "PARTIALLY_REFUNDED", "REFUNDED"]);

function weighPaid(state: PaidState, upTo: Price | null): Weighed {
  const status = state.displayFinancialStatus ?? "none";
  if (state.cancelledAt !== null) return { refused: `It was cancelled at Shopify on ${day(state.cancelledAt)}, so it was not marked paid.` };
  if (state.fullyPaid || WAS_PAID.has(status)) return { holds: `Shopify shows it as paid (${status}).` };
  if (!state.canMarkAsPaid) return { refused: `Shopify does not let it be marked paid (financial status ${status}).` };
  return moreThan(state, upTo) ?? { differs: `Shopify shows it as ${status}` };
}

function moreThan(state: PaidState, upTo: Price | null): Weighed | null {
  if (upTo === null) return null;
  const { amount, currencyCode } = state.totalOutstandingSet.presentmentMoney;
  const outstanding = readAmount(amount);
  if (outstanding !== null && currencyCode === upTo.currency && compareDecimals(outstanding, upTo.amount) <= 0) return null;
  return { refused: `Shopify now expects ${amount} ${currencyCode}, more than was paid here, so it was not marked paid.` };
}

const SHIPPED: ReadonlySet<string> = new Set(["FULFILLED", "PARTIALLY_FULFILLED"]);

function weighCancelled(state: CancelState): Weighed {
  if (state.cancelledAt !== null) return { holds: `Cancelled at Shopify on ${day(state.cancelledAt)}.` };
  if (hasMoney(state)) {
    const { amount, currencyCode } = state.totalReceivedSet.presentmentMoney;
    return { refused: `Shopify has money on record for it (${state.displayFinancialStatus}, ${amount} ${currencyCode}), so it was not cancelled.` };
  }
  if (SHIPPED.has(state.displayFulfillmentStatus)) return { refused: "Goods of it were shipped, so it was not cancelled." };
  return { differs: "it is not cancelled" };
}

// Shopify tells no tags apart by letter case.
function hasTag(tags: readonly string[], tag: string): boolean {
  return tags.some((each) => each.toLowerCase() === tag.toLowerCase());
}

function day(at: Date): string {
  return at.toISOString().slice(0, 10);
}
