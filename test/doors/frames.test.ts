import { expect, test } from "vitest";
import { guardFrames } from "#app/frames.server.ts";
import { testConfig } from "../setup/config.ts";

const sandbox = testConfig("postgresql://127.0.0.1/x", { SHOPIFY_ORIGIN: "http://127.0.0.1:3001" });
const live = { ...sandbox, mode: "live" as const };
const policyOf = (response: Response) => response.headers.get("Content-Security-Policy");
const fromLibrary = () => new Response("", { headers: { "Content-Security-Policy": "frame-ancestors https://a.myshopify.com https://admin.shopify.com;" } });

test("a page the library said nothing about is framed by nobody", () => {
  expect(policyOf(guardFrames(new Response(""), live))).toBe("frame-ancestors 'none'");
  expect(policyOf(guardFrames(new Response(""), sandbox))).toBe("frame-ancestors 'none'");
});

test("the sandbox's admin may frame what Shopify's admin may, in the sandbox only", () => {
  expect(policyOf(guardFrames(fromLibrary(), live))).not.toContain("127.0.0.1");
  expect(policyOf(guardFrames(fromLibrary(), sandbox))).toContain("admin.shopify.com http://127.0.0.1:3001;");
});
