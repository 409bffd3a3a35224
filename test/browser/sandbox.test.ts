import { createServer } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import { serveSandbox } from "#app/sandbox/serve.ts";
import { createSandbox } from "#app/sandbox/sandbox.ts";
import { violationsIn } from "../setup/axe.ts";
import { openBrowser, openScreen } from "../setup/browser.ts";
import { sharedInFile } from "../setup/lifetime.ts";

const sharedBrowser = sharedInFile(openBrowser);

const domain = "first-shop.myshopify.com";

/** A page that uses App Bridge in every way the frame answers to; it only needs to know where the bridge is. */
const embeddedPage = (world: string, path: string): string => `<!doctype html><body>
  <script src="${world}/app-bridge.js" data-api-key="key"></script>
  <ui-nav-menu><a href="/app" rel="home">Home</a><a href="/app/orders">Orders</a></ui-nav-menu>
  <ui-title-bar title="Page ${path}"><button variant="primary" onclick="said('pressed')">Do it</button></ui-title-bar>
  <form data-save-bar onsubmit="event.preventDefault(); said('form saved')"><input name="a" aria-label="a"></form>
  <ui-save-bar id="bar"><button variant="primary" onclick="said('bar saved'); shopify.saveBar.hide('bar')">Save</button><button>Discard</button></ui-save-bar>
  <ui-modal id="sure"><p>It cannot be undone.</p><ui-title-bar title="Sure?"><button variant="primary" onclick="shopify.modal.hide('sure')">Yes</button></ui-title-bar></ui-modal>
  <ul id="said"></ul>
  <script>
    const said = (text) => document.querySelector("#said").append(Object.assign(document.createElement("li"), { textContent: text }));
    addEventListener("shopify:navigate", (event) => {
      const href = event.target.getAttribute("href");
      history.pushState(null, "", href);
      said("went to " + href);
    });
  </script></body>`;

async function openFrame() {
  const tokens: (string | undefined)[] = [];
  let world = "";
  const app = createServer((request, response) => {
    if (request.url !== "/data") {
      response.setHeader("Content-Type", "text/html");
      return response.end(embeddedPage(world, new URL(request.url ?? "/", "http://app").pathname));
    }
    tokens.push(request.headers.authorization);
    // The first answer says that the token is stale, as the library does.
    if (tokens.length === 1) response.writeHead(401, { "X-Shopify-Retry-Invalid-Session-Request": "1" });
    return response.end("{}");
  });
  const port = await new Promise<number>((resolve) => app.listen(0, "127.0.0.1", () => {
    const address = app.address();
    resolve(typeof address === "object" && address ? address.port : 0);
  }));
  const appUrl = `http://127.0.0.1:${port}`;
  const sandbox = await createSandbox({ apiKey: "key", apiSecret: "secret", appUrl });
  sandbox.openShop({ domain });
  const served = await serveSandbox(sandbox, { hostname: "127.0.0.1", port: 0 });
  world = served.url;
  onTestFinished(async () => {
    await served.close();
    app.close();
    app.closeAllConnections();
  });
  return { world, appUrl, sandbox, tokens };
}

test("the admin frame shows the app's navigation, title, save bar, modals and toasts, and vouches for its requests", async () => {
  const { world, tokens } = await openFrame();
  const { page, foreign } = await openScreen({ width: 1280, height: 800 }, await sharedBrowser());
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${world}/admin`);
  const app = page.frameLocator("iframe");
  const heard = (text: string) => app.getByRole("listitem").filter({ hasText: text }).waitFor();
  const inApp = page.frames()[1];

  await page.getByRole("heading", { name: "Page /app" }).waitFor();
  await inApp?.evaluate("fetch('/data')");
  expect(tokens.map((token) => token?.split(".").length)).toEqual([3, 3]);
  expect(new Set(tokens).size).toBe(2);

  await page.getByRole("navigation", { name: "Tallystick" }).getByRole("link", { name: "Orders" }).click();
  await heard("went to /app/orders");
  expect(new URL(page.url()).searchParams.get("path")).toBe("/app/orders");
  await page.getByRole("button", { name: "Do it" }).click();
  await heard("pressed");
  await inApp?.evaluate("shopify.toast.show('All is well')");
  await page.getByRole("status").getByText("All is well").waitFor();

  await inApp?.evaluate("void shopify.saveBar.show('bar')");
  await page.getByRole("button", { name: "Save" }).click();
  await heard("bar saved");
  await page.getByRole("button", { name: "Save" }).waitFor({ state: "hidden" });
  await app.getByLabel("a", { exact: true }).fill("changed");
  await page.getByRole("button", { name: "Save" }).click();
  await heard("form saved");

  await inApp?.evaluate("void shopify.modal.show('sure')");
  await app.getByRole("dialog").getByText("It cannot be undone.").waitFor();
  const yes = app.getByRole("dialog").getByRole("button", { name: "Yes" });
  const turn = (way: "on" | "off") => inApp?.evaluate(`document.querySelectorAll("#sure ui-title-bar button").forEach((button) => { button.disabled = ${way === "off"}; })`);
  await turn("off");
  expect(await yes.isDisabled()).toBe(true);
  await turn("on");
  await yes.click();
  await app.getByRole("dialog").waitFor({ state: "hidden" });
  expect(errors).toEqual([]);
  expect(foreign).toEqual([]);
});

test("outside the frame the app still gets a session token, and a bounce page goes back with one", async () => {
  const { world, appUrl } = await openFrame();
  const { page } = await openScreen({ width: 390, height: 800 }, await sharedBrowser());
  await page.goto(`${appUrl}/app?shop=${domain}`);
  expect(await page.evaluate("shopify.idToken()")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  await page.goto(`${appUrl}/auth/session-token?shop=${domain}&shopify-reload=${encodeURIComponent(`${appUrl}/app/orders?shop=${domain}`)}`);
  await page.waitForURL(/\/app\/orders\?.*id_token=/);
  expect(world).not.toBe(appUrl);
});

test("a shopper buys, opens the wallet and pays on a phone, and every page is accessible in light and dark", async () => {
  const { world, sandbox } = await openFrame();
  const { page, foreign, shoot } = await openScreen({ width: 390, height: 844 }, await sharedBrowser());
  const check = async (name: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      expect((await violationsIn(page)).map(({ id, places }) => `${name} ${colorScheme} ${id}: ${places[0]}`)).toEqual([]);
    }
    await shoot(`sandbox-${name}`);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
  };
  await page.goto(world);
  await check("start");
  await page.getByRole("link", { name: "Buy something" }).click();
  await check("store");
  await page.getByRole("button", { name: "Buy Hazel tally stick" }).click();
  await page.getByRole("heading", { name: "Order #1001" }).waitFor();
  await check("thanks");
  await page.getByRole("link", { name: "Wallet", exact: true }).click();
  await page.getByRole("link", { name: "Order #1001" }).click();
  await page.getByLabel("Amount in XTR").fill("477");
  await check("wallet");
  await page.getByRole("button", { name: "Send" }).click();
  await page.getByRole("button", { name: "Confirm" }).first().click();
  await page.getByText("confirmed", { exact: true }).waitFor();
  expect(sandbox.wallet.payments()).toMatchObject([{ units: 477_000_000n, state: "confirmed" }]);
  await page.goto(`${world}/admin/orders`);
  await check("orders");
  await page.goto(`${world}/admin`);
  await check("admin");
  expect(foreign).toEqual([]);
});
