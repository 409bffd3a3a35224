import { z } from "zod";
import { BOARD_PLACE } from "./board.ts";
import { priceDocuments } from "./price-operations.ts";
import type { Request } from "./wire.ts";

/** Where themes written for the Tari Payment Server read a variant's price in µT, and the rates. */
export const PRICE_PLACE = { namespace: "custom", key: "tari_price" } as const;
export const RATE_TYPE = "tari_price";
const RATE_HANDLE = { type: RATE_TYPE, handle: "tari-price-global" } as const;

const userErrors = z.array(z.object({ message: z.string(), code: z.string().nullish().transform((code) => code ?? null) }));
const value = z.object({ value: z.string() }).nullable();

export function readBoard() {
  return {
    does: "read",
    document: priceDocuments.PriceBoard,
    variables: BOARD_PLACE,
    answer: z.object({ currentAppInstallation: z.object({ id: z.string(), metafield: value }) }).transform(({ currentAppInstallation }) => currentAppInstallation),
  } as const satisfies Request<unknown>;
}

export type MetafieldToSet = { readonly ownerId: string; readonly namespace: string; readonly key: string; readonly type: string; readonly value: string };

export function setMetafields(metafields: readonly MetafieldToSet[]) {
  return {
    does: "write",
    document: priceDocuments.SetMetafields,
    variables: { metafields },
    answer: z.object({ metafieldsSet: z.object({ userErrors }) }).transform(({ metafieldsSet }) => metafieldsSet),
  } as const satisfies Request<unknown>;
}

export function deleteMetafields(metafields: readonly Pick<MetafieldToSet, "ownerId" | "namespace" | "key">[]) {
  return {
    does: "write",
    document: priceDocuments.DeleteMetafields,
    variables: { metafields },
    answer: z.object({ metafieldsDelete: z.object({ userErrors }) }).transform(({ metafieldsDelete }) => metafieldsDelete),
  } as const satisfies Request<unknown>;
}

export function countVariants() {
  return {
    does: "read",
    document: priceDocuments.CountVariants,
    variables: {},
    answer: z.object({ productVariantsCount: z.object({ count: z.int() }).nullable() }).transform(({ productVariantsCount }) => productVariantsCount?.count ?? null),
  } as const satisfies Request<unknown>;
}

/** `price` is in the shop's own currency. */
const variant = z.object({ id: z.string(), price: z.string(), metafield: value });
export type Variant = z.infer<typeof variant>;

/** Up to a hundred variants with ids above `after` (digits), the lowest first. */
export function readVariantsAfter(after: string) {
  return {
    does: "read",
    document: priceDocuments.VariantsAfter,
    variables: { search: `id:>${after}`, ...PRICE_PLACE },
    answer: z.object({ productVariants: z.object({ nodes: z.array(variant) }) }).transform(({ productVariants }) => productVariants.nodes),
  } as const satisfies Request<unknown>;
}

/** null: the product is no more. */
export function readVariantsOf(product: string, after: string | null) {
  const page = z.object({ nodes: z.array(variant), pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }) });
  return {
    does: "read",
    document: priceDocuments.VariantsOf,
    variables: { id: `gid://shopify/Product/${product}`, after, ...PRICE_PLACE },
    answer: z.object({ product: z.object({ variants: page }).nullable() }).transform(({ product: found }) => found?.variants ?? null),
  } as const satisfies Request<unknown>;
}

export function readRateObject() {
  return {
    does: "read",
    document: priceDocuments.RateObject,
    variables: { type: RATE_TYPE, handle: RATE_HANDLE },
    answer: z.object({
      metaobjectDefinitionByType: z.object({ id: z.string(), fieldDefinitions: z.array(z.object({ key: z.string() })) }).nullable(),
      metaobjectByHandle: z.object({ id: z.string(), fields: z.array(z.object({ key: z.string(), value: z.string().nullable() })) }).nullable(),
    }),
  } as const satisfies Request<unknown>;
}

const fieldOf = (key: string) => ({ key, name: key.toUpperCase(), type: "number_integer" });

export function defineRateObject(keys: readonly string[]) {
  const definition = { type: RATE_TYPE, name: "Tari price", access: { storefront: "PUBLIC_READ" }, fieldDefinitions: keys.map(fieldOf) };
  return {
    does: "write",
    document: priceDocuments.DefineRateObject,
    variables: { definition },
    answer: z.object({ metaobjectDefinitionCreate: z.object({ userErrors }) }).transform(({ metaobjectDefinitionCreate }) => metaobjectDefinitionCreate),
  } as const satisfies Request<unknown>;
}

export function extendRateObject(id: string, keys: readonly string[]) {
  return {
    does: "write",
    document: priceDocuments.ExtendRateObject,
    variables: { id, definition: { fieldDefinitions: keys.map((key) => ({ create: fieldOf(key) })) } },
    answer: z.object({ metaobjectDefinitionUpdate: z.object({ userErrors }) }).transform(({ metaobjectDefinitionUpdate }) => metaobjectDefinitionUpdate),
  } as const satisfies Request<unknown>;
}

export function setRateObject(fields: readonly { readonly key: string; readonly value: string }[]) {
  return {
    does: "write",
    document: priceDocuments.SetRateObject,
    variables: { handle: RATE_HANDLE, metaobject: { fields } },
    answer: z.object({ metaobjectUpsert: z.object({ userErrors }) }).transform(({ metaobjectUpsert }) => metaobjectUpsert),
  } as const satisfies Request<unknown>;
}

export function dropRateObject(id: string) {
  return {
    does: "write",
    document: priceDocuments.DropRateObject,
    variables: { id },
    answer: z.object({ metaobjectDelete: z.object({ userErrors }) }).transform(({ metaobjectDelete }) => metaobjectDelete),
  } as const satisfies Request<unknown>;
}
