import type { Context } from "#app/context.server.ts";
import { printDecimal } from "#app/engine/money.ts";
import type { Rate } from "#app/engine/quote.ts";
import { advanceRun, beginRun, dropAllHeard, dropHeard, heardProducts, holdBoard, leaseBoards, letGo, noteTold, takeUpBoard, type Board, type BoardOffer } from "#app/store/boards.ts";
import { currentRates } from "#app/store/rates.ts";
import { shopCurrency } from "#app/store/reads/settings.ts";
import { findShop, type Shop } from "#app/store/shops.ts";
import { boardOf } from "#app/storefront/board.ts";
import type { AdminClient } from "#app/storefront/client.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { gidDigits } from "#app/storefront/ids.ts";
import type { Standing } from "#app/storefront/pace.ts";
import { countVariants, readVariantsAfter } from "#app/storefront/price-requests.ts";
import { priceProduct, priceVariants, tellBoard, tellRates, type Pricing } from "#app/storefront/tell-prices.ts";
import { backOff } from "./back-off.ts";
import type { Vigil } from "./job.ts";

const leaseSeconds = 60;
/** Half of what a theme believes without hearing anew, and half again. */
const LOOK_AGAIN_MS = 6 * 3_600_000;
/** After that another worker may go on, and this one may stop. */
const TURN_MS = 10_000;
const PRODUCTS_PER_LOOK = 10;
const offered = { limit: 20, leaseSeconds: 5 } as const;

/** Offers shops whose prices are due. A reminder that was lost comes again when its lease lapses. */
export function priceVigil(remind: (offer: BoardOffer) => Promise<void>): Vigil {
  return {
    hears: "relay",
    atLatestMs: 1_000,
    look: async ({ db, clock }) => {
      const leased = await leaseBoards(db.pool, { now: clock(), ...offered });
      await Promise.all(leased.map(remind));
      return leased.length === offered.limit ? "more" : "done";
    },
  };
}

type End = { readonly failure: Failure } | { readonly restMs: number };

/** One turn at one shop's prices: what its theme computes with, and, where the shop chose so, its variants' prices. */
export async function keepPrices(context: Context, offer: BoardOffer): Promise<void> {
  const { db, clock, log } = context;
  const board = await takeUpBoard(db.pool, offer, { now: clock(), leaseSeconds });
  const shop = board && (await findShop(db.pool, board.shop));
  if (!board || !shop) return;
  const end = await takeTurn(context, shop, board).catch((error: unknown): End => {
    log.error({ shop: shop.id, err: error }, "prices.failed");
    return { failure: { kind: "lost", why: error instanceof Error ? error.message : String(error) } };
  });
  const now = clock();
  if ("restMs" in end) {
    await letGo(db.pool, board, { dueAt: new Date(now.getTime() + end.restMs), error: null, now });
    if (end.restMs === 0) context.bell.ring("relay");
    return;
  }
  const { errandMs, shopMs } = backOff(end.failure, { attempts: board.tries + 1, pauses: board.tries }, Math.random());
  const error = "why" in end.failure ? `${end.failure.kind}: ${end.failure.why}` : end.failure.kind;
  log.warn({ shop: shop.id, error }, "prices.again");
  return letGo(db.pool, board, { dueAt: new Date(now.getTime() + Math.max(errandMs, shopMs ?? 0)), error, now });
}

async function takeTurn(context: Context, shop: Shop, board: Board): Promise<End> {
  const { db, clock } = context;
  const [rates, currency] = await Promise.all([currentRates(db.pool, shop.id), shopCurrency(db.pool, shop.id)]);
  const client = context.storefront(shop.id);
  const isNews = board.wanted !== board.told || board.toldAt === null || clock().getTime() - board.toldAt.getTime() >= LOOK_AGAIN_MS;
  if (isNews) {
    const failure = await tellTheme(client, shop, rates, board, clock());
    if (failure) return { failure };
    await noteTold(db.pool, board, clock());
    context.log.info({ shop: shop.id, currencies: rates.length }, "prices.told");
  }
  const rate = shop.policy.themePrices === "on" ? (rates.find((each) => each.currency === currency) ?? null) : null;
  return priceThemes(context, shop, { board, client, pricing: rate && { rate, asset: shop.asset } });
}

async function tellTheme(client: AdminClient, { asset, policy }: Shop, rates: readonly Rate[], { run }: Board, now: Date): Promise<Failure | null> {
  const told = await tellBoard(client, boardOf(rates, { asset, showSeconds: policy.showSeconds, now }));
  if ("failure" in told) return told.failure;
  // A shop that never chose it has nothing of it, and may not have granted what it takes to look.
  if (policy.themePrices === "off" && (run === null || run === NONE)) return null;
  const object = await tellRates(client, { rates: policy.themePrices === "on" ? rates : [], asset });
  return "failure" in object ? object.failure : null;
}

const NONE = "none";

type Task = { readonly board: Board; readonly client: AdminClient; readonly pricing: Pricing };

/** Looks at products that changed, then at all variants where the rate did, as far as one turn reaches. */
async function priceThemes(context: Context, shop: Shop, { board, client, pricing }: Task): Promise<End> {
  const { db, clock, paces } = context;
  const target = pricing ? `1 ${pricing.rate.currency} = ${printDecimal(pricing.rate.perUnit)} ${pricing.asset}` : NONE;
  if (pricing === null && (board.run === null || (board.run === NONE && board.runEndedAt !== null))) {
    await dropAllHeard(db.pool, shop.id);
    return { restMs: LOOK_AGAIN_MS };
  }
  let after = board.run === target && board.runEndedAt === null ? board.runAfter : null;
  if (board.run !== target) {
    const total = await client.ask(countVariants());
    if ("failure" in total) return total;
    await beginRun(db.pool, board, { run: target, total: total.data, now: clock() });
    after = "0";
  }
  const began = clock().getTime();
  while (clock().getTime() - began < TURN_MS) {
    const restMs = untilHalfFull(paces.of(shop.id).standing());
    if (restMs > 0) return { restMs };
    if (!(await holdBoard(db.pool, board, { now: clock(), leaseSeconds }))) return { restMs: LOOK_AGAIN_MS };
    const heard = await heardProducts(db.pool, shop.id, PRODUCTS_PER_LOOK);
    for (const each of heard) {
      const priced = await priceProduct(client, each.product, pricing);
      if ("failure" in priced) return priced;
      await dropHeard(db.pool, shop.id, each);
    }
    if (heard.length > 0) continue;
    if (after === null) return { restMs: LOOK_AGAIN_MS };
    const stepped = await step(context, { board, client, pricing }, after);
    if (typeof stepped === "object" && stepped !== null) return stepped;
    after = stepped;
  }
  return { restMs: 0 };
}

/** A page of variants. The last one it looked at; null: there are no more. */
async function step({ db, clock, log }: Context, { board, client, pricing }: Task, after: string): Promise<string | null | { readonly failure: Failure }> {
  const page = await client.ask(readVariantsAfter(after));
  if ("failure" in page) return page;
  const priced = await priceVariants(client, page.data, pricing);
  if ("failure" in priced) return priced;
  const last = gidDigits(page.data.at(-1)?.id, "ProductVariant");
  await advanceRun(db.pool, board, { after: last ?? after, seen: page.data.length, ...priced.data, endedAt: last === null ? clock() : null });
  if (last === null) log.info({ shop: board.shop }, "prices.all-written");
  return last;
}

/** What nobody waits for takes only the upper half of the shop's cost budget: errands find the lower one. Milliseconds. */
function untilHalfFull({ budget }: Standing): number {
  if (budget === null) return 0;
  const missing = budget.maximum / 2 - budget.available;
  return missing <= 0 ? 0 : Math.ceil((missing / budget.restoredPerSecond) * 1_000);
}
