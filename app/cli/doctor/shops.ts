import type { Context } from "#app/context.server.ts";
import { shopConditions, type ShopCondition } from "#app/store/reads/condition.ts";
import { type Finding, lasting, over, secondsSince, type State } from "./finding.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const readSeconds = { warn: 15 * 60, bad: HOUR };
const silentSeconds = { warn: 2 * DAY, bad: 7 * DAY };
const rateSeconds = { warn: 7 * DAY, bad: Infinity };

export async function lookAtShops(context: Context): Promise<readonly Finding[]> {
  const now = context.clock();
  const shops = await shopConditions(context.db.pool, now);
  if (shops.length === 0) return [{ subject: "token", state: "warn", says: "no shop has the app installed yet" }];
  return (await Promise.all(shops.map(async (shop) => [...(await token(context, shop)), ...shopify(shop, now), ...wallets(shop, now), ...rates(shop, now)]))).flat();
}

async function token({ shopify }: Context, { shop }: ShopCondition): Promise<readonly Finding[]> {
  const session = await shopify.sessionStorage.loadSession(`offline_${shop}`);
  const isThere = Boolean(session?.accessToken);
  return [{ subject: "token", of: shop, state: isThere ? "ok" : "bad", says: isThere ? "signed in at Shopify" : "no token for Shopify that can be read" }];
}

function shopify({ shop, heardAt, readAt, untold, isRestored, paused }: ShopCondition, now: Date): readonly Finding[] {
  const ago = (at: Date) => `${lasting(secondsSince(at, now))} ago`;
  return [
    { subject: "webhooks", of: shop, state: untold > 0 ? "warn" : "ok", says: `${heardAt ? `last heard ${ago(heardAt)}` : "none heard in 30 days"}${untold > 0 ? `; ${untold} orders of the last day were found without one` : ""}` },
    { subject: "reading", of: shop, state: readAt === null ? "warn" : over(secondsSince(readAt, now), readSeconds), says: readAt ? `last read through ${ago(readAt)}` : "never read through" },
    ...(isRestored ? [{ subject: "restored", of: shop, state: "warn", says: "not read again since the restore" } as const] : []),
    ...(paused === null ? [] : [{ subject: "paused", of: shop, state: "bad", says: paused } as const]),
  ];
}

// Wallets speak only when money moves: silence means something only while orders wait.
function wallets({ shop, wallets: known, openOrders }: ShopCondition, now: Date): readonly Finding[] {
  if (known.length === 0) return [{ subject: "wallets", of: shop, state: openOrders ? "bad" : "warn", says: "no receiving wallet is registered" }];
  return known.map(({ address, heardAt }) => {
    const state: State = heardAt === null ? "warn" : openOrders ? over(secondsSince(heardAt, now), silentSeconds) : "ok";
    return { subject: "wallets", of: shop, state, says: `${address.slice(0, 8)}…${address.slice(-4)} ${heardAt ? `last heard ${lasting(secondsSince(heardAt, now))} ago` : "never heard"}` };
  });
}

function rates({ shop, currencies, openOrders }: ShopCondition, now: Date): readonly Finding[] {
  if (currencies.length === 0) return [{ subject: "rates", of: shop, state: openOrders ? "bad" : "warn", says: "none is set" }];
  return currencies.map(({ currency, asOf }) => ({ subject: "rates", of: shop, state: over(secondsSince(asOf, now), rateSeconds), says: `${currency} is ${lasting(secondsSince(asOf, now))} old` }));
}
