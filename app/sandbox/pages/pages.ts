import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { ControlError } from "../control/checkout.ts";
import type { ShopControls } from "../control/controls.ts";
import type { Sandbox } from "../sandbox.ts";
import { adminPage } from "./admin-page.ts";
import { asset } from "./assets.ts";
import { faultsRoutes } from "./faults-routes.ts";
import { indexPage } from "./index-page.ts";
import { ordersPage } from "./orders-page.ts";
import { storeRoutes } from "./store-routes.ts";
import { walletRoutes } from "./wallet-routes.ts";

/** The world's pages for people. Every form works without JavaScript. */
export function pages(sandbox: Omit<Sandbox, "app">): Hono {
  const { appUrl } = sandbox;
  const routes = new Hono();
  const shopIn = (domain: string | undefined): ShopControls => {
    const shop = domain ? sandbox.shop(domain) : sandbox.shops()[0];
    if (!shop) throw new ControlError("There is no such shop in this sandbox.");
    return shop;
  };

  for (const path of ["/", "/store", "/store/*", "/wallet", "/wallet/*", "/admin", "/admin/*"]) routes.use(path, csrf());

  routes.get("/", (c) => c.html(indexPage(sandbox)));
  routes.get("/assets/:name", (c) => asset(c, c.req.param("name")));
  routes.get("/app-bridge.js", (c) => asset(c, "app-bridge.js"));

  routes.route("/store", storeRoutes(appUrl, shopIn));
  routes.get("/admin", (c) => c.html(adminPage(shopIn(c.req.query("shop")), appUrl, pathIn(c.req.query("path")))));
  routes.get("/admin/orders", (c) => c.html(ordersPage(shopIn(c.req.query("shop")))));
  routes.post("/admin/orders/:id/:act{paid|cancel}", async (c) => {
    const { shop: domain } = await c.req.parseBody();
    const shop = shopIn(String(domain));
    if (c.req.param("act") === "paid") shop.markPaid(c.req.param("id"), "Cash");
    else shop.cancel(c.req.param("id"));
    return c.redirect(`/admin/orders?shop=${shop.state.domain}`, 303);
  });
  routes.route("/admin/faults", faultsRoutes(shopIn));
  routes.route("/wallet", walletRoutes(sandbox));
  return routes;
}

/** A path inside the app, never another host. */
const pathIn = (path: string | undefined): string => (path !== undefined && /^\/app(?:[/?]|$)/.test(path) ? path : "/app");
