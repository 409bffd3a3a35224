import type { Context } from "#app/context.server.ts";
import { finish, holdOn, pauseReceiver, postpone, resumeReceiver, takeUp, type Delivery, type Offer, type Result } from "#app/store/outbox.ts";
import type { Failure } from "#app/storefront/failure.ts";
import { backOff } from "./back-off.ts";
import { carryOut, type End } from "./errand.ts";

export const atOnce = 16;
/** Four shops that do not answer leave room for all others. */
export const perShop = 3;
/** An errand in hand keeps its lease; one whose worker died is offered again after this long. */
export const leaseSeconds = 15;

/** Does one errand, and alone decides whether it is tried again. */
export async function deliver(context: Context, offer: Offer): Promise<void> {
  const { db, clock, bell } = context;
  const errand = await takeUp(db.pool, offer, { now: clock(), leaseSeconds });
  if (!errand) return;
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
  await finish(db.pool, errand, { result, said, now });
  metrics.errandEnded({ target: errand.target, end: result, seconds: (now.getTime() - errand.owedAt.getTime()) / 1000 });
  await resumeReceiver(db.pool, errand);
  const facts = { shop: errand.shop, object: errand.object, target: errand.target, attempts: errand.attempts, said };
  if (result === "refused") log.warn(facts, "errand.refused");
  else log.info(facts, `errand.${result}`);
}

function resultOf(end: Exclude<End, { readonly again: Failure }>): { readonly result: Result; readonly said: string } {
  if ("void" in end) return { result: "void", said: end.void };
  return "refused" in end ? { result: "refused", said: end.refused } : { result: end.done, said: end.said };
}

async function tryLater({ db, clock, log, metrics }: Context, errand: Delivery, failure: Failure): Promise<void> {
  const { waitMs, concerns } = backOff(failure, errand.attempts, Math.random());
  const dueAt = new Date(clock().getTime() + waitMs);
  const error = "why" in failure ? `${failure.kind}: ${failure.why}` : failure.kind;
  await postpone(db.pool, errand, { error, dueAt });
  metrics.errandPutOff({ target: errand.target, failure: failure.kind });
  if (concerns === "shop") await pauseReceiver(db.pool, errand, { why: error, until: dueAt });
  log.warn({ shop: errand.shop, object: errand.object, target: errand.target, attempts: errand.attempts, error, waitMs, concerns }, "errand.again");
}
