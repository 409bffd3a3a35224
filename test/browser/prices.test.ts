import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { stylesheet } from "#app/sandbox/theme/host.ts";
import { moreGoods } from "#app/sandbox/shop/goods.ts";
import { addShop } from "../commands/shop.ts";
import { openScreen } from "../setup/browser.ts";
import { render } from "../theme/world.ts";
import { openDesk } from "./merchant.ts";

const script = readFileSync(new URL("../../extensions/theme/assets/tallystick-prices.js", import.meta.url), "utf8");

/** A product page of a theme that knows nothing of us but where the blocks stand. */
const productPage = (): string => `<!doctype html><html lang="en"><title>Stick</title><style>${stylesheet()}</style>
  <form action="/cart/add"><input type="hidden" name="id" value="1"></form>
  <label>Kind <select><option value="1">Small</option><option value="2">Large</option></select></label>
  <button>Add</button>
  ${render({ hundredths: 1590 })}${render({ hundredths: 500, shows: "cart" })}
  <script>
    document.querySelector("select").addEventListener("change", ({ target }) => { document.querySelector('[name="id"]').value = target.value; });
    document.querySelector("button").addEventListener("click", () => fetch("/cart/add.js", { method: "POST" }));
  </script><script>${script}</script>`;

async function openStore(): Promise<{ readonly url: string; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const answers: Readonly<Record<string, unknown>> = {
    "/products/stick.js": { variants: [{ id: 1, price: 1590 }, { id: 2, price: 123_450_067 }] },
    "/cart.js": { total_price: 2_090, currency: "USD" },
    "/cart/add.js": {},
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://store").pathname;
    asked.push(path);
    const found = answers[path];
    response.setHeader("Content-Type", found ? "application/json" : "text/html; charset=utf-8");
    response.end(found ? JSON.stringify(found) : productPage());
  });
  const port = await new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => {
    const address = server.address();
    resolve(typeof address === "object" && address ? address.port : 0);
  }));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${port}/`, asked };
}

test("the price follows the chosen variant and the cart, counted as the engine counts", async () => {
  const { url, asked } = await openStore();
  const { page } = await openScreen({ width: 390, height: 800 });
  await page.goto(url);
  const prices = page.locator(".tallystick-price");
  expect(await prices.allInnerTexts()).toEqual(["about 477 XTR", "Total: about 150 XTR"]);
  await page.getByLabel("Kind").selectOption("Large");
  await page.getByText("about 37,035,020.1 XTR").waitFor();
  await page.getByLabel("Kind").selectOption("Small");
  await page.getByText("about 477 XTR").waitFor();
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByText("Total: about 627 XTR").waitFor();
  expect(asked.filter((path) => path !== "/favicon.ico")).toEqual(["/", "/products/stick.js", "/cart/add.js", "/cart.js"]);
});

test("a merchant switches prices at products on, sees them written, and off again", async () => {
  const { open, frame, page, look, db, domain, sandbox } = await openDesk({ ROLE: "all" });
  const there = sandbox.shop(domain);
  if (there) there.state.products = moreGoods(4, 100);
  await addShop(db, domain);
  await open("/app/settings");
  await frame.getByRole("link", { name: "Show prices" }).click();
  await frame.getByText("1 USD = 30 XTR").waitFor();
  await frame.getByRole("button", { name: "Switch on" }).click();
  await page.getByText("Prices are being written").waitFor();
  await frame.getByText("All 400 variants were up to date").waitFor();
  await frame.getByText("Your theme was told of the rates").waitFor();
  await look("prices-on");
  await frame.getByLabel("Oldest rate to show prices at", { exact: true }).fill("soon");
  await frame.getByRole("button", { name: "Save" }).click();
  await frame.getByText("Enter a whole number from 1 to 9999.").waitFor();
  await frame.getByRole("button", { name: "Switch off and remove the prices" }).click();
  await frame.getByText("The prices were removed").waitFor();
  expect([...(there?.state.products.values() ?? [])].flatMap(({ variants }) => variants).every(({ metafields }) => metafields.length === 0)).toBe(true);
});
