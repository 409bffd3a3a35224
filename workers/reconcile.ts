import { createHash } from "node:crypto";
import type { Letter } from "#app/commands/command.ts";
import type { Context } from "#app/context.server.ts";
import { tellBoardAnew } from "#app/store/boards.ts";
import { cursorOf, dropCursor, moveCursor, RESTORED } from "#app/store/cursors.ts";
import { listShops, type Shop } from "#app/store/shops.ts";
import type { AdminClient } from "#app/storefront/client.ts";
import type { Answer, Failure } from "#app/storefront/failure.ts";
import { INDEX_LAG_MS, ordersSince, type Listed } from "#app/storefront/list.ts";
import { isOurs, type StorefrontOrder } from "#app/storefront/order.ts";
import { askedPrice } from "#app/storefront/price.ts";
import type { Request } from "#app/storefront/wire.ts";
import { decideOrder, fetchAndDecide } from "./read-order.ts";

const CURSOR = "reconcile";
const FIRST_LOOK_MS = 24 * 3_600_000;
const SHOPS_AT_ONCE = 4;
/** Orders decided at once. */
const LOT = 50;
const MOST_WAITS = 3;
const LONGEST_WAIT_MS = 10_000;

/** Reads what changed at every shop since the last look, and so finds what no webhook told. */
export async function reconcile(context: Context): Promise<void> {
  const shops = [...(await listShops(context.db.pool))];
  const next = async (): Promise<void> => {
    const shop = shops.shift();
    if (!shop) return;
    // A shop's trouble is its own.
    await reconcileShop(context, shop).catch((error: unknown) => context.log.error({ shop: shop.id, err: error }, "reconcile.failed"));
    return next();
  };
  await Promise.all(Array.from({ length: SHOPS_AT_ONCE }, next));
}

/** The cursor moves to where this look began, or, when it broke off, as far as it has certainly seen everything. */
export async function reconcileShop(context: Context, shop: Shop): Promise<void> {
  const { db, clock, log } = context;
  if (shop.methodName === null) return;
  const began = clock();
  const since = new Date((await cursorOf(db.pool, shop.id, CURSOR)) ?? began.getTime() - FIRST_LOOK_MS);
  const { failure, reached, ...counted } = await lookThrough(context, shop, { since, indexedUntil: new Date(began.getTime() - INDEX_LAG_MS) });
  await moveCursor(db.pool, shop.id, CURSOR, { value: (failure ? reached : began).toISOString(), at: began });
  if (!failure) await endRestore(context, shop);
  const facts = { shop: shop.id, since: since.toISOString(), ...counted };
  if (failure) log.warn({ ...facts, ...failure }, "reconcile.broke-off");
  else if (counted.ours > 0) log.info(facts, "reconcile.run");
  else log.debug(facts, "reconcile.run");
}

/** What happened since a restored backup is known now: its orders may expire again. What its theme was told since is not. */
async function endRestore({ db, clock }: Context, { id }: Shop): Promise<void> {
  const value = await cursorOf(db.pool, id, RESTORED);
  if (value === null) return;
  await tellBoardAnew(db.pool, id, clock());
  await dropCursor(db.pool, id, { name: RESTORED, value });
}

type Look = { readonly seen: number; readonly ours: number; readonly failed: number; readonly reached: Date; readonly failure: Failure | null };

type Span = { readonly since: Date; readonly indexedUntil: Date };

async function lookThrough(context: Context, shop: Shop, { since, indexedUntil }: Span): Promise<Look> {
  let [seen, ours, failed, reached] = [0, 0, 0, since];
  for await (const { orders, failure } of inLots(ordersSince(patient(context, shop), since))) {
    const ends = await decideStated(context, shop, orders);
    for (const order of orders) {
      seen += 1;
      if (isOurs(order.gatewayNames, shop.methodName ?? "")) {
        ours += 1;
        const end = ends.get(order) ?? (await ended(() => fetchAndDecide(context, shop, order.storefrontId, letterOf(order))));
        if (typeof end === "object") return { seen, ours, failed, reached, ...end };
        if (end === "undecided") failed += 1;
      }
      // One that changed since then may stand where it stood before: its time says nothing of those that come after it.
      if (order.updatedAt > reached && order.updatedAt <= indexedUntil) reached = order.updatedAt;
    }
    if (failure) return { seen, ours, failed, reached, failure };
  }
  return { seen, ours, failed, reached, failure: null };
}

/** Where Shopify asks to wait a moment it is asked again then: else a shop that is always busy would never be looked through. */
function patient({ storefront, wait }: Context, shop: Shop): AdminClient {
  const client = storefront(shop.id);
  const ask = async <Data>(request: Request<Data>, triesLeft = MOST_WAITS): Promise<Answer<Data>> => {
    const answer = await client.ask(request);
    if (triesLeft === 0 || !("failure" in answer)) return answer;
    const { failure } = answer;
    if (failure.kind !== "throttled" || failure.retryInMs > LONGEST_WAIT_MS) return answer;
    await wait(failure.retryInMs);
    return ask(request, triesLeft - 1);
  };
  return { ask: (request) => ask(request) };
}

type Lot = { readonly orders: readonly StorefrontOrder[]; readonly failure: Failure | null };

/** A page's worth each; the failure that ended the listing comes with the last orders before it. */
async function* inLots(listing: AsyncIterable<Listed>): AsyncGenerator<Lot, void, void> {
  let orders: StorefrontOrder[] = [];
  for await (const listed of listing) {
    if ("failure" in listed) return yield { orders, failure: listed.failure };
    orders.push(listed.order);
    if (orders.length < LOT) continue;
    yield { orders, failure: null };
    orders = [];
  }
  yield { orders, failure: null };
}

type End = "decided" | "undecided" | { readonly failure: Failure };

/** All at once, so that they share transactions. What a list does not state is left to be read from the order itself, one at a time. */
async function decideStated(context: Context, shop: Shop, orders: readonly StorefrontOrder[]): Promise<ReadonlyMap<StorefrontOrder, End>> {
  const isStated = (order: StorefrontOrder) => isOurs(order.gatewayNames, shop.methodName ?? "") && !("unstated" in askedPrice(order, shop.policy.asks));
  return new Map(await Promise.all(orders.filter(isStated).map(async (order) => [order, await ended(() => decideOrder(context, shop, order, letterOf(order)))] as const)));
}

async function ended(decide: () => Promise<void | { readonly failure: Failure } | { readonly decided: string }>): Promise<End> {
  try {
    const end = await decide();
    return end && "failure" in end ? end : "decided";
  } catch {
    // Refused or failed: the command has filed the message with the reason and logged it.
    return "undecided";
  }
}

/** The same state of the same order is the same message. Its time alone would not do: it counts whole seconds. */
function letterOf(order: StorefrontOrder): Letter {
  const body = Buffer.from(JSON.stringify(order));
  const digest = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return { source: "reconcile", topic: "orders/updated", eventId: `${order.storefrontId}@${order.updatedAt.toISOString()}/${digest}`, body, refusals: "filed" };
}
