import type { SessionStorage } from "@shopify/shopify-app-session-storage";
import { PrismaSessionStorage } from "@shopify/shopify-app-session-storage-prisma";
import { Session } from "@shopify/shopify-api";
import type { PoolClient } from "pg";
import type { Database } from "./database.ts";
import { abouts, type Keyring, open, seal } from "./secrets.ts";

/** Shopify's sessions, with both tokens sealed at rest. A session whose tokens no key opens counts as absent: the
 * library then exchanges the merchant's next session token for new ones. */
export function sealedSessions(db: Database, keys: Keyring): SessionStorage {
  const ask = openRows(db);
  return {
    storeSession: (session) => ask((rows) => rows.storeSession(withTokens(session, (token, about) => seal(token, keys, about)))),
    loadSession: async (id) => opened(await ask((rows) => rows.loadSession(id)), keys),
    deleteSession: (id) => ask((rows) => rows.deleteSession(id)),
    deleteSessions: (ids) => ask((rows) => rows.deleteSessions(ids)),
    findSessionsByShop: async (shop) => {
      const found = await ask((rows) => rows.findSessionsByShop(shop));
      return found.map((session) => opened(session, keys)).filter((session) => session !== undefined);
    },
  };
}

type Rows = PrismaSessionStorage<Database["prisma"]>;

/** The library looks for its table when it is made, and never again: made before the database answers, it would end the
 * process by a rejection nobody hears, or refuse for ever. So it is made when first asked, and anew after it failed. */
function openRows({ prisma }: Database): <T>(work: (rows: Rows) => Promise<T>) => Promise<T> {
  let rows: Rows | null = null;
  return async (work) => {
    rows ??= new PrismaSessionStorage(prisma, { connectionRetries: 1, connectionRetryIntervalMs: 0 });
    try {
      return await work(rows);
    } catch (error) {
      rows = null;
      throw error;
    }
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
