import type { Context as Call } from "hono";
import { jwtVerify, type JWTVerifyOptions } from "jose";
import { shopDomain } from "#app/storefront/shop-domain.ts";
import type { Door } from "./door.ts";

/** Whom a session token of the checkout or of a customer's account speaks for; `customer` is the storefront's id of who is signed in. */
export type Visitor = { readonly shop: string; readonly customer: string | null };

export type Signing = { readonly key: string; readonly secrets: readonly string[]; readonly now: Date };

/** Who asks, by the token they bring; null: nobody we can believe. */
export function visitorHere(c: Call<Door>): Promise<Visitor | null> {
  const { config: { shopify }, clock } = c.var.context;
  const bearer = c.req.header("authorization")?.match(/^Bearer (\S+)$/)?.[1] ?? "";
  return visitorOf(bearer, { key: shopify.apiKey, secrets: shopify.apiSecrets, now: clock() });
}

/** Signature, audience, lifetime and destination must all hold. */
export async function visitorOf(token: string, { key, secrets, now }: Signing): Promise<Visitor | null> {
  const holds: JWTVerifyOptions = { algorithms: ["HS256"], audience: key, clockTolerance: 10, currentDate: now, requiredClaims: ["exp", "dest"] };
  for (const secret of secrets) {
    const verified = await jwtVerify(token, Buffer.from(secret), holds).catch(() => null);
    const shop = verified && destination(verified.payload["dest"]);
    if (verified) return shop ? { shop, customer: customerIn(verified.payload.sub) } : null;
  }
  return null;
}

// The admin's tokens write it as an address, the checkout's as a bare domain.
const destination = (dest: unknown): string | null => (typeof dest === "string" ? shopDomain(dest.replace(/^https:\/\//, "")) : null);

// The admin's tokens name a member of the staff there, by a bare number: no customer.
const customerIn = (sub: string | undefined): string | null => /^gid:\/\/shopify\/Customer\/([1-9]\d{0,19})$/.exec(sub ?? "")?.[1] ?? null;
