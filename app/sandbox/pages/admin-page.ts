import { html } from "hono/html";
import type { ShopControls } from "../control/controls.ts";
import { head, scriptTags, topBar, type Html } from "./layout.ts";

export const nameOf = (domain: string): string => domain.replace(/\.myshopify\.com$/, "");

/** Where Shopify's admin would load the embedded app from. */
export function embeddedUrl(shop: ShopControls, appUrl: string, path: string): string {
  const url = new URL(path, appUrl);
  const { domain } = shop.state;
  url.searchParams.set("embedded", "1");
  url.searchParams.set("shop", domain);
  url.searchParams.set("host", Buffer.from(`admin.shopify.com/store/${nameOf(domain)}`).toString("base64"));
  url.searchParams.set("id_token", shop.sessionToken());
  return url.href;
}

export function adminPage(shop: ShopControls, appUrl: string, path: string): Html {
  const { domain, name } = shop.state;
  return html`<!doctype html>
<html lang="en">
  ${head("App in admin")}
  <body data-app-origin="${new URL(appUrl).origin}" data-shop="${domain}">
    <div class="admin">
      ${topBar("/admin")}
      <aside class="side">
        <h2>${name}</h2>
        <a href="/admin/orders?shop=${domain}">Shopify's orders</a>
        <h2>Tallystick</h2>
        <nav data-part="nav" aria-label="Tallystick"></nav>
      </aside>
      <main class="stage">
        <div>
          <div class="bar"><h1 data-part="title">Tallystick</h1><div class="row" data-part="actions"></div></div>
          <div class="bar save" data-part="save-bar" hidden><h1>Unsaved changes</h1>
            <button type="button" data-part="discard">Discard</button><button type="button" class="primary" data-part="save">Save</button></div>
        </div>
        <div class="loading" data-part="loading" hidden></div>
        <iframe title="Tallystick" allow="clipboard-write" data-path="${path}" data-src="${embeddedUrl(shop, appUrl, path)}"></iframe>
      </main>
    </div>
    <div class="toasts" data-part="toasts" role="status"></div>
    ${scriptTags(["frame.js"])}
  </body>
</html>`;
}
