import type { SessionStorage } from "@shopify/shopify-app-session-storage";

/** Says when a shop has an access token of its own anew: its merchant signed in, or the old one was renewed. */
export function hearingSignIns(sessions: SessionStorage, signedIn: (shop: string) => Promise<void>): SessionStorage {
  return {
    ...sessions,
    storeSession: async (session) => {
      const isKept = await sessions.storeSession(session);
      // The library blanks a refused token by storing the session without it.
      if (isKept && !session.isOnline && session.accessToken) await signedIn(session.shop);
      return isKept;
    },
  };
}
