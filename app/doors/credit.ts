import type { Context as Call } from "hono";
import { run } from "#app/commands/transact.ts";
import { useCredit } from "#app/commands/use-credit.ts";
import { creditOf } from "#app/engine/account.ts";
import type { AccountId, CustomerId, OrderId } from "#app/engine/ids.ts";
import { printUnits, sum, type Money } from "#app/engine/money.ts";
import { isOpen, type Order } from "#app/engine/order.ts";
import { missingOf } from "#app/engine/settle.ts";
import { accountOf, orderIn, type Standing } from "#app/engine/standing.ts";
import { orderOfCheckout } from "#app/store/orders.ts";
import { aroundOrder, customerNamed } from "#app/store/reads/credit.ts";
import type { Shop } from "#app/store/shops.ts";
import { door, type Door } from "./door.ts";
import { shopNamed } from "./here.ts";
import { DoorRefusal } from "./problem.ts";
import { visitorHere } from "./session-token.ts";
import { anybody, countCallers, countWish } from "./strangers.ts";

const PATH = "/checkout/credit";

/** How soon the shopper's page may ask again while Shopify's message about the order is on its way. */
const ASK_AGAIN_MS = 1000;

/**
 * The credit of a customer who is signed in at the storefront, and the press that lets one order of theirs use it. The
 * session token proves who they are, the checkout token which order is meant. Headers are those of all doors under /checkout.
 */
export const credit = door();

credit.options(PATH, (c) => c.body(null, 204));
credit.get(PATH, countCallers(anybody), (c) => answer(c, (shop, theirs) => aroundOrder(c.var.context.db.pool, shop.id, theirs)));
credit.post(PATH, countCallers(anybody), (c) =>
  answer(c, (shop, theirs) => {
    countWish(c, `${shop.id}/${theirs.order}`);
    return run(c.var.context, useCredit, { shop: shop.id, input: theirs });
  }),
);

type Theirs = { readonly order: OrderId; readonly customer: CustomerId };

async function answer(c: Call<Door>, look: (shop: Shop, theirs: Theirs) => Promise<Standing | null>): Promise<Response> {
  const visitor = await visitorHere(c);
  if (!visitor) throw new DoorRefusal(401, "session_token_invalid", "The session token is missing, expired, or not for this app.");
  c.set("proven", "storefront");
  return c.var.inLine(async () => {
    const { db } = c.var.context;
    const shop = await shopNamed(db.pool, visitor.shop);
    if (!shop || shop.uninstalledAt) throw new DoorRefusal(404, "shop_unknown", "This shop does not take payments here.");
    const order = await orderHere(c, shop);
    if (!order) return c.json({ state: "pending", retryAfterMs: ASK_AGAIN_MS }, 202);
    if (visitor.customer === null) return c.json({ state: "signed-out" });
    const customer = await customerNamed(db.pool, shop.id, visitor.customer);
    if (customer === null || order.customer !== customer) throw new DoorRefusal(403, "not_your_order", "Credit is spent by whom the order belongs to.");
    const standing = await look(shop, { order: order.id, customer });
    return standing ? c.json(present(standing, { order: order.id, customer })) : c.json({ state: "none" });
  });
}

// PostgreSQL cannot be asked about U+0000, and no token holds anything unprintable.
async function orderHere(c: Call<Door>, shop: Shop): Promise<Order | null> {
  const token = c.req.query("token") ?? "";
  return /^[\x21-\x7e]{1,256}$/.test(token) ? orderOfCheckout(c.var.context.db.pool, shop.id, token) : null;
}

/**
 * offered: a press would spend `credit` on this order; `missing` is what would still be to send. granted: it may use it, and
 * lacks `missing` all the same. none: nothing to press. Units of the smallest, as text.
 */
function present(standing: Standing, { order: id, customer }: Theirs): object {
  const order = orderIn(standing, id);
  const money = (units: bigint) => shown({ asset: standing.asset, units });
  const held = creditOf(accountOf(standing, { kind: "customer", customer }));
  const granted = { ...order, creditGranted: true };
  const linked = sum(standing.links.filter((link) => link.customer === customer).map(({ account }) => heldBy(standing, account)));
  return { state: stateOf(order, held), order: order.status, credit: money(held), linked: money(linked), missing: money(missingOf(standing, granted)) };
}

function stateOf(order: Order, held: bigint): "granted" | "offered" | "none" {
  if (order.creditGranted) return "granted";
  return isOpen(order) && order.quote !== null && held > 0n ? "offered" : "none";
}

function heldBy({ accounts }: Standing, id: AccountId): bigint {
  const account = accounts.get(id);
  return account ? creditOf(account) : 0n;
}

const shown = (money: Money): object => ({ asset: money.asset, units: money.units.toString(), display: printUnits(money) });
