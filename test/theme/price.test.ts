import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printUnits } from "#app/engine/money.ts";
import { convert } from "#app/engine/quote.ts";
import { languages, renderBlock } from "#app/sandbox/theme/host.ts";
import { board, kept, priceOf, rate, read, render, XTR } from "./world.ts";

test.each([
  ["15.90 USD at 30", "30", 1590, "about 477 XTR"],
  ["a cent", "30", 1, "about 0.3 XTR"],
  ["less than a unit, rounded up", "0.00000001", 1, "about 0.000001 XTR"],
  ["one unit more than whole", "33.333333", 100, "about 33.333333 XTR"],
  ["a third of a unit too much is a whole unit", "0.3333333", 1, "about 0.003334 XTR"],
  ["thousands", "30", 123_456_789, "about 37,037,036.7 XTR"],
  ["a million, whole", "100", 1_000_000, "about 1,000,000 XTR"],
  ["a rate with eighteen decimals", "0.123456789012345678", 99_999_999, "about 123,456.787778 XTR"],
  ["more than a JavaScript number holds", "123456789.123456789", 999_999_999, "about 1,234,567,889,999,999.998766 XTR"],
])("the block shows what the engine would ask: %s", (_, perUnit, hundredths, shown) => {
  const html = render({ hundredths, prices: kept(board([rate("USD", perUnit)])) });
  expect(read(html)).toBe(shown);
  const quoted = printUnits(convert(priceOf("USD", hundredths), rate("USD", perUnit), XTR)).replace(/\.?0+$/, "");
  expect(read(html).replaceAll(",", "")).toBe(`about ${quoted} XTR`);
});

test("whatever the price and the rate, the block and the engine agree to the last unit", () => {
  const decimal = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 15n }), fc.integer({ min: 0, max: 18 }));
  fc.assert(
    fc.property(decimal, fc.integer({ min: 1, max: 2 ** 40 }), fc.constantFrom("XTR/6", "BTC/8", "JOT/0", "WEI/18"), ([digits, scale], hundredths, asset) => {
      const given = { currency: "USD", perUnit: { digits, scale }, source: "test", asOf: new Date() };
      const { units } = convert(priceOf("USD", hundredths), given, asset as typeof XTR);
      const html = render({ hundredths, prices: kept(board([given], asset as typeof XTR)) });
      const full = printUnits({ asset: asset as typeof XTR, units });
      expect(read(html).replaceAll(",", "")).toBe(`about ${full.includes(".") ? full.replace(/\.?0+$/, "") : full} ${asset.split("/")[0]}`);
    }),
    { numRuns: 150 },
  );
});

describe("the block shows nothing", () => {
  const past = new Date(Date.now() - 3_600_000);
  test.each([
    ["without a board", { prices: null }],
    ["with a board of another make", { prices: { v: 2, rates: { USD: { per: "1", of: "1", until: 9e9 } } } }],
    ["without a rate for the currency", { currency: "EUR" }],
    ["for a price of nothing", { hundredths: 0 }],
    ["without a product", { product: null }],
    ["at a rate that is too old", { prices: kept(board([rate("USD", "30", past)], XTR, 1_800)) }],
    ["when the server was not heard of for a day", { prices: kept(board([rate("USD", "30")], XTR, null, new Date(Date.now() - 86_500_000))) }],
  ])("%s", (_, page) => {
    expect(render(page)).toBe("");
  });
});

test("in the theme editor the merchant is told why nothing is shown", () => {
  expect(read(render({ prices: null, isEditor: true }))).toBe("No current rate: shoppers see nothing here.");
});

test("a currency without decimals is counted in hundredths too, and one with three not at all", () => {
  const rates = [rate("JPY", "0.2"), rate("KWD", "100")];
  expect(read(render({ currency: "JPY", hundredths: 100_000, prices: kept(board(rates)) }))).toBe("about 200 XTR");
  expect(render({ currency: "KWD", prices: kept(board(rates)) })).toBe("");
});

test.each([
  ["en", "Total: about 1,234.5 XTR"],
  ["de", "Summe: etwa 1.234,5 XTR"],
  ["es", "Total: unos 1.234,5 XTR"],
  ["fr", "Total : environ 1 234,5 XTR"],
  ["ja", "合計： 約 1,234.5 XTR"],
  ["ar", "الإجمالي: حوالي 1,234.5 XTR"],
] as const)("the cart's total in %s", (language, shown) => {
  expect(read(render({ language, shows: "cart", hundredths: 4_115 }))).toBe(read(shown));
});

test("it says of which day the rate is, where the merchant wants that", () => {
  const html = render({ settings: { shows: "product", note: true }, prices: kept(board([rate("USD", "30", new Date("2026-11-20T12:00:00Z"))])) });
  expect(read(html)).toContain("At the rate of 2026-11-20.");
});

test("in a corner stands the product's price on its page, and the cart's total elsewhere", () => {
  const page = { language: "en", prices: kept(board([rate("USD", "30")])), currency: "USD", cart: { total_price: 500, item_count: 2 }, settings: { corner: "end", note: false } } as const;
  const product = { handle: "stick", selected_or_first_available_variant: { id: 1, price: 1590 } };
  expect(read(renderBlock("price-embed", { ...page, product }))).toBe("about 477 XTR");
  expect(read(renderBlock("price-embed", { ...page, product: null }))).toBe("Total: about 150 XTR");
  expect(renderBlock("price-embed", { ...page, product: null, cart: { total_price: 0, item_count: 0 } })).toBe("");
});

const folder = new URL("../../extensions/theme/", import.meta.url);
const file = (path: string): string => readFileSync(new URL(path, folder), "utf8");
const keysOf = (value: unknown, at = ""): readonly string[] => (typeof value === "object" && value !== null ? Object.entries(value).flatMap(([key, inside]) => keysOf(inside, `${at}.${key}`)) : [at.slice(1)]);

test("every language has every word, for shoppers and for merchants", () => {
  for (const kind of ["", ".schema"]) {
    const [english, ...others] = languages.map((language) => keysOf(JSON.parse(file(`locales/${language === "en" ? "en.default" : language}${kind}.json`))));
    for (const other of others) expect(other).toEqual(english);
  }
});

test("every block's schema names words and files that are there, and the whole stays small", () => {
  const words = keysOf(JSON.parse(file("locales/en.default.schema.json")));
  for (const block of readdirSync(new URL("blocks/", folder))) {
    const schema = /\{% schema %\}([\s\S]*)\{% endschema %\}/.exec(file(`blocks/${block}`))?.[1] ?? "";
    const { stylesheet, javascript, name } = JSON.parse(schema);
    expect(name).toMatch(/^t:/);
    expect([file(`assets/${stylesheet}`).length, file(`assets/${javascript}`).length].every((size) => size < 8_000)).toBe(true);
    for (const [, key] of schema.matchAll(/"t:([\w.]+)"/g)) expect(words).toContain(key);
  }
});

test("nobody but the shop itself is asked for anything", () => {
  const sources = ["blocks", "snippets", "assets"].flatMap((room) => readdirSync(new URL(`${room}/`, folder)).map((name) => file(`${room}/${name}`)));
  expect(sources.filter((source) => /https?:\/\/|\/\/[a-z]+\.[a-z]/i.test(source.replaceAll(/^\s*\/\/.*$/gm, "")))).toEqual([]);
});
