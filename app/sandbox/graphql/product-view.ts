import { GraphQLError } from "graphql";
import { z } from "zod";
import type { Product, Variant } from "../shop/goods.ts";
import type { Shop } from "../shop/shop.ts";
import { findVariant } from "../shop/stock.ts";
import { demandScope, gid, idIn, type Arguments, type Resolve, type View } from "./ask.ts";
import { connection, pageSchema } from "./connection.ts";
import { metafieldView } from "./order-view.ts";

/** Products and their variants, as far as an app that prices them looks. */

export const variantView = (variant: Variant, product: Product): View => ({
  __typename: "ProductVariant",
  id: gid("ProductVariant", variant.id),
  legacyResourceId: variant.id,
  title: variant.title,
  displayName: `${product.title} - ${variant.title}`,
  price: variant.price,
  compareAtPrice: null,
  sku: null,
  position: product.variants.indexOf(variant) + 1,
  product: () => productView(product),
  metafield: ({ namespace, key }: Arguments) => {
    const found = variant.metafields.find((one) => one.namespace === (namespace ?? "$app") && one.key === key);
    return found ? metafieldView(found, { type: "PRODUCTVARIANT", show: () => variantView(variant, product) }) : null;
  },
});

type Placed = { readonly product: Product; readonly variant: Variant };

const variantsOf = (items: readonly Placed[], args: Arguments): View =>
  connection({ items, show: ({ variant, product }) => variantView(variant, product), order: "up", place: ({ variant }) => ({ value: 0, id: variant.id }) }, pageSchema.parse(args));

const productView = (product: Product): View => ({
  __typename: "Product",
  id: gid("Product", product.id),
  legacyResourceId: product.id,
  title: product.title,
  handle: product.handle,
  status: "ACTIVE",
  updatedAt: product.updatedAt,
  variants: (args: Arguments) => variantsOf(product.variants.map((variant) => ({ product, variant })), args),
});

const listArguments = pageSchema.extend({ query: z.string().nullish(), sortKey: z.string().nullish() });

/** Of Shopify's search syntax only what walks through all of them by id. */
function idsAbove(query: string | null | undefined): bigint {
  const match = /^(?:id:>(\d+))?$/.exec(query ?? "");
  if (!match) throw new GraphQLError(`The sandbox shop does not model the variant search ${query}.`);
  return BigInt(match[1] ?? "0");
}

const allVariants = ({ state }: Shop): readonly Placed[] => [...state.products.values()].flatMap((product) => product.variants.map((variant) => ({ product, variant })));

const productVariants: Resolve = (args, { shop }) => {
  demandScope(shop, "read_products", "productVariants");
  const { query, sortKey, ...page } = listArguments.parse(args);
  if (sortKey !== "ID") throw new GraphQLError(`The sandbox shop does not model sorting variants by ${sortKey}.`);
  const above = idsAbove(query);
  return variantsOf(allVariants(shop).filter(({ variant }) => BigInt(variant.id) > above), page);
};

const byId = z.object({ id: z.string() });

export const productQueries: Readonly<Record<string, Resolve>> = {
  productVariants,
  productVariantsCount: (_args, { shop }) => {
    demandScope(shop, "read_products", "productVariantsCount");
    return { count: allVariants(shop).length, precision: "EXACT" };
  },
  productVariant: (args, { shop }) => {
    demandScope(shop, "read_products", "productVariant");
    const found = findVariant(shop, idIn("ProductVariant", byId.parse(args).id) ?? "");
    return found ? variantView(found.variant, found.product) : null;
  },
  product: (args, { shop }) => {
    demandScope(shop, "read_products", "product");
    const product = shop.state.products.get(idIn("Product", byId.parse(args).id) ?? "");
    return product ? productView(product) : null;
  },
};
