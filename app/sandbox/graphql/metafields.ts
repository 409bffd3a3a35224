import { z } from "zod";
import { secondOf } from "../nature.ts";
import { edit } from "../shop/actions.ts";
import type { Shop } from "../shop/shop.ts";
import type { Metafield, Order } from "../world.ts";
import { idIn, type Resolve, type View } from "./ask.ts";
import { digestOf, metafieldView } from "./order-view.ts";

const entry = z.object({
  ownerId: z.string(),
  key: z.string(),
  namespace: z.string().nullish(),
  type: z.string().nullish(),
  value: z.string(),
  compareDigest: z.string().nullish(),
});
type Entry = z.infer<typeof entry>;

const namespaceOf = ({ namespace }: Entry): string => namespace ?? "$app";
const existing = (order: Order, one: Entry): Metafield | undefined =>
  order.metafields.find(({ key, namespace }) => key === one.key && namespace === namespaceOf(one));

/** `compareDigest` given as null means "must not exist yet"; left out, it compares nothing. */
function problem(shop: Shop, one: Entry): { readonly message: string; readonly code: string } | null {
  const order = shop.state.orders.get(idIn("Order", one.ownerId) ?? "");
  if (!order) return { message: "Owner does not exist.", code: "INVALID" };
  const before = existing(order, one);
  if (!before && !one.type) return { message: "Type can't be blank", code: "BLANK" };
  if (one.compareDigest === undefined) return null;
  const digest = before ? digestOf(before.value) : null;
  return digest === one.compareDigest ? null : { message: "The resource has been updated since it was loaded.", code: "STALE_OBJECT" };
}

function put(shop: Shop, one: Entry): Metafield | null {
  const orderId = idIn("Order", one.ownerId) ?? "";
  const done = edit(shop, orderId, { field: "metafieldsSet", by: "app", detail: `${namespaceOf(one)}.${one.key}` }, (order) => {
    const before = existing(order, one);
    const metafield: Metafield = {
      id: before?.id ?? shop.nextId(),
      namespace: namespaceOf(one),
      key: one.key,
      type: one.type ?? before?.type ?? "single_line_text_field",
      value: one.value,
      at: secondOf(shop.nature.now()),
    };
    return { ...order, metafields: [...order.metafields.filter((other) => other !== before), metafield] };
  });
  return "done" in done ? (existing(done.done, one) ?? null) : null;
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
      const order = shop.state.orders.get(idIn("Order", one.ownerId) ?? "");
      return metafield && order ? [metafieldView(metafield, order)] : [];
    }),
    userErrors: [],
  };
};
