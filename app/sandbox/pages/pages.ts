import { Hono } from "hono";
import { csrf } from "hono/csrf";
import { ControlError } from "../control/checkout.ts";
import type { ShopControls } from "../control/controls.ts";
import type { Sandbox } from "../sandbox.ts";
import { adminPage } from "./admin-page.ts";
import { asset, qrPicture } from "./assets.ts";
import { blockFrame, isBlockPage, languageFor, type BlockPage } from "./block-frame.ts";
import { faultsRoutes } from "./faults-routes.ts";
import { indexPage } from "./index-page.ts";
import { readOrderForm } from "./order-form.ts";
import { ordersPage } from "./orders-page.ts";
import { languageOf, storePage } from "./store-page.ts";
import { thanksPage } from "./thanks-page.ts";
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

  routes.get("/store", (c) => c.html(storePage(shopIn(c.req.query("shop")), languageOf(c.req.query("lang")))));
  routes.post("/store/orders", async (c) => {
    const { shop: domain, request } = readOrderForm(await c.req.parseBody(), (domain, product) => shopIn(domain).state.products.get(product)?.variants[0]?.price ?? null);
    const shop = shopIn(domain);
    const order = shop.placeOrder(request);
    return c.redirect(`/store/orders/${order.id}?shop=${shop.state.domain}`, 303);
  });
  routes.get("/store/orders/:id", async (c) => {
    const shop = shopIn(c.req.query("shop"));
    const order = shop.order(c.req.param("id"));
    const isOurs = order.gateways.includes(shop.state.methodName);
    const block = isOurs ? await shop.howToPay(appUrl, order.id) : null;
    return c.html(thanksPage(shop, { order, block, page: blockPageIn(c.req.query("page")) }));
  });
  routes.get("/store/orders/:id/block", (c) => {
    const shop = shopIn(c.req.query("shop"));
    const { id, name, checkoutToken } = shop.order(c.req.param("id"));
    const page = blockPageIn(c.req.query("page"));
    const tokenPath = `/store/orders/${id}/session-token?shop=${shop.state.domain}&page=${page}`;
    const language = languageFor(c.req.query("lang") ?? c.req.header("accept-language") ?? "");
    return c.html(blockFrame({ page, appUrl, orderId: id, orderName: name, checkoutToken, tokenPath, isEditor: c.req.query("editor") !== undefined }, language));
  });
  routes.get("/store/orders/:id/session-token", (c) => {
    const looks = blockPageIn(c.req.query("page")) === "order-status" ? "buyer" : "anybody";
    return c.json({ token: shopIn(c.req.query("shop")).checkoutToken(c.req.param("id"), looks) });
  });
  routes.get("/store/qr.svg", (c) => qrPicture(c, c.req.query("text") ?? ""));

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

const blockPageIn = (page: string | undefined): BlockPage => (page !== undefined && isBlockPage(page) ? page : "thank-you");

/** A path inside the app, never another host. */
const pathIn = (path: string | undefined): string => (path !== undefined && /^\/app(?:[/?]|$)/.test(path) ? path : "/app");
