import { createHash } from "node:crypto";
import type { Letter } from "#app/commands/command.ts";
import type { Context } from "#app/context.server.ts";
import { cursorOf, dropCursor, moveCursor, RESTORED } from "#app/store/cursors.ts";
import { listShops, type Shop } from "#app/store/shops.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { ordersSince } from "#app/storefront/list.ts";
import { isOurs, type StorefrontOrder } from "#app/storefront/order.ts";
import { askedPrice } from "#app/storefront/price.ts";
import { decideOrder, fetchAndDecide } from "./read-order.ts";

const CURSOR = "reconcile";
const FIRST_LOOK_MS = 24 * 3_600_000;
const SHOPS_AT_ONCE = 4;

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

/** The cursor moves to where this look began, or, when it broke off, to the last order it saw. */
export async function reconcileShop(context: Context, shop: Shop): Promise<void> {
  const { db, clock, log } = context;
  if (shop.methodName === null) return;
  const began = clock();
  const since = new Date((await cursorOf(db.pool, shop.id, CURSOR)) ?? began.getTime() - FIRST_LOOK_MS);
  const { failure, reached, ...counted } = await lookThrough(context, shop, since);
  await moveCursor(db.pool, shop.id, CURSOR, { value: (failure ? reached : began).toISOString(), at: began });
  if (!failure) await endRestore(context, shop);
  const facts = { shop: shop.id, since: since.toISOString(), ...counted };
  if (failure) log.warn({ ...facts, ...failure }, "reconcile.broke-off");
  else if (counted.ours > 0) log.info(facts, "reconcile.run");
  else log.debug(facts, "reconcile.run");
}

/** What happened since a restored backup is known now: its orders may expire again. */
async function endRestore({ db }: Context, { id }: Shop): Promise<void> {
  const value = await cursorOf(db.pool, id, RESTORED);
  if (value !== null) await dropCursor(db.pool, id, { name: RESTORED, value });
}

type Look = { readonly seen: number; readonly ours: number; readonly failed: number; readonly reached: Date; readonly failure: Failure | null };

async function lookThrough(context: Context, shop: Shop, since: Date): Promise<Look> {
  let [seen, ours, failed, reached] = [0, 0, 0, since];
  for await (const listed of ordersSince(context.storefront(shop.id), since)) {
    if ("failure" in listed) return { seen, ours, failed, reached, failure: listed.failure };
    const { order } = listed;
    seen += 1;
    if (isOurs(order.gatewayNames, shop.methodName ?? "")) {
      ours += 1;
      const end = await decideListed(context, shop, order);
      if (typeof end === "object") return { seen, ours, failed, reached, ...end };
      if (end === "undecided") failed += 1;
    }
    if (order.updatedAt > reached) reached = order.updatedAt;
  }
  return { seen, ours, failed, reached, failure: null };
}

/** What a list does not state is read from the order itself. */
async function decideListed(context: Context, shop: Shop, order: StorefrontOrder): Promise<"decided" | "undecided" | { readonly failure: Failure }> {
  const letter = letterOf(order);
  try {
    if ("unstated" in askedPrice(order, shop.policy.asks)) {
      const end = await fetchAndDecide(context, shop, order.storefrontId, letter);
      return "failure" in end ? end : "decided";
    }
    await decideOrder(context, shop, order, letter);
    return "decided";
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
