import { z } from "zod";
import { secondOf } from "../nature.ts";
import { edit } from "../shop/actions.ts";
import type { Shop } from "../shop/shop.ts";
import { changeVariant, findVariant } from "../shop/stock.ts";
import type { Metafield } from "../world.ts";
import { demandScope, idIn, type Resolve, type View } from "./ask.ts";
import { digestOf, metafieldView, orderView } from "./order-view.ts";
import { variantView } from "./product-view.ts";

/** Whatever metafields may be set on: what it has, how it takes others, and how it shows itself. */
type Owner = {
  readonly type: "ORDER" | "PRODUCTVARIANT" | "APP_INSTALLATION";
  /** What it takes to write here; null: nothing beyond being installed. */
  readonly scope: string | null;
  readonly metafields: readonly Metafield[];
  readonly put: (metafields: readonly Metafield[], detail: string) => void;
  readonly show: () => View;
};

function ownerOf(shop: Shop, gid: string): Owner | null {
  const { state } = shop;
  const order = state.orders.get(idIn("Order", gid) ?? "");
  if (order) {
    const put: Owner["put"] = (metafields, detail) => void edit(shop, order.id, { field: "metafieldsSet", by: "app", detail }, (now) => ({ ...now, metafields: [...metafields] }));
    return { type: "ORDER", scope: "write_orders", metafields: order.metafields, put, show: () => orderView(order) };
  }
  const found = findVariant(shop, idIn("ProductVariant", gid) ?? "");
  if (found) {
    const { variant, product } = found;
    const put: Owner["put"] = (metafields) => changeVariant(shop, { ...variant, metafields: [...metafields] });
    return { type: "PRODUCTVARIANT", scope: "write_products", metafields: variant.metafields, put, show: () => variantView(variant, product) };
  }
  if (idIn("AppInstallation", gid) !== state.id) return null;
  const put: Owner["put"] = (metafields) => {
    state.appMetafields = [...metafields];
    shop.changed();
  };
  return { type: "APP_INSTALLATION", scope: null, metafields: state.appMetafields, put, show: () => ({ __typename: "AppInstallation", id: gid }) };
}

const entry = z.object({
  ownerId: z.string(),
  key: z.string(),
  namespace: z.string().nullish(),
  type: z.string().nullish(),
  value: z.string(),
  compareDigest: z.string().nullish(),
});
type Entry = z.infer<typeof entry>;
type Place = { readonly key: string; readonly namespace?: string | null | undefined };

const namespaceOf = ({ namespace }: Place): string => namespace ?? "$app";
const existing = ({ metafields }: Owner, one: Place): Metafield | undefined => metafields.find(({ key, namespace }) => key === one.key && namespace === namespaceOf(one));

/** As far as our types need it. */
function isValue(type: string, value: string): boolean {
  if (type === "number_integer") return /^-?\d{1,16}$/.test(value) && Math.abs(Number(value)) <= 9_007_199_254_740_991;
  if (type !== "json") return true;
  try {
    JSON.parse(value);
    return true;
  } catch {
    return false;
  }
}

/** `compareDigest` given as null means "must not exist yet"; left out, it compares nothing. */
function problem(shop: Shop, one: Entry): { readonly message: string; readonly code: string } | null {
  const owner = ownerOf(shop, one.ownerId);
  if (!owner) return { message: "Owner does not exist.", code: "INVALID" };
  if (owner.scope !== null) demandScope(shop, owner.scope, "metafieldsSet");
  const before = existing(owner, one);
  if (!before && !one.type) return { message: "Type can't be blank", code: "BLANK" };
  if (!isValue(one.type ?? before?.type ?? "", one.value)) return { message: "Value is invalid for its type.", code: "INVALID_VALUE" };
  if (one.compareDigest === undefined) return null;
  const digest = before ? digestOf(before.value) : null;
  return digest === one.compareDigest ? null : { message: "The resource has been updated since it was loaded.", code: "STALE_OBJECT" };
}

function put(shop: Shop, one: Entry): Metafield | null {
  const owner = ownerOf(shop, one.ownerId);
  if (!owner) return null;
  const before = existing(owner, one);
  const metafield: Metafield = {
    id: before?.id ?? shop.nextId(),
    namespace: namespaceOf(one),
    key: one.key,
    type: one.type ?? before?.type ?? "single_line_text_field",
    value: one.value,
    at: secondOf(shop.nature.now()),
  };
  owner.put([...owner.metafields.filter((other) => other !== before), metafield], `${namespaceOf(one)}.${one.key}`);
  return metafield;
}

/** All of them or none, as Shopify promises; at most 25 at once. */
export const metafieldsSet: Resolve = (args, { shop }): View => {
  const { metafields } = z.object({ metafields: z.array(entry) }).parse(args);
  const tooMany = metafields.length > 25 ? [{ field: ["metafields"], message: "Exceeded the maximum of 25 metafields.", code: "LESS_THAN_OR_EQUAL_TO", elementIndex: null }] : [];
  const problems = metafields.flatMap((one, index) => {
    const found = problem(shop, one);
    return found ? [{ ...found, field: ["metafields", String(index)], elementIndex: index }] : [];
  });
  if (tooMany.length + problems.length > 0) return { metafields: null, userErrors: [...tooMany, ...problems] };
  const stored = metafields.map((one) => ({ one, metafield: put(shop, one) }));
  return {
    metafields: stored.flatMap(({ one, metafield }) => {
      const owner = ownerOf(shop, one.ownerId);
      return metafield && owner ? [metafieldView(metafield, owner)] : [];
    }),
    userErrors: [],
  };
};

const identifiers = z.object({ metafields: z.array(z.object({ ownerId: z.string(), namespace: z.string(), key: z.string() })) });

/** What is not there is no error: it answers null in its place. */
export const metafieldsDelete: Resolve = (args, { shop }): View => {
  const deletedMetafields = identifiers.parse(args).metafields.map((one) => {
    const owner = ownerOf(shop, one.ownerId);
    const before = owner && existing(owner, one);
    if (!owner || !before) return null;
    if (owner.scope !== null) demandScope(shop, owner.scope, "metafieldsDelete");
    owner.put(owner.metafields.filter((other) => other !== before), `${one.namespace}.${one.key}`);
    return { ownerId: one.ownerId, namespace: one.namespace, key: one.key };
  });
  return { deletedMetafields, userErrors: [] };
};
