import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundleBlock, LARGEST_BLOCK, targetsIn } from "#app/launch/blocks.ts";
import { inRoot } from "#app/launch/root.ts";

const toml = readFileSync(inRoot("extensions/checkout/shopify.extension.toml"), "utf8");

test("one script carries both pages' blocks, small enough for a phone on a slow line, with the app's address and no other's", async () => {
  const script = await bundleBlock('"https://pay.example.com"');
  const size = gzipSync(script, { level: 9 }).length;
  expect(size).toBeLessThan(LARGEST_BLOCK);
  for (const { target } of targetsIn(toml)) expect(script).toContain(JSON.stringify(target));
  // Preact names the namespaces of SVG and MathML.
  expect(new Set(script.match(/https?:\/\/(?!www\.w3\.org\/)[\w.-]+/g))).toEqual(new Set(["https://pay.example.com"]));
  // The worker it runs in has no such variable.
  expect(script).not.toMatch(/process\.env\.APP_URL/);
});

test("the extension says which pages it is for, and that it needs the network", () => {
  expect(targetsIn(toml)).toEqual([
    { target: "purchase.thank-you.block.render", module: "./src/ThankYou.tsx" },
    { target: "customer-account.order-status.block.render", module: "./src/OrderStatus.tsx" },
  ]);
  expect(toml).toMatch(/\[extensions\.capabilities\]\s+network_access = true/);
});
