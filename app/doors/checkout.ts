import type { Context as Call } from "hono";
import { jwtVerify, type JWTVerifyOptions } from "jose";
import { printUnits } from "#app/engine/money.ts";
import { dueOf, deadlineOf, isOpen, referenceOf, type Order } from "#app/engine/order.ts";
import { parseAddress } from "#app/providers/tari/address-text.ts";
import { paymentLink, tpsLink } from "#app/providers/tari/link.ts";
import { orderOfCheckout } from "#app/store/orders.ts";
import { activeWallets } from "#app/store/wallets.ts";
import { shopDomain } from "#app/storefront/shop-domain.ts";
import { door, type Door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { problem } from "./problem.ts";
import { anybody, countCallers, tellAllowances } from "./strangers.ts";

/** How soon the shopper's page may ask again while Shopify's message about the order is on its way. */
const ASK_AGAIN_MS = 1000;

// Checkout extensions run on changing, often null, origins; every answer carries this, errors and preflight included.
const CORS = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Allow-Methods": "GET, OPTIONS", "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy", "Access-Control-Max-Age": "7200" };

/**
 * What a shopper's own page at the storefront may know of the order it just made: how to pay it and how it stands.
 * The session token proves the shop; the checkout token, unguessable, is the only key to the order. Nothing personal.
 */
export const checkout = door();

checkout.use("/checkout/*", async (c, next) => {
  await next();
  for (const [name, value] of Object.entries(CORS)) c.res.headers.set(name, value);
  c.res.headers.set("Cache-Control", "no-store");
});

checkout.use("/checkout/*", tellAllowances);

checkout.options("/checkout/order", (c) => c.body(null, 204));

checkout.get("/checkout/order", countCallers(anybody), async (c) => {
  const { config, clock } = c.var.context;
  const bearer = c.req.header("authorization")?.match(/^Bearer (\S+)$/)?.[1] ?? "";
  const domain = await shopOfToken(bearer, { key: config.shopify.apiKey, secrets: config.shopify.apiSecrets, now: clock() });
  if (!domain) return problem(c, 401, "session_token_invalid", "The session token is missing, expired, or not for this app.");
  c.set("proven", "storefront");
  return c.var.inLine(() => tellOrder(c, domain));
});

async function tellOrder(c: Call<Door>, domain: string): Promise<Response> {
  const { db } = c.var.context;
  const shop = await shopNamed(db.pool, domain);
  const token = c.req.query("token") ?? "";
  if (!shop || shop.uninstalledAt) return problem(c, 404, "shop_unknown", "This shop does not take payments here.");
  const order = !isToken(token) ? null : await orderOfCheckout(db.pool, shop.id, token);
  if (!order) return c.json({ state: "pending", retryAfterMs: ASK_AGAIN_MS }, 202);
  const [wallet] = await activeWallets(db.pool, shop.id);
  return c.json(present(order, shop.id, wallet?.address ?? null));
}

// PostgreSQL cannot be asked about U+0000, and no token holds anything unprintable.
const isToken = (text: string): boolean => /^[\x21-\x7e]{1,256}$/.test(text);

/** Amounts in the asset's smallest unit, as text; `display` is for people. */
function present(order: Order, shop: string, sendTo: string | null): object {
  const due = dueOf(order);
  const reference = referenceOf(order, shop);
  return {
    state: order.status,
    name: order.name,
    due: order.quote ? { asset: order.quote.due.asset, units: order.quote.due.units.toString(), display: printUnits(order.quote.due) } : null,
    deadline: isOpen(order) ? (deadlineOf(order)?.toISOString() ?? null) : null,
    reference,
    sendTo,
    links: isOpen(order) && sendTo !== null && due !== null ? linksTo(sendTo, { shop, reference, due }) : [],
  };
}

type Ask = { readonly shop: string; readonly reference: string; readonly due: bigint };

/** The wallets' own convention first; the older TPS link after it, with the reference for its order id, so that wallets
 * that claim make bound claims. */
function linksTo(sendTo: string, { shop, reference, due }: Ask): readonly string[] {
  const read = parseAddress(sendTo);
  if (!read.ok) return [];
  return [paymentLink({ address: read.address, amount: due, note: reference }), tpsLink({ shop, orderId: reference, amount: due, address: read.address })];
}

/** The shop a checkout session token speaks for, or null: signature, audience, lifetime and destination must all hold. */
export async function shopOfToken(token: string, { key, secrets, now }: { readonly key: string; readonly secrets: readonly string[]; readonly now: Date }): Promise<string | null> {
  const holds: JWTVerifyOptions = { algorithms: ["HS256"], audience: key, clockTolerance: 10, currentDate: now, requiredClaims: ["exp", "dest"] };
  for (const secret of secrets) {
    const verified = await jwtVerify(token, Buffer.from(secret), holds).catch(() => null);
    if (verified) return destination(verified.payload["dest"]);
  }
  return null;
}

// The admin's tokens write it as an address, the checkout's as a bare domain.
const destination = (dest: unknown): string | null => (typeof dest === "string" ? shopDomain(dest.replace(/^https:\/\//, "")) : null);
