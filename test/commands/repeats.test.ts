import { expect, test } from "vitest";
import { openRepeats } from "#app/commands/repeats.ts";
import { shopId } from "#app/engine/ids.ts";

const shop = shopId("one.myshopify.com");

test("what was remembered is known under its shop, topic and event, and nowhere else", () => {
  const repeats = openRepeats();
  expect(repeats.of(shop, "orders/create", "e-1").isKnown()).toBe(false);
  repeats.of(shop, "orders/create", "e-1").remember();
  expect(repeats.of(shop, "orders/create", "e-1").isKnown()).toBe(true);
  for (const [of, topic, event] of [[shopId("two.myshopify.com"), "orders/create", "e-1"], [shop, "orders/updated", "e-1"], [shop, "orders/create", "e-2"]] as const) {
    expect(repeats.of(of, topic, event).isKnown()).toBe(false);
  }
});

test("the last five thousand are always known, and what is older than ten thousand is forgotten", () => {
  const repeats = openRepeats();
  const event = (index: number) => repeats.of(shop, "orders/create", `e-${index}`);
  for (let index = 0; index < 50_000; index++) event(index).remember();
  for (let index = 45_000; index < 50_000; index++) expect(event(index).isKnown()).toBe(true);
  for (let index = 0; index < 39_999; index += 7) expect(event(index).isKnown()).toBe(false);
});
