import { expect, test } from "vitest";
import type { Config } from "#app/config.server.ts";
import { OURS, protectPage } from "#app/headers.server.ts";
import { testConfig } from "../setup/config.ts";

const sandbox = testConfig("postgresql://127.0.0.1/x", { SHOPIFY_ORIGIN: "http://127.0.0.1:3001" });
const live: Config = { ...sandbox, mode: "live" };
const page = { nonce: "n0nce", mode: "production" as const, audience: "merchant" as const };
const html = (headers: Readonly<Record<string, string>> = {}) => new Response("<p>", { headers: { "Content-Type": "text/html", [OURS]: "yes", ...headers } });
const fromLibrary = () => html({ "Content-Security-Policy": "frame-ancestors https://a.myshopify.com https://admin.shopify.com;" });
const framersOf = async (answer: Response, config = live) => /frame-ancestors[^;]*/.exec((await protectPage(answer, config, page)).headers.get("Content-Security-Policy") ?? "")?.[0];

test("a page the library said nothing about is framed by nobody", async () => {
  expect(await framersOf(html())).toBe("frame-ancestors 'none'");
  expect(await framersOf(html(), sandbox)).toBe("frame-ancestors 'none'");
  expect(await framersOf(new Response("{}"))).toBe("frame-ancestors 'none'");
});

test("the sandbox's admin may frame what Shopify's admin may, in the sandbox only", async () => {
  expect(await framersOf(fromLibrary())).toBe("frame-ancestors https://a.myshopify.com https://admin.shopify.com");
  expect(await framersOf(fromLibrary(), sandbox)).toBe("frame-ancestors https://a.myshopify.com https://admin.shopify.com http://127.0.0.1:3001");
});

test("a page that another hand wrote gets no nonce, and keeps its words", async () => {
  const answer = await protectPage(new Response("<script>go()</script>", { headers: { "Content-Type": "text/html" } }), live, page);
  expect(answer.headers.get("Content-Security-Policy")).not.toContain("n0nce");
  expect(answer.headers.get("Content-Security-Policy")).toContain("'sha256-");
  expect(await answer.text()).toBe("<script>go()</script>");
});
