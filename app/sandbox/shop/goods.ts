import { z } from "zod";
import { catalogue } from "../pages/catalogue.ts";

/** What a shop sells, and what apps wrote on it. */

export const metafieldSchema = z.object({ id: z.string(), namespace: z.string(), key: z.string(), type: z.string(), value: z.string(), at: z.string() });
const variant = z.object({ id: z.string(), title: z.string(), price: z.string(), metafields: z.array(metafieldSchema) });
export const productSchema = z.object({ id: z.string(), title: z.string(), handle: z.string(), updatedAt: z.string(), variants: z.array(variant) });
export const metaobjectSchema = z.object({ id: z.string(), type: z.string(), handle: z.string(), fields: z.record(z.string(), z.string()) });
export const definitionSchema = z.object({ id: z.string(), type: z.string(), name: z.string(), fields: z.array(z.object({ key: z.string(), name: z.string(), type: z.string() })) });

export type Product = Readonly<z.infer<typeof productSchema>>;
export type Variant = Readonly<z.infer<typeof variant>>;

const handleOf = (title: string): string => title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** The catalogue on a shop's first day. */
export const firstGoods = (): Map<string, Product> =>
  new Map(
    catalogue.map(({ id, title, price }) => {
      const variants = [{ id: `4${id.slice(1)}`, title: "Default Title", price, metafields: [] }];
      return [id, { id, title, handle: handleOf(title), updatedAt: "2026-01-01T00:00:00Z", variants }] as const;
    }),
  );

/** More variants than anybody wants to look through: each product has `each`, and costs from a cent upwards. */
export function moreGoods(products: number, each: number): Map<string, Product> {
  const ids = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
  return new Map(
    ids(1, products).map((number) => {
      const id = String(7_900_000_000_000 + number);
      const variants = ids(1, each).map((place) => ({ id: String(45_000_000_000_000 + number * 1_000 + place), title: `Kind ${place}`, price: `${(number % 90) + 1}.${String(place % 100).padStart(2, "0")}`, metafields: [] }));
      return [id, { id, title: `Thing ${number}`, handle: `thing-${number}`, updatedAt: "2026-01-01T00:00:00Z", variants }] as const;
    }),
  );
}

export const productGid = (id: string): string => `gid://shopify/Product/${id}`;
