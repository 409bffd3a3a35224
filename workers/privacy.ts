import { eraseShop } from "#app/commands/erase-shop.ts";
import { forgetCustomer, SETTLES_MS } from "#app/commands/forget-customer.ts";
import type { Context } from "#app/context.server.ts";
import { forgetLeftSessions } from "#app/store/sessions.ts";
import { erasedLately, forgetShop } from "#app/store/erasing.ts";
import { requestsToCarryOut, type PrivacyRequest } from "#app/store/requests.ts";

// A renewal under way has ended by then; a merchant who is just coming back is let in again at once.
const LEFT_AFTER_MS = 10 * 60_000;

/** Carries out what the privacy rules ask. One request that fails keeps no other waiting, and is taken up at the next look. */
export async function keepPrivacy(context: Context): Promise<void> {
  const now = context.clock().getTime();
  for (const request of await requestsToCarryOut(context.db.pool)) {
    if (!isDue(request, now)) continue;
    await carryOut(context, request).catch((error: unknown) => context.log.error({ shop: request.shop, request: request.id, err: error }, "privacy-request.failed"));
  }
  const sessions = await forgetLeftSessions(context.db.pool, new Date(now - LEFT_AFTER_MS));
  if (sessions > 0) context.log.info({ sessions }, "sessions.forgotten");
  for (const shop of await erasedLately(context.db.pool)) {
    if (await forgetShop(context.db.pool, shop)) context.log.info({ shop }, "shop.erased-again");
  }
}

/** A customer is looked after at once, and once more when what was under way has ended. */
const isDue = ({ kind, lookedAt, heardAt }: PrivacyRequest, now: number) => kind === "erase" || lookedAt === null || now - heardAt.getTime() >= SETTLES_MS;

const carryOut = (context: Context, request: PrivacyRequest) => (request.kind === "erase" ? eraseShop(context, request) : forgetCustomer(context, request));
