import { Hono } from "hono";
import { z } from "zod";
import type { ShopControls } from "../control/controls.ts";
import { qrPicture } from "./assets.ts";
import { blockFrame, isBlockPage, languageFor, type BlockPage } from "./block-frame.ts";
import { cartOf, emptyCart, putInCart } from "./cart.ts";
import { readOrderForm } from "./order-form.ts";
import { languageOf, storePage } from "./store-page.ts";
import { thanksPage } from "./thanks-page.ts";

const cartForm = z.object({ shop: z.string(), product: z.string().default(""), quantity: z.coerce.number().int().min(1).max(99).default(1), lang: z.string().optional() });

/** The store as shoppers walk through it: goods, cart, checkout, and the order's page. */
export function storeRoutes(appUrl: string, shopIn: (domain: string | undefined) => ShopControls): Hono {
  const routes = new Hono();
  const front = ({ shop, lang }: z.infer<typeof cartForm>): string => `/store?shop=${shopIn(shop).state.domain}&lang=${languageOf(lang)}`;

  routes.get("/", (c) => {
    const shop = shopIn(c.req.query("shop"));
    return c.html(storePage(shop, cartOf(c, shop.state), languageOf(c.req.query("lang"))));
  });
  routes.post("/cart", async (c) => {
    const form = cartForm.parse(await c.req.parseBody());
    putInCart(c, shopIn(form.shop).state, form.product, form.quantity);
    return c.redirect(front(form), 303);
  });
  routes.post("/cart/empty", async (c) => {
    emptyCart(c);
    return c.redirect(front(cartForm.parse(await c.req.parseBody())), 303);
  });
  routes.post("/orders", async (c) => {
    const body = await c.req.parseBody();
    const shop = shopIn(String(body["shop"]));
    const order = shop.placeOrder(readOrderForm(body, shop.state, cartOf(c, shop.state)));
    if (body["product"] === "cart") emptyCart(c);
    return c.redirect(`/store/orders/${order.id}?shop=${shop.state.domain}`, 303);
  });
  routes.get("/orders/:id", async (c) => {
    const shop = shopIn(c.req.query("shop"));
    const order = shop.order(c.req.param("id"));
    const isOurs = order.gateways.includes(shop.state.methodName);
    const block = isOurs ? await shop.howToPay(appUrl, order.id) : null;
    return c.html(thanksPage(shop, { order, block, page: blockPageIn(c.req.query("page")) }));
  });
  routes.get("/orders/:id/block", (c) => {
    const shop = shopIn(c.req.query("shop"));
    const { id, name, checkoutToken } = shop.order(c.req.param("id"));
    const page = blockPageIn(c.req.query("page"));
    const tokenPath = `/store/orders/${id}/session-token?shop=${shop.state.domain}&page=${page}`;
    const language = languageFor(c.req.query("lang") ?? c.req.header("accept-language") ?? "");
    return c.html(blockFrame({ page, appUrl, orderId: id, orderName: name, checkoutToken, tokenPath, isEditor: c.req.query("editor") !== undefined }, language));
  });
  routes.get("/orders/:id/session-token", (c) => {
    const looks = blockPageIn(c.req.query("page")) === "order-status" ? "buyer" : "anybody";
    return c.json({ token: shopIn(c.req.query("shop")).checkoutToken(c.req.param("id"), looks) });
  });
  routes.get("/qr.svg", (c) => qrPicture(c, c.req.query("text") ?? ""));
  return routes;
}

const blockPageIn = (page: string | undefined): BlockPage => (page !== undefined && isBlockPage(page) ? page : "thank-you");
