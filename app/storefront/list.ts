import type { AdminClient } from "./client.ts";
import type { Failure } from "./failure.ts";
import type { StorefrontOrder } from "./order.ts";
import { readOrderState, type ListedOrder } from "./order-state.ts";
import { readOrdersSince, type BuyerReading } from "./requests.ts";

/** One order, or the failure that ended the listing: what came before it is good, what comes after was not seen. */
export type Listed = { readonly order: StorefrontOrder } | { readonly failure: Failure };

/** Shopify's search index lags behind its orders: a change older than this is in it. */
export const INDEX_LAG_MS = 600_000;

/**
 * Every order of the shop updated since ten minutes before `since`, in pages of 50, in the order of the updates that
 * the index knows; each as it is now, so its own time may be newer than its place. An order that changes meanwhile may
 * come twice. Give the next run the time this one began, once it ended without a failure.
 */
export async function* ordersSince(
  client: AdminClient,
  since: Date,
  buyer: BuyerReading = "without customer",
): AsyncGenerator<Listed, void, void> {
  const search = `updated_at:>='${new Date(since.getTime() - INDEX_LAG_MS).toISOString()}'`;
  let after: string | null = null;
  do {
    const page: Page = await pageAt(client, search, after, buyer);
    if ("failure" in page) return yield page;
    yield* page.orders.map(readOrderState).filter((order) => order !== null).map((order) => ({ order }));
    after = page.after;
  } while (after !== null);
}

type Page = { readonly orders: readonly ListedOrder[]; readonly after: string | null } | { readonly failure: Failure };

async function pageAt(client: AdminClient, search: string, after: string | null, buyer: BuyerReading): Promise<Page> {
  const answer = await client.ask(readOrdersSince(search, after, buyer));
  if ("failure" in answer) return answer;
  const { nodes, pageInfo } = answer.data.orders;
  return { orders: nodes, after: pageInfo.hasNextPage ? pageInfo.endCursor : null };
}
