import { createHash, timingSafeEqual } from "node:crypto";

/** Whether a request carries the token that whoever set up this server gave to its watcher. */
export function bearsToken(authorization: string | undefined, token: string | null): boolean {
  if (token === null) return false;
  const given = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1];
  // Digests have one length, which a comparison in constant time needs.
  return given !== undefined && timingSafeEqual(digest(given), digest(token));
}

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
