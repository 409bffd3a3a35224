import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { inRoot } from "#app/launch/root.ts";
import { apiVersion } from "#app/shopify.server.ts";

const read = (file: string) => readFileSync(inRoot(file), "utf8");

test("Shopify sends webhooks in the version in which we speak to it", () => {
  expect(read("shopify.app.toml")).toContain(`api_version = "${apiVersion}"`);
});

test(".env.example names every variable the configuration knows", () => {
  const known = [...read("app/config.server.ts").matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name);
  const listed = new Set([...read(".env.example").matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name));
  expect(known.length).toBeGreaterThan(12);
  expect(known.filter((name) => name !== "HOST" && !listed.has(name ?? ""))).toEqual([]);
});
