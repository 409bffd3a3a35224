import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { randomUuid, type Nature } from "../nature.ts";

/** The token with which Shopify's admin vouches for who looks at the embedded app: HS256, one minute long. */

export type Credentials = { readonly apiKey: string; readonly apiSecret: string };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (text: string, secret: string): Buffer => createHmac("sha256", secret).update(text).digest();

export type Visit = { readonly shop: string; readonly userId: string };

export function mintSessionToken({ shop, userId }: Visit, { apiKey, apiSecret }: Credentials, nature: Nature): string {
  const now = Math.floor(nature.now().getTime() / 1000);
  const claims = {
    iss: `https://${shop}/admin`,
    dest: `https://${shop}`,
    aud: apiKey,
    sub: userId,
    exp: now + 60,
    nbf: now - 5,
    iat: now - 5,
    jti: randomUuid(nature),
    sid: randomUuid(nature),
  };
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}`;
  return `${text}.${sign(text, apiSecret).toString("base64url")}`;
}

const claimsSchema = z.object({ dest: z.string(), aud: z.string(), sub: z.string(), exp: z.number(), nbf: z.number() });

function decode(part: string): unknown {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  } catch {
    return null;
  }
}

/** The user the token speaks for, or `null` when it is not a valid token of that shop and app. */
export function readSessionToken(token: string, shop: string, { apiKey, apiSecret }: Credentials, now: Date): string | null {
  const [header, body, signature, ...rest] = token.split(".");
  if (!header || !body || !signature || rest.length > 0) return null;
  const expected = sign(`${header}.${body}`, apiSecret);
  const given = Buffer.from(signature, "base64url");
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null;
  if (!z.object({ alg: z.literal("HS256") }).safeParse(decode(header)).success) return null;
  const claims = claimsSchema.safeParse(decode(body));
  if (!claims.success) return null;
  const seconds = now.getTime() / 1000;
  const { aud, dest, exp, nbf, sub } = claims.data;
  return aud === apiKey && dest === `https://${shop}` && exp > seconds - 10 && nbf < seconds + 10 ? sub : null;
}
