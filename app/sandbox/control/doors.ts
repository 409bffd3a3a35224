import { Hono } from "hono";
import { cors } from "hono/cors";
import { z } from "zod";
import type { Sandbox } from "../sandbox.ts";
import { someFaults } from "../faults/fault.ts";
import { visit } from "../visit.ts";
import { someSwitches } from "../world.ts";
import { ControlError } from "./checkout.ts";
import type { ShopControls } from "./controls.ts";
import { walletDoors } from "./wallet-doors.ts";

/** `/control/…`: the world's remote control, in JSON. */

const newShop = z.strictObject({
  domain: z.string().regex(/^[a-z0-9][a-z0-9-]*\.myshopify\.com$/),
  name: z.string().optional(),
  currency: z.string().regex(/^[A-Z]{3}$/).optional(),
  methodName: z.string().optional(),
  scopes: z.array(z.string()).optional(),
});
const cancelBody = z.strictObject({
  reason: z.enum(["CUSTOMER", "DECLINED", "FRAUD", "INVENTORY", "OTHER", "STAFF"]).default("CUSTOMER"),
  restock: z.boolean().default(true),
  refund: z.boolean().default(false),
});
const compliance = z.strictObject({ topic: z.enum(["customers/data_request", "customers/redact", "shop/redact"]), customerId: z.string().nullable().default(null) });

export function controlDoors(sandbox: Omit<Sandbox, "app">): Hono {
  const doors = new Hono();

  // The embedded app, opened outside the admin frame, asks for its session token itself.
  doors.use("/shops/:shop/session-token", cors({ origin: new URL(sandbox.appUrl).origin, allowMethods: ["POST"] }));

  // A page elsewhere can make a browser post a form here, but not JSON.
  doors.use(async (c, next) => {
    const json = c.req.header("content-type")?.startsWith("application/json");
    if (c.req.method !== "GET" && !json) return c.json({ error: "send application/json" }, 415);
    return next();
  });

  doors.get("/shops", (c) => c.json(sandbox.shops().map(describe)));
  doors.post("/shops", async (c) => c.json(describe(sandbox.openShop(newShop.parse(await c.req.json()))), 201));
  doors.post("/deliver", async (c) => {
    await sandbox.deliverPending();
    return c.json({ delivered: true });
  });
  doors.route("/wallet", walletDoors(sandbox));
  doors.route("/shops/:shop", shopDoors(sandbox));
  return doors;
}

const describe = ({ state }: ShopControls) => {
  const { domain, id, name, currency, methodName, installed, scopes, switches } = state;
  return { domain, id, name, currency, methodName, installed, scopes, switches, orders: state.orders.size };
};

function shopDoors(sandbox: Omit<Sandbox, "app">): Hono {
  const doors = new Hono();
  const at = (domain: string | undefined): ShopControls => {
    const shop = sandbox.shop(domain ?? "");
    if (!shop) throw new ControlError(`there is no shop ${domain}`);
    return shop;
  };
  /** A POST that reads its body by a schema, acts, and answers what the act returns. */
  const act = <S extends z.ZodType>(path: string, schema: S, run: (shop: ShopControls, body: z.output<S>, id: string) => unknown): void => {
    doors.post(path, async (c) => {
      const text = await c.req.text();
      const body = schema.parse(text === "" ? {} : JSON.parse(text));
      return c.json((await run(at(c.req.param("shop")), body, c.req.param("id") ?? "")) ?? { done: true });
    });
  };
  const nothing = z.strictObject({});

  doors.get("/", (c) => c.json(describe(at(c.req.param("shop")))));
  doors.get("/orders", (c) => c.json(at(c.req.param("shop")).orders()));
  doors.get("/orders/:id", (c) => c.json(at(c.req.param("shop")).order(c.req.param("id"))));
  doors.get("/orders/:id/pay", async (c) => c.json(await at(c.req.param("shop")).howToPay(sandbox.appUrl, c.req.param("id"))));
  doors.get("/orders/:id/deeds", (c) => c.json(at(c.req.param("shop")).deeds(c.req.param("id"))));
  doors.get("/faults", (c) => {
    const { faults, struck } = at(c.req.param("shop")).state;
    return c.json({ ...faults, struck });
  });
  doors.get("/letters", (c) => c.json(at(c.req.param("shop")).letters()));

  act("/orders", z.unknown(), (shop, body) => shop.placeOrder(z.looseObject({}).parse(body)));
  act("/orders/:id/price", z.strictObject({ total: z.string() }), (shop, { total }, id) => shop.editPrice(id, total));
  act("/orders/:id/cancel", cancelBody, (shop, how, id) => shop.cancel(id, how));
  act("/orders/:id/paid", z.strictObject({ method: z.string().default("Cash") }), (shop, { method }, id) => shop.markPaid(id, method));
  act("/orders/:id/refund", z.strictObject({ amount: z.string(), note: z.string().optional() }), (shop, { amount, note }, id) => shop.refund(id, amount, note));
  act("/orders/:id/note", z.strictObject({ note: z.string().nullable() }), (shop, { note }, id) => shop.setNote(id, note));
  act("/orders/:id/delete", nothing, (shop, _body, id) => shop.deleteOrder(id));

  act("/variants/:id/price", z.strictObject({ price: z.string() }), (shop, { price }, id) => shop.setVariantPrice(id, price));
  act("/grant", z.strictObject({ scopes: z.array(z.string()) }), (shop, { scopes }) => shop.changeScopes([...new Set([...shop.state.scopes, ...scopes])]));

  act("/visit", nothing, (shop) => visit(shop, sandbox.appUrl));
  act("/session-token", z.strictObject({ userId: z.string().optional() }), (shop, { userId }) => ({ token: shop.sessionToken(userId) }));
  act("/uninstall", nothing, (shop) => shop.uninstall());
  act("/reinstall", nothing, (shop) => shop.reinstall());
  act("/scopes", z.strictObject({ scopes: z.array(z.string()) }), (shop, { scopes }) => shop.changeScopes(scopes));
  act("/compliance", compliance, (shop, request) => shop.askCompliance(request));
  act("/revoke", z.strictObject({ what: z.enum(["access tokens", "everything"]).default("everything") }), (shop, { what }) => shop.revokeTokens(what));
  act("/budget", z.strictObject({ points: z.number().nonnegative() }), (shop, { points }) => shop.setBudget(points));
  act("/switches", someSwitches, (shop, switches) => shop.setSwitches(switches));
  act("/faults", someFaults, (shop, faults) => shop.setFaults(faults));
  act("/letters/release", z.strictObject({ order: z.enum(["as written", "reversed"]).default("as written") }), (shop, { order }) => ({ released: shop.release(order) }));
  act("/letters/:id/again", nothing, (shop, _body, id) => shop.redeliver(id));
  return doors;
}
