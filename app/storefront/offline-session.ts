import { Session } from "@shopify/shopify-api";
import type { Granted } from "./refresh.ts";

const FIVE_MINUTES_MS = 300_000;

/** ending: works now, ends within five minutes; useless: ended, refused, or blanked by the library. */
export type Stored =
  | { readonly state: "good" | "ending"; readonly accessToken: string }
  | { readonly state: "useless" };

export function storedTokenOf(session: Session, rejected: string | null, now: Date): Stored {
  const { accessToken, expires } = session;
  if (accessToken === undefined || accessToken === "" || accessToken === rejected) return { state: "useless" };
  const leftMs = expires === undefined ? Infinity : expires.getTime() - now.getTime();
  if (leftMs <= 0) return { state: "useless" };
  return { state: leftMs < FIVE_MINUTES_MS ? "ending" : "good", accessToken };
}

/** The session with the tokens Shopify granted, everything else as it was. */
export function freshened(session: Session, granted: Granted, now: Date): Session {
  const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  return new Session({
    ...session.toObject(),
    accessToken: granted.access_token,
    ...(granted.scope !== undefined && { scope: granted.scope }),
    ...(granted.expires_in !== undefined && { expires: after(granted.expires_in) }),
    ...(granted.refresh_token !== undefined && { refreshToken: granted.refresh_token }),
    ...(granted.refresh_token_expires_in !== undefined && { refreshTokenExpires: after(granted.refresh_token_expires_in) }),
  });
}
