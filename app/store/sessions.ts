import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { Session } from "@shopify/shopify-api";
import type { PoolClient } from "pg";
import type { Database } from "./database.ts";
import { abouts, type Keyring, open, seal } from "./secrets.ts";

/** Shopify's sessions, with both tokens sealed at rest. A session whose tokens no key opens counts as absent: the
 * library then exchanges the merchant's next session token for new ones. */
export function sealedSessions(db: Database, keys: Keyring): SessionStorage {
  const rows = new PrismaSessionStorage(db.prisma);
  return {
    storeSession: (session) => rows.storeSession(withTokens(session, (token, about) => seal(token, keys, about))),
    loadSession: async (id) => opened(await rows.loadSession(id), keys),
    deleteSession: (id) => rows.deleteSession(id),
    deleteSessions: (ids) => rows.deleteSessions(ids),
    findSessionsByShop: async (shop) => {
      const found = await rows.findSessionsByShop(shop);
      return found.map((session) => opened(session, keys)).filter((session) => session !== undefined);
    },
  };
}

function opened(session: Session | undefined, keys: Keyring): Session | undefined {
  if (!session) return undefined;
  let lost = false;
  const clear = withTokens(session, (token, about) => {
    const secret = open(token, keys, about);
    lost ||= secret === null;
    return secret ?? "";
  });
  return lost ? undefined : clear;
}

function withTokens(session: Session, change: (token: string, about: string) => string): Session {
  const { id, accessToken, refreshToken } = session;
  return new Session({
    ...session.toObject(),
    ...(accessToken && { accessToken: change(accessToken, abouts.accessToken(id)) }),
    ...(refreshToken && { refreshToken: change(refreshToken, abouts.refreshToken(id)) }),
  });
}

/** Sessions that were being renewed while their shop was uninstalled; answers how many. */
export async function forgetLeftSessions(db: Pick<PoolClient, "query">, uninstalledBefore: Date): Promise<number> {
  const { rowCount } = await db.query(`DELETE FROM "Session" x USING "shops" s WHERE s."id" = x."shop" AND s."uninstalled_at" < $1`, [uninstalledBefore]);
  return rowCount ?? 0;
}

/** Ends every session of the shop, also those whose tokens no key opens any more. */
export async function forgetSessions(db: Pick<PoolClient, "query">, shop: string): Promise<void> {
  await db.query(`DELETE FROM "Session" WHERE "shop" = $1`, [shop]);
}
