import { expect, test } from "vitest";
import { maskPath } from "#app/access.server.ts";

test.each([
  ["/health", "/health"],
  ["/app?id_token=eyJhbGciOi&shop=a", "/app"],
  ["/pay/4f9d2a7c81e04b55b1c2d3e4f5a6b7c8", "/pay/4f9d***"],
  ["/pay/4f9d2a7c81e04b55b1c2d3e4f5a6b7c8/events", "/pay/4f9d***/events"],
  ["/s/a-shop-with-a-long-name.myshopify.com/order/claim", "/s/a-shop-with-a-long-name.myshopify.com/order/claim"],
  ["/assets/entry.client-Do7GXVzVDo7GXVzV.js", "/assets/entry.client-Do7GXVzVDo7GXVzV.js"],
])("the log shows %s as %s", (url, shown) => expect(maskPath(url)).toBe(shown));
