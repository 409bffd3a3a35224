import type { Session } from "@shopify/shopify-api";
import type { Failure } from "./failure.ts";
import { freshened, storedTokenOf } from "./offline-session.ts";
import { refreshToken, type Granted } from "./refresh.ts";
import type { Fetch } from "./wire.ts";

/** `needsReauth`: nothing we hold can be used or refreshed; only the merchant opening the app mends it. */
export type Token =
  | { readonly accessToken: string }
  | { readonly needsReauth: string }
  | { readonly failure: Failure };

/** The part of Shopify's SessionStorage that is needed here. */
export type Sessions = {
  readonly loadSession: (id: string) => Promise<Session | undefined>;
  readonly storeSession: (session: Session) => Promise<boolean>;
};

/** Does something of a shop while no other process does it. */
export type Alone = <T>(shop: string, work: () => Promise<T>) => Promise<T>;

export type OfflineTokenSettings = {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly sessions: Sessions;
  readonly fetch: Fetch;
  readonly now: () => Date;
  /** Absent: no other process refreshes. */
  readonly alone?: Alone;
  readonly timeoutMs?: number;
};

export type OfflineTokens = (shop: string, rejected: string | null) => Promise<Token>;

// Reading and opening the stored token costs more than all else of a call; one that ended meanwhile is refused, and then read anew.
const KNOWN_MS = 10_000;
type Known = { readonly accessToken: string; readonly until: Date };

/**
 * Gives the token background work uses for a shop, refreshed when it ends within five minutes, when Shopify refused it
 * (`rejected`), or when the library blanked it after a 401 in the admin. One refresh per shop at a time: whoever waited
 * takes what the other stored. A refresh whose answer or whose storing was lost is asked for again with the refresh token we still
 * have, which Shopify honours until the new access token is first used; so tokens are stored before they are used.
 */
export function offlineTokens(settings: OfflineTokenSettings): OfflineTokens {
  const { alone = (_shop, work) => work() } = settings;
  const refreshing = new Map<string, Promise<Token>>();
  const known = new Map<string, Known>();
  return async (shop, rejected) => {
    const last = known.get(shop);
    if (last !== undefined && last.accessToken !== rejected && settings.now() < last.until) return { accessToken: last.accessToken };
    const session = await loadOffline(settings, shop);
    if (session === undefined) return { needsReauth: "the shop has no stored session" };
    const stored = storedTokenOf(session, rejected, settings.now());
    if (stored.state === "good") {
      known.set(shop, { accessToken: stored.accessToken, until: new Date(settings.now().getTime() + KNOWN_MS) });
      return { accessToken: stored.accessToken };
    }
    const refresh = refreshing.get(shop) ?? alone(shop, () => renewed(settings, shop, rejected)).finally(() => refreshing.delete(shop));
    refreshing.set(shop, refresh);
    return refresh;
  };
}

function loadOffline({ sessions }: OfflineTokenSettings, shop: string): Promise<Session | undefined> {
  return sessions.loadSession(`offline_${shop}`);
}

// Loads again: a refresh may have ended between the caller's look and its turn.
async function renewed(settings: OfflineTokenSettings, shop: string, rejected: string | null): Promise<Token> {
  const session = await loadOffline(settings, shop);
  if (session === undefined) return { needsReauth: "the shop has no stored session" };
  const stored = storedTokenOf(session, rejected, settings.now());
  if (stored.state === "good") return { accessToken: stored.accessToken };
  const result = await refreshToken(settings, shop, session.refreshToken ?? null);
  if ("granted" in result) return kept(settings, session, result.granted);
  // A token about to end still works now; the next call tries the refresh again.
  if (stored.state === "ending") return { accessToken: stored.accessToken };
  if ("failure" in result) return { failure: result.failure };
  return (await storedMeanwhile(settings, session)) ?? { needsReauth: result.denied };
}

async function kept(settings: OfflineTokenSettings, session: Session, granted: Granted): Promise<Token> {
  await settings.sessions.storeSession(freshened(session, granted, settings.now()));
  return { accessToken: granted.access_token };
}

async function storedMeanwhile(settings: OfflineTokenSettings, before: Session): Promise<Token | null> {
  const session = await loadOffline(settings, before.shop);
  if (session === undefined || session.accessToken === before.accessToken) return null;
  const stored = storedTokenOf(session, before.accessToken ?? null, settings.now());
  return stored.state === "good" ? { accessToken: stored.accessToken } : null;
}
