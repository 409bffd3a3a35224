import type { Context as Call } from "hono";
import { noteBlock } from "#app/commands/note-block.ts";
import { printDecimal, printUnits, type Asset } from "#app/engine/money.ts";
import { deadlineOf, isOpen, referenceOf } from "#app/engine/order.ts";
import { stateOf, type PayPayment, type PayView } from "#app/engine/paying.ts";
import { waysToPay } from "#app/providers/ways.ts";
import type { Way } from "#app/providers/provider.ts";
import { payTokenOfCheckout } from "#app/store/orders.ts";
import { payView } from "#app/store/reads/pay.ts";
import { door, type Door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { problem } from "./problem.ts";
import { visitorHere } from "./session-token.ts";
import { anybody, countCallers, tellAllowances } from "./strangers.ts";

/** How soon the shopper's page may ask again while Shopify's message about the order is on its way. */
const ASK_AGAIN_MS = 1000;

// Checkout extensions run on changing, often null, origins; every answer carries this, errors and preflight included.
const CORS = { "Access-Control-Allow-Origin": "*", "Access-Control-Allow-Headers": "Authorization, Content-Type", "Access-Control-Allow-Methods": "GET, POST, OPTIONS", "Access-Control-Expose-Headers": "Retry-After, RateLimit, RateLimit-Policy", "Access-Control-Max-Age": "7200" };

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
  const visitor = await visitorHere(c);
  if (!visitor) return problem(c, 401, "session_token_invalid", "The session token is missing, expired, or not for this app.");
  c.set("proven", "storefront");
  return c.var.inLine(() => tellOrder(c, visitor.shop));
});

async function tellOrder(c: Call<Door>, domain: string): Promise<Response> {
  const { db, config, clock } = c.var.context;
  const shop = await shopNamed(db.pool, domain);
  const token = c.req.query("token") ?? "";
  if (!shop || shop.uninstalledAt) return problem(c, 404, "shop_unknown", "This shop does not take payments here.");
  await noteBlock(c.var.context, shop);
  const found = isToken(token) ? await payTokenOfCheckout(db.pool, shop.id, token) : null;
  // Another method pays it: whoever asked need not ask again.
  if (found === "none") return c.json({ state: "none" });
  const view = found && (await payView(db.pool, found));
  if (!view) return c.json({ state: "fetching", retryAfterMs: ASK_AGAIN_MS }, 202);
  return c.json(present(view, { ways: waysFor(c, view), page: `${config.appUrl}/pay/${found}`, now: clock() }));
}

// PostgreSQL cannot be asked about U+0000, and no token holds anything unprintable.
const isToken = (text: string): boolean => /^[\x21-\x7e]{1,256}$/.test(text);

/** Not where the rate has run out: money sent now would count at another. */
function waysFor(c: Call<Door>, view: PayView): readonly Way[] {
  const { providers, clock } = c.var.context;
  const { shop, order, missing, to } = view;
  const asks = ["waiting", "part"].includes(stateOf(view, clock()));
  return asks ? waysToPay(providers, { shop: shop.id, order, left: missing ?? 0n, to }) : [];
}

type Surroundings = { readonly ways: readonly Way[]; readonly page: string; readonly now: Date };

/** Amounts in the asset's smallest unit, as text; `display` is for people. */
function present(view: PayView, { ways, page, now }: Surroundings): object {
  const { order, shop, seen, confirmed, missing } = view;
  const { price, quote } = order;
  const asset = quote?.due.asset ?? shop.asset;
  const deadline = isOpen(order) ? deadlineOf(order) : null;
  const [byHand] = ways.filter((way) => way.kind === "address");
  return {
    state: stateOf(view, now),
    status: order.status,
    name: order.name,
    price: { amount: printDecimal(price.amount), currency: price.currency },
    due: quote ? amount(asset, quote.due.units) : null,
    received: amount(asset, seen + confirmed),
    remaining: missing === null ? null : amount(asset, missing),
    confirmations: confirmationsOf(view.payments),
    deadline: deadline?.toISOString() ?? null,
    secondsLeft: deadline && Math.max(0, Math.floor((deadline.getTime() - now.getTime()) / 1000)),
    reference: referenceOf(order, shop.id),
    sendTo: byHand?.address ?? null,
    /** What must be written beside it; null: the address itself says which order it is for. */
    note: byHand?.note ?? null,
    links: ways.flatMap((way) => (way.kind === "link" ? [way.href] : [])),
    page,
  };
}

const amount = (asset: Asset, units: bigint): object => ({ asset, units: units.toString(), display: printUnits({ asset, units }) });

/** Of the payment on its way that lacks most: before it, the order is not paid. null where their wallet's word is final. */
function confirmationsOf(payments: readonly PayPayment[]): { readonly have: number; readonly need: number } | null {
  const lacking = payments.filter(({ status, isContested, needed }) => status === "received" && !isContested && needed > 0);
  const [last] = lacking.toSorted((a, b) => b.needed - b.confirmations - (a.needed - a.confirmations));
  return last ? { have: Math.min(last.confirmations, last.needed), need: last.needed } : null;
}
