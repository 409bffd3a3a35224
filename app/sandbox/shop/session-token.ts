import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { randomUuid, type Nature } from "../nature.ts";

/** Tokens with which Shopify vouches to the app for who looks at its pages: HS256 by the secret they share. */

export type Credentials = { readonly apiKey: string; readonly apiSecret: string };

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const sign = (text: string, secret: string): Buffer => createHmac("sha256", secret).update(text).digest();

export type Visit = { readonly shop: string; readonly userId: string };

export function mintSessionToken({ shop, userId }: Visit, credentials: Credentials, nature: Nature): string {
  return mint({ ...lifetime(nature, 60), iss: `https://${shop}/admin`, dest: `https://${shop}`, sub: userId, sid: randomUuid(nature) }, credentials);
}

/** What a block shows the app, five minutes long: it speaks for the shop, and for a customer only who is logged in
 * (`customer` is their id), where the app may read customers. */
export function mintCheckoutToken({ shop, customer }: { readonly shop: string; readonly customer: string | null }, credentials: Credentials, nature: Nature): string {
  return mint({ ...lifetime(nature, 300), dest: shop, ...(customer === null ? {} : { sub: `gid://shopify/Customer/${customer}` }) }, credentials);
}

function lifetime(nature: Nature, seconds: number) {
  const now = Math.floor(nature.now().getTime() / 1000);
  return { exp: now + seconds, nbf: now - 5, iat: now - 5, jti: randomUuid(nature) };
}

function mint(claims: object, { apiKey, apiSecret }: Credentials): string {
  const text = `${encode({ alg: "HS256", typ: "JWT" })}.${encode({ ...claims, aud: apiKey })}`;
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
