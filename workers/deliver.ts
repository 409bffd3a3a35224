import type { Context } from "#app/context.server.ts";
import { finish, holdOn, pauseReceiver, postpone, resumeReceiver, takeUp, type Delivery, type Offer, type Result } from "#app/store/outbox.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { backOff } from "./back-off.ts";
import { carryOut, type End } from "./errand.ts";

/** An errand mostly waits, so many may be in hand; each shop gets few of these places until it shows that it answers. */
export const atOnce = 128;
/** An errand in hand keeps its lease; one whose worker died is offered again after this long. */
export const leaseSeconds = 15;

/** Does errands side by side, each to its own end: what befalls one is not the others' concern. */
export async function deliver(context: Context, offers: readonly Offer[]): Promise<void> {
  const { db, clock } = context;
  const errands = await takeUp(db.pool, offers, { now: clock(), leaseSeconds });
  const ends = await Promise.allSettled(errands.map((errand) => deliverOne(context, errand)));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) throw failed.reason;
}

/** Does one errand, and alone decides whether it is tried again. */
async function deliverOne(context: Context, errand: Delivery): Promise<void> {
  const { db, clock, bell } = context;
  const hold = setInterval(() => void holdOn(db.pool, errand, { now: clock(), leaseSeconds }).catch(() => undefined), (leaseSeconds * 1000) / 3);
  try {
    await conclude(context, errand, await carriedOut(context, errand));
  } catch (error) {
    await tryLater(context, errand, { kind: "lost", why: error instanceof Error ? error.message : String(error) });
    throw error;
  } finally {
    clearInterval(hold);
    // The next errand of this object, or of a shop that had its share, may go now.
    bell.ring("relay");
  }
}

/** One trace of its own: by the order's id it is found beside the one of the message that owed it. */
function carriedOut(context: Context, errand: Delivery): Promise<End> {
  const { shop, target, object, attempts } = errand;
  return context.trace(`errand ${target}`, { "tallystick.shop": shop, "tallystick.order": object, "tallystick.attempts": attempts }, () => carryOut(context, errand));
}

async function conclude(context: Context, errand: Delivery, end: End): Promise<void> {
  if ("again" in end) return tryLater(context, errand, end.again);
  const { db, clock, log, metrics } = context;
  const { result, said } = resultOf(end);
  const now = clock();
  // What we found void by ourselves says nothing of the shop.
  const isBack = errand.pauses > 0 && result !== "void";
  await Promise.all([finish(db.pool, errand, { result, said, now }), isBack && resumeReceiver(db.pool, errand, now)]);
  metrics.errandEnded({ target: errand.target, end: result, seconds: (now.getTime() - errand.owedAt.getTime()) / 1000 });
  const facts = { shop: errand.shop, object: errand.object, target: errand.target, attempts: errand.attempts, said };
  if (result === "refused") log.warn(facts, "errand.refused");
  else log.info(facts, `errand.${result}`);
}

function resultOf(end: Exclude<End, { readonly again: Failure }>): { readonly result: Result; readonly said: string } {
  if ("void" in end) return { result: "void", said: end.void };
  return "refused" in end ? { result: "refused", said: end.refused } : { result: end.done, said: end.said };
}

async function tryLater(context: Context, errand: Delivery, failure: Failure): Promise<void> {
  const { db, clock, log, metrics } = context;
  const { errandMs, shopMs } = backOff(failure, errand, Math.random());
  const now = clock().getTime();
  const error = "why" in failure ? `${failure.kind}: ${failure.why}` : failure.kind;
  if (shopMs !== null) await pauseShop(context, errand, { failure, error, until: new Date(now + shopMs) });
  await postpone(db.pool, errand, { error, dueAt: new Date(now + errandMs) });
  metrics.errandPutOff({ target: errand.target, failure: failure.kind });
  log.warn({ shop: errand.shop, object: errand.object, target: errand.target, attempts: errand.attempts, error, errandMs, shopMs }, "errand.again");
}

async function pauseShop({ db, log }: Context, errand: Delivery, { failure, error, until }: { readonly failure: Failure; readonly error: string; readonly until: Date }): Promise<void> {
  const before = await pauseReceiver(db.pool, errand, { why: error, until, tries: errand.pauses + 1 });
  if (failure.kind === "unauthorized" && !before?.startsWith(failure.kind)) {
    log.error({ shop: errand.shop, why: failure.why }, "shop.needs-sign-in");
  }
}
