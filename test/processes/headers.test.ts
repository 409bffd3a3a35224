import { createServer, request, type IncomingHttpHeaders } from "node:http";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { createContext, type Context } from "#app/context.server.ts";
import { inRoot } from "#app/launch/root.ts";
import { builtPeople } from "#app/people.server.ts";
import { answerAll, machineDoors } from "#app/server.ts";
import { testConfig, testEnv } from "../setup/config.ts";
import { freshDatabase } from "../setup/database.ts";
import { embeddedUrl } from "../setup/shopify-double.ts";
import { serveStorefront } from "../setup/sandbox-shop.ts";

const shop = "tally.myshopify.com";
const { SHOPIFY_API_KEY: apiKey = "", SHOPIFY_API_SECRET: apiSecret = "" } = testEnv("");

type Seen = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

async function openApp(change: Readonly<Record<string, string>> = {}): Promise<{ readonly context: Context; readonly url: string }> {
  const context = createContext(testConfig(await freshDatabase(), change));
  const server = createServer(answerAll(context, await builtPeople(context)));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await context.close();
  });
  const address = server.address();
  return { context, url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}` };
}

/** Whole headers as they were sent, also where `fetch` would follow or hide them. */
function ask(method: string, url: string): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: { "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.0" } }, (answer) => {
      let body = "";
      answer.setEncoding("utf8").on("data", (text: string) => (body += text)).on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    });
    asked.on("error", reject).end(method === "POST" ? "{}" : undefined);
  });
}

// A shopper may hold a wallet's claim before the camera, on the pages of an order.
const camera = (path: string): RegExp => (path.startsWith("/pay/") ? /camera=\((?:self)?\)/ : /camera=\(\)/);

/** What is wrong with an answer's headers; nothing: []. */
function faults({ headers }: Seen, path: string): readonly string[] {
  const policy = Object.fromEntries(String(headers["content-security-policy"] ?? "").split(";").map((rule) => rule.trim().split(/ (.*)/s)));
  const scripts = policy["script-src"] ?? policy["default-src"] ?? "*";
  return [
    ...(/unsafe-inline|unsafe-eval|\*(?!\.)|http:(?!\/\/127)/.test(scripts) ? [`scripts: ${scripts}`] : []),
    ...(policy["frame-ancestors"] ? [] : ["frame-ancestors"]),
    ...(headers["x-content-type-options"] === "nosniff" ? [] : ["nosniff"]),
    ...(headers["referrer-policy"] ? [] : ["referrer-policy"]),
    ...(camera(path).test(String(headers["permissions-policy"])) ? [] : ["permissions-policy"]),
    ...(headers["x-powered-by"] === undefined && headers["server"] === undefined ? [] : ["names its software"]),
  ];
}

const concrete = (pattern: string): string => pattern.replace(":shop{", ":shop").replace(/:shop\b/, shop).replace(/:\w+/g, "ord_1").replaceAll("*", "session-token");

async function screensPaths(): Promise<readonly string[]> {
  const build = (await import(pathToFileURL(inRoot("build/server/index.js")).href)) as { routes: Record<string, { path?: string; parentId?: string }> };
  const full = (id: string): string => {
    const { path = "", parentId } = build.routes[id] ?? {};
    return `${parentId ? full(parentId) : ""}${path ? `/${path}` : ""}`;
  };
  return [...new Set(Object.keys(build.routes).map((id) => full(id) || "/"))];
}

test("every route of the server, asked well or badly, answers with the headers that keep a browser safe", async () => {
  const storefront = await serveStorefront();
  storefront.sandbox.openShop({ domain: shop });
  const { context, url } = await openApp({ SHOPIFY_ORIGIN: storefront.url, APP_BRIDGE_URL: `${storefront.url}/app-bridge.js` });
  const doors = machineDoors(context).routes.filter(({ method, path }) => method !== "ALL" && !path.endsWith("/*")).map(({ method, path }) => `${method} ${concrete(path)}`);
  const screens = (await screensPaths()).map(concrete);
  expect(doors.length).toBeGreaterThan(12);
  expect(screens).toContain("/app/orders/ord_1");
  const people = screens.flatMap((path) => [`GET ${path}`, `POST ${path}`, `GET ${path}?shop=${shop}`, `GET ${path}?_data=routes/app`]);
  const signedIn = screens.filter((path) => path.startsWith("/app")).map((path) => `GET ${embeddedUrl(url, { shop, apiKey, apiSecret }, path).slice(url.length)}`);
  const wrong: Record<string, readonly string[]> = {};
  for (const asked of [...new Set([...doors, ...people, ...signedIn, "GET /favicon.svg", "GET /nowhere", "PUT /health", "GET /%", "GET /assets/none.js"])]) {
    const [method = "", path = ""] = asked.split(" ");
    const seen = await ask(method, `${url}${path}`);
    const found = faults(seen, path);
    if (found.length > 0) wrong[`${asked} ${seen.status}`] = found;
  }
  for (const path of ["/", "/store", "/wallet", "/admin", "/admin/orders", "/assets/style.css", "/app-bridge.js", "/control/shops", "/health", "/nowhere", "/store/orders/none"]) {
    const found = faults(await ask("GET", `${storefront.url}${path}`), path).filter((fault) => fault !== "permissions-policy");
    if (found.length > 0) wrong[`sandbox ${path}`] = found;
  }
  expect(wrong).toEqual({});
});

test("a page of the admin is framed by that shop and Shopify only, and runs no script but ours and App Bridge", async () => {
  const storefront = await serveStorefront();
  storefront.sandbox.openShop({ domain: shop });
  const { url } = await openApp({ SHOPIFY_ORIGIN: storefront.url });
  const page = await ask("GET", embeddedUrl(url, { shop, apiKey, apiSecret }));
  expect(page.status).toBe(200);
  const policy = String(page.headers["content-security-policy"]);
  expect(policy).toContain(`frame-ancestors https://${shop} https://admin.shopify.com`);
  expect(policy.match(/frame-ancestors/g)).toHaveLength(1);
  const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
  const inline = [...page.body.matchAll(/<script(?![^>]*\ssrc=)([^>]*)>/g)].map(([, attributes = ""]) => attributes);
  expect(inline.length).toBeGreaterThan(1);
  expect(inline.filter((attributes) => !attributes.includes(`nonce="${nonce}"`))).toEqual([]);
  const again = await ask("GET", embeddedUrl(url, { shop, apiKey, apiSecret }));
  expect(String(again.headers["content-security-policy"])).not.toContain(nonce);
  expect(policy).toContain("script-src 'self' 'nonce-");
  expect(policy).toContain("https://cdn.shopify.com");
  expect(page.headers["x-rendered-with-nonce"]).toBeUndefined();
});

test("the page that fetches a session token runs its own line, known by its hash, and the browser keeps to https", async () => {
  const { url } = await openApp({ TALLY_MODE: "live", SHOPIFY_APP_URL: "https://pay.example.com" });
  const bounce = await ask("GET", `${url}/auth/session-token?shop=${shop}&shopify-reload=${encodeURIComponent("https://pay.example.com/app")}`);
  expect([bounce.status, bounce.body.includes("app-bridge.js")]).toEqual([200, true]);
  const exit = await ask("GET", `${url}/auth/exit-iframe?shop=${shop}&exitIframe=${encodeURIComponent("https://pay.example.com/app")}`);
  expect(exit.body).toContain("window.open(");
  expect(exit.headers["content-security-policy"]).toMatch(/script-src 'self' 'sha256-[\w+/]+=*' https:\/\/cdn\.shopify\.com;/);
  for (const seen of [bounce, exit, await ask("GET", `${url}/health`)]) expect(seen.headers["strict-transport-security"]).toBe("max-age=31536000");
});
